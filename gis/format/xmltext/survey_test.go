package xmltext_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"segit/gis/format/xmltext"
)

const head = `<?xml version="1.0" encoding="UTF-8"?>
<g:FeatureCollection xmlns:g="http://www.opengis.net/gml" xmlns:c="c">
`

// member is a feature whose texts have all that may stand in one.
func member(n int) string {
	return fmt.Sprintf(`<g:featureMember><c:lotto id='a>b'><c:nome>n° %d è <![CDATA[</c:lotto> ]] > à]]></c:nome><!-- </g:featureMember> - è --><c:geom/></c:lotto></g:featureMember>
`, n)
}

func survey(t testing.TB, text string) xmltext.Extent {
	t.Helper()
	e, err := xmltext.Survey(t.Context(), strings.NewReader(text))
	if err != nil {
		t.Fatalf("%.80q: %v", text, err)
	}
	return e
}

func ExampleSurvey() {
	const cut = "<kml><Folder>\n<Placemark><name>pozzo</name></Placemark>\n<Placemark><name>mur"
	e, err := xmltext.Survey(context.Background(), strings.NewReader(cut))
	fmt.Println(e.Line, e.Offset, cut[14:e.Sound], string(e.Closing), err)
	// Output: 3 76 <Placemark><name>pozzo</name></Placemark> </Folder></kml> <nil>
}

// A document cut at any byte: the whole features before, and nothing of the one
// that is cut, make a document of their own.
func TestCutAtEveryByte(t *testing.T) {
	for name, whole := range map[string]string{
		"members":    head + member(1) + member(2) + "</g:FeatureCollection>",
		"children":   head + "<g:featureMembers>" + "<c:a><c:b>è</c:b></c:a><c:a/>" + "</g:featureMembers></g:FeatureCollection>",
		"collection": head + "<w:member><w:FeatureCollection><w:member><a>1</a></w:member><w:member><a>2</a></w:member></w:FeatureCollection></w:member></g:FeatureCollection>",
		"mark":       "\xEF\xBB\xBF" + head + member(1) + "</g:FeatureCollection>",
		"track":      `<gpx><wpt lat="1"/><trk><trkseg><trkpt/><trkpt/></trkseg></trk></gpx>`,
	} {
		if e := survey(t, whole+"\n<!-- end -->\n"); !e.Whole() || !e.Features {
			t.Fatalf("%s: whole: %+v", name, e)
		}
		most := int64(0)
		for size := range len(whole) {
			e, err := xmltext.Survey(t.Context(), iotest.OneByteReader(strings.NewReader(whole[:size])))
			if errors.Is(err, xmltext.ErrUntold) && size < 8 {
				continue
			}
			if err != nil || e.Whole() || e.Offset > int64(size) || e.Sound > e.Offset || e.Sound < most {
				t.Fatalf("%s: %d bytes: %+v, %v", name, size, e, err)
			}
			if most = e.Sound; most > 0 {
				if mended := survey(t, whole[:most]+string(e.Closing)); !mended.Whole() {
					t.Fatalf("%s: %d bytes: mended %q: %+v", name, size, whole[:most]+string(e.Closing), mended)
				}
			}
		}
		if most < int64(len(whole)/3) {
			t.Errorf("%s: %d sound bytes of %d", name, most, len(whole))
		}
	}
}

func TestFaults(t *testing.T) {
	one, two := head+member(1), head+member(1)+member(2)
	end := "</g:FeatureCollection>"
	sound := int64(len(one) - 1) // without its line's end
	for _, c := range []struct {
		name, text string
		line       int
		sound      int64
	}{
		{"zeros in a text", one + strings.Replace(member(2), "n°", "n\x00\x00", 1) + end, 4, sound},
		{"zeros for a tag", one + "<g:featureMem" + strings.Repeat("\x00", 5000) + member(3) + end, 4, sound},
		{"zeros behind the end", two + end + "\x00\x00", 5, int64(len(two + end))},
		{"rubbish behind the end", two + end + "\n<br", 6, int64(len(two + end))},
		{"text behind the end", two + end + " xyz", 5, int64(len(two + end))},
		{"a second root", two + end + one + end, 6, int64(len(two + end))},
		{"crossed tags", one + "<g:featureMember><c:a></c:b></g:featureMember>" + end, 4, sound},
		{"a tag too many", one + "</g:featureMember>" + end, 4, sound},
		{"a tag in a tag", one + "<g:featureMember <c:a/></g:featureMember>" + end, 4, sound},
		{"a letter that is none", one + "\n\n<g:featureMember>\xe0 la</g:featureMember>" + end, 6, sound},
		{"a declaration inside", one + "<!DOCTYPE a>" + end, 4, sound},
		{"in a feature that has members", one + "<g:featureMember><c:a><g:member>1</g:member><c:b", 4, sound},
		{"before any feature", head + "<g:featureMember><c:a>", 3, 0},
	} {
		e := survey(t, c.text)
		if e.Line != c.line || e.Sound != c.sound || !e.Features {
			t.Errorf("%s: %+v, want line %d, %d sound bytes", c.name, e, c.line, c.sound)
		}
	}
}

func TestEncodings(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		whole bool
	}{
		"latin 1, said":     {"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe0</a>", true},
		"latin 1, not said": {"<?xml version='1.0'?><a>\xe0</a>", false},
		"latin 1 as UTF-8":  {"<?xml version='1.0' encoding=\"utf-8\" ?><a>\xe0</a>", false},
		"utf-8":             {"<?xml version='1.0'?><è>à€𝄞</è>", true},
		"windows":           {"<?xml version=\"1.0\" encoding = \"windows-1252\"?><a>\x93x\x94</a>", true},
	} {
		if e := survey(t, c.text); e.Whole() != c.whole {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestUntold(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "text": "a;b\n", "zeros": "\x00\x00<a/>", "UTF-16": "\xff\xfe<\x00a\x00",
		"deep":           strings.Repeat("<a>", 2000),
		"its own words":  `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`,
		"a tag of a lot": "<a b='" + strings.Repeat("x", 3<<20) + "'/>",
	} {
		if e, err := xmltext.Survey(t.Context(), strings.NewReader(text)); !errors.Is(err, xmltext.ErrUntold) {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
	}
	if _, err := xmltext.Survey(t.Context(), io.MultiReader(strings.NewReader("<a>"), iotest.ErrReader(io.ErrClosedPipe))); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a failing disk: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := xmltext.Survey(ctx, strings.NewReader("<a/>")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// FuzzSurvey: what is said to be sound is a whole document once it is closed, and
// what another reader of XML takes as whole is never said to be cut.
func FuzzSurvey(f *testing.F) {
	f.Add(head + member(1) + member(2) + "</g:FeatureCollection>")
	f.Add(head + member(1) + "<g:featureMember><c:a")
	f.Add("<kml><Placemark/><Folder><Placemark><![CDATA[")
	f.Add("<gpx><wpt/></gpx>\x00")
	f.Add("<?xml encoding='latin1'?><a>\xe0</a><!-- \xe0")
	f.Fuzz(func(t *testing.T, text string) {
		e, err := xmltext.Survey(t.Context(), strings.NewReader(text))
		if err != nil {
			return
		}
		if e.Offset < 0 || e.Offset > int64(len(text)) || e.Sound > e.Offset {
			t.Fatalf("%+v of %d bytes", e, len(text))
		}
		if e.Whole() {
			return
		}
		if e.Sound > 0 {
			if mended := survey(t, text[:e.Sound]+string(e.Closing)); !mended.Whole() {
				t.Fatalf("mended: %+v", mended)
			}
		}
		if sane(text) {
			t.Fatalf("%+v of what is a whole document", e)
		}
	})
}

// sane reports what the standard library reads as one document in UTF-8. It is laxer
// in some things, which are left out.
func sane(text string) bool {
	if strings.ContainsAny(text, "!?") || strings.Contains(text, "]]>") {
		return false
	}
	d, roots, depth := xml.NewDecoder(strings.NewReader(text)), 0, 0
	for {
		token, err := d.Token()
		if err != nil {
			return errors.Is(err, io.EOF) && roots == 1
		}
		switch token := token.(type) {
		case xml.StartElement:
			if depth++; depth == 1 {
				roots++
			}
			for _, a := range token.Attr {
				if strings.Contains(a.Value, "<") {
					return false
				}
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 0 && len(bytes.TrimLeft(token, " \t\r\n")) > 0 {
				return false
			}
		}
	}
}

func BenchmarkSurvey(b *testing.B) {
	text := head + strings.Repeat(member(7), 20000) + "</g:FeatureCollection>"
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if e, err := xmltext.Survey(b.Context(), strings.NewReader(text)); err != nil || !e.Whole() {
			b.Fatal(e, err)
		}
	}
}

// long is a text of so many bytes that is not there at once.
type long struct{ left int }

func (l *long) Read(p []byte) (int, error) {
	if l.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), l.left)
	for i := range p[:n] {
		p[i] = 'x'
	}
	l.left -= n
	return n, nil
}

// A text of any length is looked through in little memory.
func TestMemoryIsBounded(t *testing.T) {
	const size = 64 << 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	e, err := xmltext.Survey(t.Context(), io.MultiReader(strings.NewReader("<kml><Placemark/><name>"), &long{size}))
	runtime.ReadMemStats(&after)
	if err != nil || e.Offset != size+23 || e.Sound != 17 {
		t.Errorf("%+v, %v", e, err)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
		t.Errorf("%d bytes", took)
	}
}
