//go:build cgo

package ogr_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/format/featuretest"
	"segit/gis/format/ogr"
)

// collection is a GML of a hundred parcels. Texts and comments have signs in them
// that end what they stand in nowhere but there.
func collection() string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:c="http://example.org/c" gml:id="x">
`)
	for i := range 100 {
		fmt.Fprintf(&b, `<gml:featureMember><c:parcel gml:id="p%d"><c:label>n° %d</c:label><c:note><![CDATA[</c:note> è]]></c:note><!-- è > -->
<c:geom><gml:Polygon gml:id="g%d" srsName="urn:ogc:def:crs:EPSG::6706"><gml:exterior><gml:LinearRing><gml:posList>37.5 15.1 37.5 15.2 37.6 15.2 37.5 15.1</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></c:geom>
</c:parcel></gml:featureMember>
`, i, i, i)
	}
	return b.String() + "</gml:FeatureCollection>\n"
}

// track is a GPX of fifty points on the way.
func track() string {
	text := `<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">`
	for i := range 50 {
		text += fmt.Sprintf("\n<wpt lat=\"37.5\" lon=\"15.1\"><name>%d</name></wpt>", i)
	}
	return text + "\n</gpx>"
}

// A file that is cut, has zeros in its middle or more behind its end: the features
// before that are whole are read, and a reject says where they end. Nothing is left
// behind.
func TestTornFiles(t *testing.T) {
	left := t.TempDir()
	t.Setenv("TMPDIR", left)
	text := collection()
	zeroed := []byte(text)
	at := strings.Index(text, "n° 40<")
	clear(zeroed[at : at+4096])
	before := func(mark string) string { return text[:strings.Index(text, mark)] }
	for _, c := range []struct {
		name, file, text string
		rows, line       int
	}{
		{"whole", "a.gml", text, 100, 0},
		{"in a text", "a.gml", before(" 30<"), 30, 93},
		{"in a letter", "a.gml", before("° 30<") + "\xc2", 30, 93},
		{"in a tag", "a.gml", before("parcel gml:id=\"p31"), 31, 96},
		{"in a CDATA", "a.gml", before("</c:note> è]]></c:note><!-- è > -->\n<c:geom><gml:Polygon gml:id=\"g50"), 50, 153},
		{"in a comment", "a.gml", before(" > -->\n<c:geom><gml:Polygon gml:id=\"g50"), 50, 153},
		{"behind the last", "a.gml", before("</gml:FeatureC"), 100, 303},
		{"a page of zeros", "a.gml", string(zeroed), 40, 123},
		{"zeros behind the end", "a.gml", text + "\x00\x00\x00", 100, 304},
		{"a second one behind it", "a.gml", text + text, 100, 305},
		{"rubbish behind the end", "a.gml", text + "<html>", 100, 304},
		{"an entity of its own", "a.gml", before(" 30<") + "&lol;</c:label></c:parcel></gml:featureMember></gml:FeatureCollection>", 0, -1},
		{"windows letters", "a.gml", strings.ReplaceAll(strings.ReplaceAll(strings.Replace(before(" 30<"), "UTF-8", "ISO-8859-1", 1), "è", "\xe8"), "°", "\xb0"), 30, 93},
		{"an odd name", "L'area <1> & \"2\" è.gml", before(" 30<"), 30, 93},
		{"placemarks", "a.kml", kml[:strings.Index(kml, "muro")], 2, 5},
		{"waypoints", "a.gpx", track()[:1200], 23, 25},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := ogr.Open(t.Context(), save(t, c.file, c.text))
			if c.line < 0 {
				var e *gis.Error
				if err != nil && errors.As(err, &e) && e.Kind == gis.BadInput {
					return
				}
				t.Logf("opened: %v", err)
			}
			if err != nil {
				t.Fatal(err)
			}
			k := &featuretest.Kept{}
			layer := f.Layers()[0]
			if _, err := f.Read(t.Context(), layer.Name, layer.Schema, k); err != nil {
				t.Fatal(err)
			}
			if err := f.Close(); err != nil {
				t.Error(err)
			}
			if c.line < 0 {
				if len(k.Rejects) == 0 {
					t.Errorf("%d rows and no reject", len(k.Values))
				}
				return
			}
			if c.line == 0 {
				if len(k.Values) != c.rows || len(k.Rejects) != 0 {
					t.Errorf("%d rows, rejects %v", len(k.Values), k.Rejects)
				}
				return
			}
			if len(k.Values) != c.rows || len(k.Rejects) != 1 || k.Rejects[0].Reason.Code != "ogr.torn" || k.Rejects[0].Reason.Args[0] != fmt.Sprint(c.line) || k.Rejects[0].Line != c.rows+1 {
				t.Errorf("%d rows, rejects %+v; want %d and line %d", len(k.Values), k.Rejects, c.rows, c.line)
			}
			if layer.EPSG == 0 {
				t.Error("no system")
			}
		})
	}
	if names, err := filepath.Glob(filepath.Join(left, "*")); err != nil || len(names) > 0 {
		t.Errorf("left behind: %v, %v", names, err)
	}
}

// A description of its columns stands beside a GML that GDAL wrote. It is none that
// hides the fault.
func TestTornBesideItsDescription(t *testing.T) {
	text := collection()
	path := save(t, "a.gml", text[:len(text)/2])
	schema := `<schema targetNamespace="http://example.org/c" xmlns="http://www.w3.org/2001/XMLSchema" xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:c="http://example.org/c">
<element name="parcel" type="c:parcelType" substitutionGroup="gml:AbstractFeature"/><complexType name="parcelType"><complexContent><extension base="gml:AbstractFeatureType"><sequence>
<element name="label" minOccurs="0" maxOccurs="1"><simpleType><restriction base="string"/></simpleType></element><element name="geom" type="gml:SurfacePropertyType" minOccurs="0" maxOccurs="1"/>
</sequence></extension></complexContent></complexType></schema>`
	if err := os.WriteFile(strings.TrimSuffix(path, ".gml")+".xsd", []byte(schema), 0o600); err != nil {
		t.Fatal(err)
	}
	k := featuretest.Read(t, open(t, path))
	if len(k.Values) < 45 || len(k.Rejects) != 1 || k.Rejects[0].Reason.Code != "ogr.torn" {
		t.Errorf("%d rows, rejects %v", len(k.Values), k.Rejects)
	}
}

func TestTornEarlyIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"a.gml": collection()[:400],
		"a.kml": kml[:strings.Index(kml, "pozzo")],
	} {
		_, err := ogr.Open(t.Context(), save(t, name, text))
		var e *gis.Error
		if !errors.As(err, &e) || e.Code != "ogr.torn-early" || e.Kind != gis.BadInput || e.File != name || e.Line == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}
