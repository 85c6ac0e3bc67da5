package inspire

import (
	"bytes"
	"context"
	"encoding/xml"
	"strings"

	"segit/gis/crs"
)

// system is the coordinate system of a geometry as srsName writes it.
type system struct {
	epsg       int
	northFirst bool // the file gives north or latitude first
}

// systemOf reads a srsName. Names of the OGC (urn:…, http://…/def/crs/…) keep
// the order of axes of EPSG; the short ones ("EPSG:6706", epsg.xml#6706) mean
// east first, as in the older GML that uses them.
func systemOf(name string) (system, bool) {
	epsg, ok := crs.FromName(name)
	if !ok {
		return system{}, false
	}
	lower := strings.ToLower(name)
	official := strings.HasPrefix(lower, "urn:") || strings.Contains(lower, "/def/crs/")
	if strings.HasSuffix(lower, "crs84") {
		official = false
	}
	return system{epsg, official && crs.AxisSwapped(epsg)}, true
}

// PeekCRS finds the EPSG code of the coordinates in the first bytes of a GML
// file; some tens of kilobytes are enough. It is false for a file that holds
// no published parcels or sheets, or that does not say its system there.
func PeekCRS(head []byte) (epsg int, ok bool) {
	t := newTokens(context.Background(), bytes.NewReader(head))
	features := false
	for {
		token, err := t.next()
		if err != nil {
			return 0, false
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		features = features || isFeature(start.Name.Local)
		if s, ok := systemOf(attribute(start, "srsName")); ok {
			epsg = s.epsg
		}
		if features && epsg != 0 {
			return epsg, true
		}
	}
}

// isFeature reports whether an element is a parcel or a sheet.
func isFeature(name string) bool { return name == "CadastralParcel" || name == "CadastralZoning" }
