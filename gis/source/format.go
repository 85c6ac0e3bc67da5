package source

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"

	"segit/gis"
	"segit/gis/format/censuario"
	"segit/gis/format/charset"
	"segit/gis/format/cxf"
	"segit/gis/format/xmltext"
)

// formatOf tells how a file is written by its content, and refuses one whose
// content is not what its name says.
func formatOf(path string, head []byte) (Format, error) {
	if Geodatabase(path) {
		return OtherGIS, nil
	}
	name := filepath.Base(path)
	said := formatByName(extensionOf(path))
	found := formatByContent(head)
	switch {
	case found == said && said != "":
		return found, nil
	case said == OtherGIS && found != Delimited && found != "":
		return found, nil
	case said == OtherGIS, isCensus(said) && found == Delimited && bytes.IndexByte(head, '|') >= 0, said == PRM && found == Delimited:
		// Text whose first lines are broken is still what it claims: its rows
		// will be put aside one by one.
		return said, nil
	case said == "" && found != "":
		return found, nil
	}
	if m, known := wrapping(head); known {
		return "", (&gis.Error{Op: recogniseOp, Kind: gis.BadInput, Message: m}).At(name, 0)
	}
	if at, n := zeros(head); said != "" && n >= zeroRun && formatByContent(bytes.ReplaceAll(head, []byte{0}, nil)) == said {
		return "", gis.Refuse(recogniseOp, gis.BadInput, "source.zeros", n, at).At(name, 0)
	}
	if said == "" {
		return "", gis.Refuse(recogniseOp, gis.BadInput, "source.unknown-format").At(name, 0)
	}
	if found == "" || found == Delimited { // text of any kind says nothing
		return "", gis.Refuse(recogniseOp, gis.BadInput, "source.not-format", said).At(name, 0)
	}
	return "", gis.Refuse(recogniseOp, gis.BadInput, "source.other-format", said, found).At(name, 0)
}

// zeroRun is how many zero bytes in a text are no slip of a program but a page that a
// disk or a transfer lost.
const zeroRun = 64

// zeros is where the first zero byte of a head stands, and how many there are.
func zeros(head []byte) (at, n int) {
	return bytes.IndexByte(head, 0), bytes.Count(head, []byte{0})
}

func isCensus(f Format) bool { return f == FAB || f == TER || f == SOG || f == TIT }

// formatByName is what an extension promises, "" when it promises nothing that
// is known.
func formatByName(extension string) Format {
	switch extension {
	case ".fab", ".ter", ".sog", ".tit", ".prm":
		return Format(extension[1:])
	case ".cxf", ".ctf":
		return Sheet
	case ".shp":
		return Shapefile
	case ".gpkg":
		return GeoPackage
	case ".geojson":
		return GeoJSON
	case ".csv", ".tsv":
		return Delimited
	case ".dxf", ".kml", ".tab", ".mif", ".fgb", ".dgn", ".gml":
		return OtherGIS
	}
	return ""
}

// tornEarly is the line at which a file breaks off, or is no longer XML, that begins
// as a GML or KML and has no whole feature before; 0 for any other. Such a file may
// not even have come to what it holds.
func tornEarly(ctx context.Context, f Format, head []byte) (line int) {
	if f != OtherGIS || len(head) == headSize {
		return 0
	}
	e, err := xmltext.Survey(ctx, bytes.NewReader(head))
	if err != nil || e.Sound > 0 {
		return 0
	}
	return e.Line
}

// formatByContent tells a format by the first bytes, "" when none fits.
func formatByContent(head []byte) Format {
	switch {
	case bytes.HasPrefix(head, []byte{0x00, 0x00, 0x27, 0x0a}):
		return Shapefile
	case bytes.HasPrefix(head, []byte("SQLite format 3\x00")):
		return GeoPackage
	case charset.UTF16(head):
		return Delimited
	}
	text := bytes.TrimSpace(head[charset.BOM(head):])
	switch {
	case len(text) == 0:
		return ""
	case text[0] == '{': // with zeros in it, it is one that was damaged
		if bytes.Contains(head, []byte(`"FeatureCollection"`)) || bytes.Contains(head, []byte(`"Feature"`)) {
			return GeoJSON
		}
		return ""
	case text[0] == '<':
		if bytes.Contains(head, []byte("CadastralParcel")) || bytes.Contains(head, []byte("CadastralZoning")) {
			return InspireGML
		}
		return ""
	case bytes.IndexByte(head, 0) >= 0:
		return ""
	case cxf.Sniff(head):
		return Sheet
	}
	if kind, ok := censuario.KindOf("", head); ok {
		return Format(strings.ToLower(kind.String()))
	}
	return Delimited
}

// wrapping says what to do with containers that hold a supply.
func wrapping(head []byte) (gis.Message, bool) {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")) && bytes.Contains(head, []byte("xl/")):
		return gis.Say("source.spreadsheet"), true
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return gis.Say("source.spreadsheet"), true
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("\x1f\x8b")), bytes.HasPrefix(head, []byte("7z\xbc\xaf")), bytes.HasPrefix(head, []byte("Rar!")):
		return gis.Say("source.packed"), true
	case bytes.HasPrefix(head, []byte("%PDF")):
		return gis.Say("source.pdf"), true
	}
	return gis.Message{}, false
}
