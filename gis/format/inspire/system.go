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
	northFirst bool       // the file gives north or latitude first
	frame      crs.System // where it is known
	degrees    bool       // it is known, and in degrees
}

// systems are those that a file has named: it names the same one at each
// geometry.
type systems map[string]*system

// of reads a srsName, nil when it names no system. Names of the OGC (urn:…,
// http://…/def/crs/…) keep the order of axes of EPSG; the short ones
// ("EPSG:6706", epsg.xml#6706) mean east first, as in the older GML that uses
// them.
func (known systems) of(name string) *system {
	if s, ok := known[name]; ok || name == "" {
		return s
	}
	epsg, ok := crs.FromName(name)
	if !ok {
		return nil
	}
	lower := strings.ToLower(name)
	official := (strings.HasPrefix(lower, "urn:") || strings.Contains(lower, "/def/crs/")) && !strings.HasSuffix(lower, "crs84")
	s := &system{epsg: epsg, northFirst: official && crs.AxisSwapped(epsg)}
	if s.frame, ok = crs.Lookup(epsg); ok {
		s.degrees = s.frame.Unit == crs.Degree
	}
	known[name] = s
	return s
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
		if s := (systems{}).of(attribute(start, "srsName")); s != nil {
			epsg = s.epsg
		}
		if features && epsg != 0 {
			return epsg, true
		}
	}
}

// isFeature reports whether an element is a parcel or a sheet.
func isFeature(name string) bool { return name == "CadastralParcel" || name == "CadastralZoning" }
