package inspire_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/inspire"
)

// answer is a hand-made answer of a WFS about an invented municipality: a
// parcel with a hole, a parcel of two surfaces, a road, the first one again,
// and a sheet.
func answer(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("testdata/answer.gml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var options = inspire.Options{File: "answer.gml", Comune: "W001", EPSG: 6706}

func read(t *testing.T, text string, opts inspire.Options) (*kept, gis.Counts) {
	t.Helper()
	k := newKept()
	counts, err := inspire.Read(t.Context(), strings.NewReader(text), opts, k)
	if err != nil {
		t.Fatal(err)
	}
	accepted := 0
	for _, rows := range k.rows {
		accepted += len(rows)
	}
	if int(counts.Rejected) != len(k.rejects) || int(counts.Read) != accepted+len(k.rejects) {
		t.Errorf("%+v with %d rows and %d rejects", counts, accepted, len(k.rejects))
	}
	return k, counts
}

func TestRead(t *testing.T) {
	k, counts := read(t, answer(t), options)
	if counts != (gis.Counts{Read: 5, Rejected: 1}) || len(k.warned) != 0 {
		t.Errorf("%+v, warnings %v", counts, k.warned)
	}
	if r := k.rejects[0]; r.Line != 4 || r.Reason.Code != "inspire.duplicate" || r.Reason.Args[0] != "1" || r.Text != "IT.AGE.PLA.W001A001200.7; W001" {
		t.Errorf("%+v", r)
	}
	if len(k.rows["parcels"]) != 2 || len(k.rows["roads"]) != 1 || len(k.rows["sheets"]) != 1 {
		t.Fatalf("%v", k.rows)
	}
	seven, eight := k.rows["parcels"][0], k.rows["parcels"][1]
	if want := (gis.Key{Comune: "W001", Section: "A", Sheet: "12", Parcel: "7"}); seven.key != want || seven.line != 1 {
		t.Errorf("%+v", seven)
	}
	// The file gives latitude first; the corner is a known place, 15.0° E, 37.5° N.
	want := orb.Polygon{
		{{15, 37.5}, {15.001, 37.5}, {15.001, 37.501}, {15, 37.501}, {15, 37.5}},
		{{15.0004, 37.5004}, {15.0006, 37.5004}, {15.0006, 37.5006}, {15.0004, 37.5004}},
	}
	if !orb.Equal(seven.shape, want) {
		t.Errorf("%v", seven.shape)
	}
	if pieces, ok := eight.shape.(orb.MultiPolygon); !ok || len(pieces) != 2 || len(pieces[0]) != 1 {
		t.Errorf("%v", eight.shape)
	}
	if sheet := k.rows["sheets"][0]; sheet.label != "W001A001200" || sheet.source != "inspire-parcels" || sheet.key.Sheet != "12" {
		t.Errorf("%+v", sheet)
	}
}

func TestPeekCRS(t *testing.T) {
	if epsg, ok := inspire.PeekCRS([]byte(answer(t)[:1500])); !ok || epsg != 6706 {
		t.Errorf("%d, %v", epsg, ok)
	}
	for _, text := range []string{"", "<a", `<a srsName="EPSG:6706"/>`, "<CP:CadastralParcel/>", "{}"} {
		if epsg, ok := inspire.PeekCRS([]byte(text)); ok {
			t.Errorf("%q: %d", text, epsg)
		}
	}
}

// The order of the axes is that of the srsName; where that puts the parcel
// outside Italy the other one is taken, and said.
func TestAxes(t *testing.T) {
	const urn = "urn:ogc:def:crs:EPSG::6706"
	for _, test := range []struct {
		name, system string
		eastFirst    bool // in the file
		warned       int
	}{
		{"urn, latitude first", urn, false, 0},
		{"uri, latitude first", "http://www.opengis.net/def/crs/EPSG/0/6706", false, 0},
		{"short name, longitude first", "EPSG:6706", true, 0},
		{"urn, but longitude first", urn, true, 1},
		{"short name, but latitude first", "http://www.opengis.net/gml/srs/epsg.xml#6706", false, 1},
	} {
		list := "37.5 15 37.5 15.001 37.501 15.001 37.5 15"
		if test.eastFirst {
			list = "15 37.5 15.001 37.5 15.001 37.501 15 37.5"
		}
		k, _ := read(t, document(parcel("7", polygon(test.system, list))), options)
		if len(k.warned) != test.warned || len(k.rows["parcels"]) != 1 {
			t.Fatalf("%s: warnings %v, rows %v, rejects %v", test.name, k.warned, k.rows, k.rejects)
		}
		if p := k.rows["parcels"][0].shape.(orb.Polygon)[0][1]; p != (orb.Point{15.001, 37.5}) {
			t.Errorf("%s: %v", test.name, p)
		}
	}
}

// In metres the order is that of EPSG: 6708 has north first, 7792 east.
func TestAxesInMetres(t *testing.T) {
	for epsg, list := range map[int]string{
		6708: "4178000 506000 4178000 506010 4178010 506010 4178000 506000",
		7792: "506000 4178000 506010 4178000 506010 4178010 506000 4178000",
	} {
		system := fmt.Sprintf("urn:ogc:def:crs:EPSG::%d", epsg)
		k, _ := read(t, document(parcel("7", polygon(system, list))), inspire.Options{EPSG: epsg})
		if p := k.rows["parcels"][0].shape.(orb.Polygon)[0][1]; p != (orb.Point{506010, 4178000}) {
			t.Errorf("EPSG:%d: %v", epsg, p)
		}
	}
}

const (
	urn6706 = "urn:ogc:def:crs:EPSG::6706"
	corner  = "37.5 15 37.5 15.001 37.501 15.001 37.5 15"
)

func document(members ...string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><wfs:FeatureCollection xmlns:wfs="w" xmlns:gml="g" xmlns:CP="c">` +
		strings.Join(members, "\n") + "</wfs:FeatureCollection>"
}

func parcel(label, geometry string) string {
	return "<wfs:member><CP:CadastralParcel><CP:msGeometry>" + geometry + "</CP:msGeometry><CP:INSPIREID_LOCALID>IT.AGE.PLA.W001_000100." + label +
		"</CP:INSPIREID_LOCALID><CP:ADMINISTRATIVEUNIT>W001</CP:ADMINISTRATIVEUNIT></CP:CadastralParcel></wfs:member>"
}

func polygon(system, list string) string {
	return `<gml:Polygon srsName="` + system + `"><gml:exterior><gml:LinearRing><gml:posList>` + list +
		`</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>`
}

func TestBadFeatures(t *testing.T) {
	good := parcel("9", polygon(urn6706, corner))
	for _, test := range []struct{ name, text, reason, warned string }{
		{"nothing wrong", parcel("7", polygon(urn6706, corner)), "", ""},
		{"no system", strings.Replace(parcel("7", polygon(urn6706, corner)), ` srsName="`+urn6706+`"`, "", 1), "", ""},
		{"open ring", parcel("7", polygon(urn6706, "37.5 15 37.5 15.001 37.501 15.001")), "", "inspire.closed"},
		{"heights", parcel("7", strings.Replace(polygon(urn6706, "37.5 15 0 37.5 15.001 0 37.501 15.001 9 37.5 15 0"), "<gml:posList", `<gml:posList srsDimension="3"`, 1)), "", ""},
		{"single positions", parcel("7", polygon(urn6706, "</gml:posList><gml:pos>37.5 15</gml:pos><gml:pos>37.5 15.001</gml:pos><gml:pos>37.501 15.001</gml:pos><gml:pos>37.5 15</gml:pos><gml:posList>")), "", ""},
		{"a word", parcel("7", polygon(urn6706, "37.5 east")), "inspire.number", ""},
		{"not finite", parcel("7", polygon(urn6706, "37.5 NaN")), "inspire.number", ""},
		{"odd", parcel("7", polygon(urn6706, corner+" 1")), "inspire.odd", ""},
		{"two vertices", parcel("7", polygon(urn6706, "37.5 15 37.5 15.001 37.5 15")), "inspire.ring", ""},
		{"empty polygon", parcel("7", `<gml:Polygon srsName="`+urn6706+`"/>`), "inspire.ring", ""},
		{"no geometry", parcel("7", `<gml:Point srsName="`+urn6706+`"><gml:pos>37.5 15</gml:pos></gml:Point>`), "inspire.no-polygon", ""},
		{"an arc", parcel("7", strings.ReplaceAll(polygon(urn6706, corner), "LinearRing", "ArcString")), "inspire.curve", ""},
		{"another system", parcel("7", polygon("urn:ogc:def:crs:EPSG::4326", corner)), "inspire.system", ""},
		{"unknown system", parcel("7", polygon("urn:local:1", corner)), "inspire.system-name", ""},
		{"two systems", parcel("7", polygon(urn6706, corner)+polygon("EPSG:6706", corner)), "inspire.two-systems", ""},
		{"no reference", strings.Replace(parcel("7", polygon(urn6706, corner)), "IT.AGE.PLA.W001", "IT.AGE.PLA.W1", 1), "inspire.reference", ""},
		{"a neighbour", strings.ReplaceAll(parcel("7", polygon(urn6706, corner)), "W001", "W002"), "", "inspire.neighbours"},
		{"two municipalities", strings.Replace(parcel("7", polygon(urn6706, corner)), ">W001<", ">W002<", 1), "inspire.unit", ""},
		{"crossed tags", strings.Replace(parcel("7", polygon(urn6706, corner)), "</CP:CadastralParcel>", "</CP:CadastralZoning>", 1), "inspire.tags", ""},
	} {
		k, _ := read(t, document(test.text, good), options)
		var reason, warned string
		if len(k.rejects) > 0 {
			reason = k.rejects[0].Reason.Code
		}
		if len(k.warned) > 0 {
			warned = k.warned[0].Code
		}
		if reason != test.reason || warned != test.warned || len(k.rejects)+len(k.rows["parcels"]) != 2 {
			t.Errorf("%s: rejects %+v, warnings %v", test.name, k.rejects, k.warned)
		}
	}
}

// A file that breaks off gives what it held until then.
func TestTruncated(t *testing.T) {
	text := document(parcel("7", polygon(urn6706, corner)), parcel("8", polygon(urn6706, corner)))
	for cut, want := range map[string]struct {
		end             string
		rows, rejection int
	}{
		"after a feature": {"</wfs:member>", 1, 0},
		"in a tag":        {"</CP:msGeom", 0, 1},
		"in a number":     {"37.501 1", 0, 1},
	} {
		at := strings.Index(text, want.end) + len(want.end)
		k, _ := read(t, text[:at], options)
		if len(k.rows["parcels"]) != want.rows || len(k.rejects) != want.rejection || len(k.warned) != 1 || k.warned[0].Code != "inspire.broken" {
			t.Errorf("%s: %v, rejects %+v, warnings %v", cut, k.rows, k.rejects, k.warned)
		}
	}
}

// A file that is damaged in its middle, or has more behind its end: what is whole
// before goes in, and what was written behind it.
func TestDamaged(t *testing.T) {
	one, two := parcel("7", polygon(urn6706, corner)), parcel("8", polygon(urn6706, corner))
	for name, test := range map[string]struct {
		text            string
		rows, rejection int
		warned          string
	}{
		"blanks behind the end":   {document(one, two) + "\n<!-- end -->\n", 2, 0, ""},
		"a comment, a CDATA":      {document(strings.Replace(one, ">W001<", "><!-- </x> --><![CDATA[W001]]><", 1), two), 2, 0, ""},
		"zeros behind the end":    {document(one, two) + "\x00\x00", 2, 0, "inspire.broken"},
		"text behind the end":     {document(one, two) + "errore", 2, 0, "inspire.beyond"},
		"two files in one":        {document(one) + "\n" + document(two), 2, 0, "inspire.beyond"},
		"zeros in a feature":      {document(one, strings.Replace(two, "37.501", strings.Repeat("\x00", 4096), 1), one), 1, 1, "inspire.broken"},
		"zeros between features":  {document(one, strings.Repeat("\x00", 4096), two), 1, 0, "inspire.broken"},
		"a letter cut in two":     {document(one)[:len(document(one))-len("</wfs:FeatureCollection>")] + "<a>\xc3", 1, 0, "inspire.broken"},
		"a CDATA cut off":         {document(one)[:len(document(one))-len("</wfs:FeatureCollection>")] + "<a><![CDATA[x", 1, 0, "inspire.broken"},
		"a comment cut off":       {document(one)[:len(document(one))-len("</wfs:FeatureCollection>")] + "<!-- x", 1, 0, "inspire.broken"},
		"an entity is no letters": {document(one, strings.Replace(two, ">W001<", ">&xxe;<", 1)), 1, 1, "inspire.broken"},
	} {
		k, _ := read(t, test.text, options)
		warned := ""
		for _, m := range k.warned {
			warned += m.Code
		}
		if len(k.rows["parcels"]) != test.rows || len(k.rejects) != test.rejection || warned != test.warned {
			t.Errorf("%s: %d rows, rejects %+v, warnings %v", name, len(k.rows["parcels"]), k.rejects, k.warned)
		}
	}
}

func TestLatin1(t *testing.T) {
	text := strings.Replace(document(parcel("7\xe0", polygon(urn6706, corner))), "UTF-8", "ISO-8859-1", 1)
	k, _ := read(t, text, options)
	if len(k.rows["parcels"]) != 1 || k.rows["parcels"][0].label != "7à" {
		t.Errorf("%+v", k.rows)
	}
}

func TestRefused(t *testing.T) {
	for name, test := range map[string]struct{ text, code string }{
		"empty":        {"", "inspire.no-feature"},
		"empty answer": {document(), "inspire.no-feature"},
		"exception":    {"<ows:ExceptionReport><ows:Exception/></ows:ExceptionReport>", "inspire.no-feature"},
		"a picture":    {"\x89PNG\r\n\x1a\n\x00", "inspire.not-gml"},
		"encoding":     {`<?xml version="1.0" encoding="EBCDIC"?><a/>`, "inspire.not-gml"},
		"cut early":    {document()[:90], "inspire.not-gml"},
	} {
		_, err := inspire.Read(t.Context(), strings.NewReader(test.text), options, newKept())
		var refused *gis.Error
		if !errors.As(err, &refused) || refused.Code != test.code || refused.Kind != gis.BadInput || refused.File != options.File {
			t.Errorf("%s: %v, want %s", name, err, test.code)
		}
	}
	if _, err := inspire.Read(t.Context(), strings.NewReader(answer(t)), inspire.Options{}, newKept()); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("no system: %v", err)
	}
	endless := io.MultiReader(strings.NewReader("<a>"), endlessText{})
	if _, err := inspire.Read(t.Context(), endless, options, newKept()); gis.KindOf(err) != gis.BadInput {
		t.Errorf("a text without end: %v", err)
	}
}

// endlessText is a text that never ends.
type endlessText struct{}

func (endlessText) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestReadEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := inspire.Read(ctx, strings.NewReader(answer(t)), options, newKept()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := inspire.Read(t.Context(), iotest.ErrReader(io.ErrClosedPipe), options, newKept()); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a failing disk: %v", err)
	}
	if _, err := inspire.Read(t.Context(), strings.NewReader(answer(t)), options, failingSink{newKept()}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("the sink's error came back as %v", err)
	}
}

type failingSink struct{ *kept }

func (failingSink) Reject(int, gis.Message, string) error { return io.ErrShortWrite }

func FuzzRead(f *testing.F) {
	f.Add(answer(f))
	f.Add(document(parcel("7", polygon(urn6706, corner))))
	f.Add(document(parcel("STRADA1", polygon("EPSG:7792", "1 2 3"))))
	f.Add(document(parcel("7", polygon(urn6706, corner))) + "\x00" + document(parcel("8", polygon(urn6706, corner))))
	f.Add(document(parcel("7", "<![CDATA[<!-- ]]><!-- ]]> -->"+polygon(urn6706, corner)), "\x00\x00"))
	f.Add(`<CadastralParcel><exterior><posList srsDimension="3">1 2 3 4`)
	f.Fuzz(func(t *testing.T, text string) {
		k := newKept()
		counts, err := inspire.Read(t.Context(), strings.NewReader(text), inspire.Options{EPSG: 6706}, k)
		accepted := 0
		for _, rows := range k.rows {
			accepted += len(rows)
		}
		if err == nil && (int(counts.Rejected) != len(k.rejects) || int(counts.Read) != accepted+len(k.rejects)) {
			t.Errorf("%+v with %d rows and %d rejects", counts, accepted, len(k.rejects))
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var members []string
	for i := range 2000 {
		members = append(members, parcel(fmt.Sprint(i), polygon(urn6706, strings.Repeat("37.50112345 15.00112345 37.50212345 15.00212345 ", 5)+corner)))
	}
	text := document(members...)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := inspire.Read(b.Context(), strings.NewReader(text), options, newKept()); err != nil {
			b.Fatal(err)
		}
	}
}
