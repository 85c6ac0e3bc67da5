package wire_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"segit/gis/text"
	"segit/store"
	"segit/sync/wire"
)

// stream is what a writer makes of values.
func stream(t testing.TB, values ...any) []byte {
	t.Helper()
	var out bytes.Buffer
	w := wire.NewWriter(&out)
	for _, v := range values {
		if err := w.Write(v); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestI7HalfAPageIsNoPage: a stream that was cut or altered anywhere is refused
// whole.
func TestI7HalfAPageIsNoPage(t *testing.T) {
	whole := stream(t, map[string]int{"a": 1}, map[string]int{"b": 22})
	lines, err := wire.Read(bytes.NewReader(whole), 1<<20)
	if err != nil || len(lines) != 2 || string(lines[1]) != `{"b":22}` {
		t.Fatalf("%q, %v", lines, err)
	}
	for n := range whole {
		if _, err := wire.Read(bytes.NewReader(whole[:n]), 1<<20); err == nil {
			t.Errorf("cut after %d bytes it is read", n)
		}
		for bit := range 8 {
			bad := bytes.Clone(whole)
			bad[n] ^= 1 << bit
			if got, err := wire.Read(bytes.NewReader(bad), 1<<20); err == nil && !bytes.Equal(bytes.Join(got, nil), bytes.Join(lines, nil)) {
				t.Errorf("altered at %d it is read as %q", n, got)
			}
		}
	}
	if lines, err := wire.Read(bytes.NewReader(stream(t)), 1<<20); err != nil || len(lines) != 0 {
		t.Errorf("an empty stream is %q, %v", lines, err)
	}
	if _, err := wire.Read(bytes.NewReader(whole), int64(len(whole)-1)); err == nil {
		t.Error("a stream beyond the limit was read")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(stream(f, 1, "due"))
	f.Add([]byte("{\"end\":true,\"n\":0}\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		lines, err := wire.Read(bytes.NewReader(body), 1<<16)
		if err != nil {
			return
		}
		var out bytes.Buffer
		w := wire.NewWriter(&out)
		for _, line := range lines {
			if err := w.WriteRaw(line); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		again, err := wire.Read(&out, 1<<17)
		if err != nil || !bytes.Equal(bytes.Join(again, []byte{0}), bytes.Join(lines, []byte{0})) {
			t.Errorf("%q became %q, %v", lines, again, err)
		}
	})
}

func FuzzParseOperation(f *testing.F) {
	f.Add([]byte(`{"dev":"d","seq":1,"comune":"W001","layer":"findings","id":"f","set":{"note":{"saw":null,"n":"x"}},"at":"2026-01-02T03:04:05Z"}`))
	f.Add([]byte(`{"seq":-1}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		o, err := wire.ParseOperation(raw)
		if err == nil && (o.Device == "" || o.Seq == 0 || o.Hash != store.HashOf(raw)) {
			t.Errorf("%q was read as %v", raw, o)
		}
	})
}

func TestProblemsTravel(t *testing.T) {
	words := map[text.Lang]text.Catalogue{}
	for _, lang := range []text.Lang{text.Italian, text.English} {
		c, err := text.Load(lang)
		if err != nil {
			t.Fatal(err)
		}
		words[lang] = c
	}
	for _, code := range []wire.Code{
		wire.BadRequest, wire.TooLarge, wire.BadCode, wire.Enrolled, wire.NoCertificate, wire.Revoked, wire.Frozen, wire.Forbidden, wire.NotFound,
		wire.Fork, wire.Gap, wire.LogBehind, wire.LogAltered, wire.OldCursor, wire.BadCursor, wire.BadHash, wire.BadOffset, wire.Broken,
	} {
		p := wire.Refuse(http.StatusConflict, code)
		p.Seq = 7
		w := httptest.NewRecorder()
		p.Write(w)
		back := wire.ReadProblem(w.Code, w.Body.Bytes())
		if *back != *p || w.Header().Get("Content-Type") != wire.ProblemType || !strings.Contains(p.Error(), string(code)) {
			t.Errorf("%v came back as %v", p, back)
		}
		for lang, c := range words {
			if m := p.Message(); !c.Has(m.Code) {
				t.Errorf("%s has no sentence in %s", code, lang)
			}
		}
	}
	if p := wire.ReadProblem(502, []byte("<html>")); p.Code != wire.Broken || p.Status != 502 {
		t.Errorf("a gateway's page is %v", p)
	}
}

func TestOperationsTravelByteForByte(t *testing.T) {
	op := `{"actor":"<à & \u2028 é>","n":1.50}`
	lines, err := wire.Read(bytes.NewReader(stream(t, wire.Line{Change: &wire.Change{Op: json.RawMessage(op)}})), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	var back wire.Line
	if err := json.Unmarshal(lines[0], &back); err != nil || string(back.Op) != op {
		t.Errorf("%s became %s, %v", op, back.Op, err)
	}
}

func TestLinesOfAPage(t *testing.T) {
	for _, line := range []wire.Line{
		{Change: &wire.Change{Kind: wire.PutChange, CSeq: 3, Layer: "findings", ID: "f", Op: json.RawMessage(`{"dev":"d"}`)}},
		{Page: &wire.Page{Cursor: "c", More: true, Own: 4}},
	} {
		raw, err := json.Marshal(line)
		if err != nil {
			t.Fatal(err)
		}
		var back wire.Line
		if err := json.Unmarshal(raw, &back); err != nil || (back.Page == nil) != (line.Page == nil) {
			t.Errorf("%s: %v", raw, err)
		}
		if line.Change != nil && (back.Change == nil || back.CSeq != 3) {
			t.Errorf("%s became %v", raw, back)
		}
	}
}

// FuzzParseSent: what reads as an operation reads the same as one that was sent,
// and what does not keeps its place in the chain.
func FuzzParseSent(f *testing.F) {
	for _, line := range []string{
		`{"dev":"d","seq":1,"comune":"W001","layer":"findings","id":"f","kind":"set","set":{"a":{"saw":[],"n":1}}}`,
		`{"dev":"d","seq":2,"id":7}`, `{"dev":"d","seq":3,"at":"yesterday","prev":"x"}`, "{\"dev\":\"d\",\"seq\":4,\"id\":\"\xff\"}", `[[[`, `{"seq":"1"}`,
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		sent, err := wire.ParseSent(raw)
		if err == nil && (sent.Device == "" || sent.Seq == 0) {
			t.Errorf("%s has no place: %+v", raw, sent)
		}
		o, refused := wire.ParseOperation(raw)
		if refused != nil {
			return
		}
		if err != nil || sent.Seq != o.Seq || sent.Prev != o.Prev || sent.Device != o.Device || sent.Hash != o.Hash || !sent.Flawed && sent.ID != o.ID {
			t.Errorf("%s is %+v and was sent as %+v, %v", raw, o, sent, err)
		}
	})
}
