package cxf_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"segit/gis"
	"segit/gis/format/cxf"
)

const quality = "W001A001200  20240531\r\n" +
	"N.FABBRIC           1\r\n" +
	"N.PARTIC            4\r\n" +
	"N.STRADE            1\r\n" +
	"N.ACQUE             1\r\n" +
	"N.SVIL-ALL          1\r\n" +
	"FABBRIC            25\r\n" +
	"7                2100\r\n" +
	"8                 400\r\n" +
	"9                5000\r\n" +
	"PARTIC           7500\r\n" +
	"STRADE           1250\r\n" +
	"ACQUE            1150\r\n" +
	"SVIL-ALL          100\r\n" +
	"TOTALE          10000\r\n" +
	"CONFINE         10000\r\n" +
	"SBILANCIO           0\r\n"

func TestWriteSup(t *testing.T) {
	_, sup := drawn(t)
	var out bytes.Buffer
	if err := cxf.WriteSup(&out, sup); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(quality, out.String()); diff != "" {
		t.Error(diff)
	}
	again, err := cxf.ReadSup(&out)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sup, again); diff != "" {
		t.Error(diff)
	}
}

func TestWriteSupRefuses(t *testing.T) {
	long := &cxf.Sup{ParcelAreas: []cxf.CodeArea{{"a code of too many letters", gis.One}}}
	if err := cxf.WriteSup(io.Discard, long); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("%v", err)
	}
}

func TestReadSup(t *testing.T) {
	for name, text := range map[string]string{
		"LF":           strings.ReplaceAll(quality, "\r\n", "\n"),
		"blank lines":  strings.ReplaceAll(quality, "\r\n", "\r\n\r\n"),
		"decimals":     strings.ReplaceAll(quality, "2100\r", "2100.0\r"),
		"a full label": strings.ReplaceAll(quality, "7                2100", "X0000000007      2100"),
	} {
		s, err := cxf.ReadSup(strings.NewReader(text))
		if err != nil || len(s.ParcelAreas) != 3 || s.ParcelAreas[0].Area != 2100e6 || s.Border != 10000e6 || len(s.Rejected) != 0 {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
	s, err := cxf.ReadSup(strings.NewReader(strings.Replace(quality, "8                 400", "8                 4OO", 1)))
	if err != nil || len(s.ParcelAreas) != 2 {
		t.Fatalf("%+v, %v", s, err)
	}
	if r := s.Rejected; len(r) != 1 || r[0].Line != 9 || r[0].Reason.Code != "sup.line" || r[0].Text != "8                 4OO" {
		t.Errorf("%+v", r)
	}
}

func TestReadSupRefuses(t *testing.T) {
	for name, test := range map[string]struct{ text, code string }{
		"empty":       {"", "sup.empty"},
		"not a SUP":   {whole, "sup.not-a-sup"},
		"no such day": {strings.Replace(quality, "20240531", "20240231", 1), "sup.date"},
		"cut off":     {quality[:300], "sup.missing"},
		"no CONFINE":  {strings.Replace(quality, "CONFINE ", "C0NFINE ", 1), "sup.missing"},
	} {
		_, err := cxf.ReadSup(strings.NewReader(test.text))
		var refused *gis.Error
		if !errors.As(err, &refused) || refused.Code != test.code || refused.Kind != gis.BadInput {
			t.Errorf("%s: %v, want %s", name, err, test.code)
		}
	}
	if _, err := cxf.ReadSup(iotest.ErrReader(io.ErrClosedPipe)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a failing disk: %v", err)
	}
	if _, err := cxf.ReadSup(io.MultiReader(strings.NewReader(quality[:60]), iotest.ErrReader(io.ErrClosedPipe))); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a failing disk: %v", err)
	}
}

// Each change of the quality file is seen, with both figures.
func TestSupDifferences(t *testing.T) {
	text, _ := drawn(t)
	for _, test := range []struct{ from, to, want string }{
		{"N.FABBRIC           1", "N.FABBRIC           2", "sup.count(N.FABBRIC, 2, 1)"},
		{"N.SVIL-ALL          1", "N.SVIL-ALL          0", "sup.count(N.SVIL-ALL, 0, 1)"},
		{"8                 400", "8                 402", "sup.parcel-area(8, 402, 400)"},
		{"8                 400", "8A                400", "sup.parcel-missing(8, 400) sup.parcel-unknown(8A, 400)"},
		{"ACQUE            1150", "ACQUE            1250", "sup.area(ACQUE, 1250, 1150)"},
		{"CONFINE         10000", "CONFINE         10010", "sup.area(CONFINE, 10010, 10000) sup.area(SBILANCIO, 0, -10)"},
		{"8                 400", "8                 401", ""}, // rounding
		{"8                 400", "00008             400", ""}, // zeros say nothing
		{"W001A001200", "W001A001300", "sup.other-sheet(W001A001300, W001A001200)"},
	} {
		sup, err := cxf.ReadSup(strings.NewReader(strings.Replace(quality, test.from, test.to, 1)))
		if err != nil {
			t.Fatal(err)
		}
		k := read(t, text, cxf.Options{Sup: sup})
		var said []string
		for _, m := range k.warned {
			said = append(said, m.Code+"("+strings.Join(m.Args, ", ")+")")
		}
		if got := strings.Join(said, " "); got != test.want {
			t.Errorf("%s: %s, want %s", test.to, got, test.want)
		}
		agrees, ok := k.num(t, "sheets", "sup_agrees", 0)
		if other := strings.HasPrefix(test.want, "sup.other"); ok == other || ok && (agrees == 1) != (test.want == "") {
			t.Errorf("%s: agrees %d, %v", test.to, agrees, ok)
		}
	}
}

func FuzzReadSup(f *testing.F) {
	f.Add(quality)
	f.Add(quality[:200])
	f.Add(strings.Replace(quality, "8   ", "àè\xff", 1))
	f.Fuzz(func(t *testing.T, text string) {
		s, err := cxf.ReadSup(strings.NewReader(text))
		if err == nil && (s == nil || s.Sheet.Comune == "") {
			t.Errorf("%+v", s)
		}
	})
}
