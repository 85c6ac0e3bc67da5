package cxf_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"segit/gis"
	"segit/gis/format/cxf"
)

const head = "MAPPA\nW001A001200\n    1000.000\n"

// bordo writes the lines of a border with one ring of the given vertices.
func bordo(code, count string, vertices ...string) string {
	return "BORDO\n" + code + "\n  12\n 0.000\n 1.000\n 1.000\n 1.000\n 1.000\n   0\n" + count + "\n" + strings.Join(vertices, "\n") + "\n"
}

var box = []string{"0.000", "0.000", "4.000", "0.000", "4.000", "4.000", "0.000", "4.000", "0.000", "0.000"}

// whole is a sheet of one parcel that fills it.
var whole = head + bordo("W001A001200", "5", box...) + bordo("7", "5", box...) + "EOF\n"

func TestBadBorders(t *testing.T) {
	own := head + bordo("W001A001200", "5", box...)
	seven := bordo("7", "5", box...)
	bad := func(part string) string { return own + part + seven + "EOF\n" }
	for _, test := range []struct {
		name, text string
		reason     string // code of the one reject, "" for none
		warned     string // codes
	}{
		{"nothing wrong", whole, "", ""},
		{"LF and CR LF mixed", strings.ReplaceAll(whole, "4.000\n", "4.000\r\n"), "", ""},
		{"after EOF", whole + "BORDO\nrubbish\n", "", ""},
		{"a word for a number", bad(bordo("8", "5", "0.000", "zero", "4.000", "0.000", "4.000", "4.000", "0.000", "4.000")), "cxf.number", ""},
		{"decimal comma", bad(bordo("8", "3", "0,000", "0,000")), "cxf.number", ""},
		{"infinite", bad(bordo("8", "3", "Inf", "0.000")), "cxf.number", ""},
		{"too few vertices", bad(bordo("8", "6", box...)), "cxf.number", ""},
		{"too many vertices", bad(bordo("8", "4", box...)), "cxf.vertices-more", ""},
		{"a ring of two", bad(bordo("8", "2", box[:4]...)), "cxf.vertices", ""},
		{"islands eat the vertices", bad(strings.Replace(bordo("8", "5\n   4", box...), "   0\n5", "   1\n5", 1)), "cxf.vertices", ""},
		{"half a vertex count", bad(bordo("8", "4.500", box...)), "cxf.count", ""},
		{"a huge vertex count", bad(bordo("8", "99999999999", box...)), "cxf.count", ""},
		{"out of the world", bad(bordo("8", "5", "900000000.000", "0.000")), "cxf.coordinate", ""},
		{"no code", bad(bordo("", "5", box...)), "cxf.code", ""},
		{"no lines at all", bad("BORDO\n"), "cxf.code", ""},
		{"a line without end", bad(bordo("8", "5", strings.Repeat("1", 100_000))), "cxf.number", ""},
		{"sheet border again", bad(bordo("W001A001200", "5", box...)), "cxf.border-twice", ""},
		{"another sheet's border", bad(bordo("W001A001300", "5", box...)), "cxf.border-foreign", ""},
		{"cut off in a border", own + seven + "BORDO\n8\n  12\n 0.000\n", "cxf.truncated", "cxf.no-end"},
		{"cut off after a border", own + seven, "", "cxf.no-end"},
		{"open ring", own + bordo("7", "4", box[:8]...) + "EOF\n", "", "cxf.unclosed"},
		{"stray lines", own + seven + "one\ntwo\n\nEOF\n", "", "cxf.stray"},
		{"broken text", own + seven + "TESTO\nhello\n  20\nx\nEOF\n", "", "cxf.object"},
		{"text like a keyword", own + seven + "TESTO\nBORDO\n  20\n0.0\n1.0\n1.0\nEOF\n", "", ""},
		{"survey book", own + seven + "LIBRETTO\\\nwhatever\n12\nEOF\n", "", ""},
		{"no scale", strings.Replace(whole, "    1000.000\n", "", 1), "", "cxf.scale"},
		{"no border of the sheet", head + seven + "EOF\n", "", "cxf.no-border"},
		{"a gap", own + bordo("7", "4", "0.000", "0.000", "4.000", "0.000", "4.000", "3.000", "0.000", "0.000") + "EOF\n", "", "cxf.imbalance"},
		{"crosses itself", own + seven + bordo("7+", "5", "0.000", "0.000", "2.000", "2.000", "2.000", "0.000", "0.000", "2.000", "0.000", "0.000") + "EOF\n", "", "cxf.crossing"},
	} {
		k := read(t, test.text, cxf.Options{Comune: "W001"})
		var reason string
		if len(k.rejects) > 0 {
			reason = k.rejects[0].Reason.Code
		}
		if reason != test.reason || len(k.rejects) > 1 || k.codes() != test.warned {
			t.Errorf("%s: rejects %+v, warnings %v; want %q, %q", test.name, k.rejects, k.warned, test.reason, test.warned)
		}
		if b := k.rows["parcels"]; b == nil || b.Len() != 1 || b.Text(3, 0) != "7" {
			t.Errorf("%s: the good parcel did not go in", test.name)
		}
		if b := k.rows["sheets"]; b == nil || b.Len() != 1 {
			t.Errorf("%s: no row of the sheet", test.name)
		}
	}
}

// A rejected border is kept whole and alone, with the line of its keyword.
func TestRejectIsKeptAsItCame(t *testing.T) {
	part := bordo("8", "5", "0.000", "zéro", "4.000")
	own := head + bordo("W001A001200", "5", box...)
	for _, text := range []string{part, strings.ReplaceAll(part, "é", "\xe9")} { // UTF-8, Latin-1
		k := read(t, own+text+bordo("7", "5", box...)+"EOF\n", cxf.Options{})
		if len(k.rejects) != 1 || k.rejects[0].Line != 24 || k.rejects[0].Text != strings.TrimSuffix(part, "\n") {
			t.Fatalf("%+v", k.rejects)
		}
		if got := k.rejects[0].Reason; got.Code != "cxf.number" || got.Args[0] != "35" || got.Args[1] != "zéro" {
			t.Errorf("reason %v", got)
		}
	}
}

// Where the line that does not fit begins the next object, it is not kept.
func TestRejectEndsBeforeTheNext(t *testing.T) {
	for _, part := range []string{"BORDO", bordo("8", "6", box...), bordo("8", "4", box...), bordo("", "5", box...)} {
		part = strings.TrimSuffix(part, "\n")
		k := read(t, head+part+"\n"+bordo("7", "5", box...)+"EOF\n", cxf.Options{})
		if len(k.rejects) != 1 || k.rejects[0].Text != part {
			t.Errorf("%q was kept as %+v", part, k.rejects)
		}
	}
}

func TestCrossingSaysWhere(t *testing.T) {
	k := read(t, head+bordo("7", "5", "0.000", "0.000", "2.000", "2.000", "2.000", "0.000", "0.000", "2.000", "0.000", "0.000")+"EOF\n", cxf.Options{})
	if len(k.warned) == 0 || strings.Join(k.warned[0].Args, "|") != "4|7|1 1" {
		t.Errorf("%v", k.warned)
	}
	if xy := k.rows["parcels"].Shapes.RowXY(0); len(xy) != 10 || xy[2] != 2 || xy[3] != 2 {
		t.Errorf("the border was not kept as it came: %v", xy)
	}
}

// Beyond twenty remarks of a kind the rest are one.
func TestRemarksEnd(t *testing.T) {
	k := read(t, head+strings.Repeat(bordo("7", "4", box[:8]...), 50)+"EOF\n", cxf.Options{})
	if len(k.warned) != 22 {
		t.Fatalf("%d warnings", len(k.warned))
	}
	last := k.warned[21]
	if last.Code != "cxf.more" || last.Args[0] != "30" || last.Args[1] != "4" {
		t.Errorf("%v", last)
	}
}

func TestRefused(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		code string
	}{
		"empty":                {"", "cxf.empty"},
		"another municipality": {strings.ReplaceAll(whole, "W001", "W002"), "cxf.other-comune"},
		"a picture":            {"\x89PNG\r\n\x1a\n\x00\x00", "cxf.not-a-sheet"},
		"wide characters":      {"\xff\xfeM\x00A\x00P\x00P\x00A\x00\r\x00\n\x00", "cxf.not-a-sheet"},
		"no name":              {"MAPPA\n1000.000\n", "cxf.not-a-sheet"},
		"blank lines":          {"\n\n\n", "cxf.not-a-sheet"},
	} {
		k := newKept()
		_, err := cxf.Read(t.Context(), strings.NewReader(test.text), cxf.Options{File: "a.cxf", Comune: "W001"}, k)
		var refused *gis.Error
		if !errors.As(err, &refused) || refused.Code != test.code || refused.Kind != gis.BadInput || refused.File != "a.cxf" {
			t.Errorf("%s: %v, want %s", name, err, test.code)
		}
		if k.accepted() != 0 {
			t.Errorf("%s: rows were given", name)
		}
	}
}

func TestReadEndsWithItsReader(t *testing.T) {
	failing := io.MultiReader(strings.NewReader(whole[:120]), iotest.ErrReader(io.ErrClosedPipe))
	if _, err := cxf.Read(t.Context(), failing, cxf.Options{}, newKept()); !errors.Is(err, io.ErrClosedPipe) || gis.KindOf(err) != gis.BadInput {
		t.Errorf("a failing disk: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := cxf.Read(ctx, strings.NewReader(whole), cxf.Options{}, newKept()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := cxf.Read(t.Context(), strings.NewReader(whole), cxf.Options{}, failingSink{newKept()}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("the sink's error came back as %v", err)
	}
}

type failingSink struct{ *kept }

func (failingSink) Rows(context.Context, *gis.Batch) error { return io.ErrShortWrite }

func FuzzRead(f *testing.F) {
	f.Add(whole)
	f.Add(head + bordo("7+", "4", box[:8]...))
	f.Add(head + "BORDO\n1\n1\n1\n1\n1\n1\n1\n1\n9\n4\n" + strings.Repeat("1.0\n", 18))
	f.Add("QUADRO D'UNIONE\nW001_0000QU\n1\n" + bordo("W001_000100", "5", box...))
	f.Add(head + "LINEA\\\n 1\n 2\n0\n0\n1\n1\nTESTO\na\n 1\n0\n0\n0\nFIDUCIALE\n1\n 8\n0\n0\n0\n0\nLIBRETTO\nx\nEOF")
	f.Fuzz(func(t *testing.T, text string) {
		k := newKept()
		counts, err := cxf.Read(t.Context(), strings.NewReader(text), cxf.Options{}, k)
		if err != nil {
			return
		}
		if int(counts.Rejected) != len(k.rejects) || counts.Rejected > counts.Read {
			t.Errorf("%+v with %d rejects", counts, len(k.rejects))
		}
		if k.rows["sheets"].Len() != 1 {
			t.Error("a sheet has one row")
		}
		for dataset, b := range k.rows {
			if b.Shapes.Len() != b.Len() {
				t.Errorf("%s: %d shapes for %d rows", dataset, b.Shapes.Len(), b.Len())
			}
		}
	})
}
