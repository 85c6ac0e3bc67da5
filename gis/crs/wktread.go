package crs

import (
	"math"
	"strconv"
	"strings"
)

// FromWKT finds the EPSG code of a system in well-known text: a .prj file of
// ESRI, OGC version 1 or ISO version 2. A code that the text itself gives for the
// whole system is taken as it is, even one that [Lookup] does not know; else the
// system is found by datum, projection and parameters, and a variant with east
// first is preferred. 0 and false when it cannot be told.
func FromWKT(text string) (int, bool) {
	p := wktParser{rest: text}
	root, ok := p.node(0)
	if !ok {
		return 0, false
	}
	for root.is("COMPD_CS", "COMPOUNDCRS", "BOUNDCRS", "SOURCECRS") {
		inner := root.find("PROJCS", "PROJCRS", "PROJECTEDCRS", "GEOGCS", "GEOGCRS", "GEODCRS", "GEOGRAPHICCRS", "SOURCECRS")
		if inner == nil {
			return 0, false
		}
		root = inner
	}
	if id := root.find("AUTHORITY", "ID"); id != nil && len(id.values) >= 2 && strings.EqualFold(id.values[0], "EPSG") {
		if code, err := strconv.Atoi(id.values[1]); err == nil && code > 0 {
			return code, true
		}
	}
	return root.match()
}

// match finds the system that has the datum and the parameters of a node.
func (n *wktNode) match() (int, bool) {
	geographicNode := n.find("GEOGCS", "GEOGCRS", "GEODCRS", "BASEGEOGCRS", "BASEGEODCRS", "GEOGRAPHICCRS")
	if n.is("GEOGCS", "GEOGCRS", "GEODCRS", "GEOGRAPHICCRS") {
		geographicNode = n
	}
	if geographicNode == nil {
		return 0, false
	}
	frame, ok := geographicNode.frame()
	if !ok {
		return 0, false
	}
	want := System{kind: geographic, frame: frame}
	if geographicNode != n {
		if want, ok = n.projected(frame); !ok {
			return 0, false
		}
	}
	for _, s := range systems() {
		if s.frame == want.frame && s.kind == want.kind && s.params.near(want.params) {
			return s.EPSG, true
		}
	}
	return 0, false
}

// projected reads projection and parameters into a system without a code.
func (n *wktNode) projected(f frame) (System, bool) {
	method := n.find("PROJECTION")
	holder := n
	if conversion := n.find("CONVERSION"); conversion != nil { // version 2
		method, holder = conversion.find("METHOD", "PROJECTION"), conversion
	}
	if method == nil || len(method.values) == 0 {
		return System{}, false
	}
	s := System{kind: mercator, frame: f}
	switch squash(method.values[0]) {
	case "transversemercator", "gausskruger":
	case "mercatorauxiliarysphere", "popularvisualisationpseudomercator":
		return System{kind: webmap, frame: f}, true
	default:
		return System{}, false
	}
	for i := range holder.children {
		c := &holder.children[i]
		if !c.is("PARAMETER") || len(c.values) < 2 {
			continue
		}
		v, err := strconv.ParseFloat(c.values[1], 64)
		if err != nil {
			return System{}, false
		}
		switch squash(c.values[0]) {
		case "centralmeridian", "longitudeofnaturalorigin", "longitudeoforigin":
			s.params.lon0 = v
		case "scalefactor", "scalefactoratnaturalorigin":
			s.params.scale = v
		case "falseeasting":
			s.params.falseEast = v
		case "falsenorthing", "latitudeoforigin", "latitudeofnaturalorigin":
			if v != 0 {
				return System{}, false
			}
		}
	}
	return s, true
}

// frame tells the datum of a geographic node by its name. A prime meridian other
// than Greenwich (Roma, Monte Mario) is of no known system.
func (n *wktNode) frame() (frame, bool) {
	if prime := n.find("PRIMEM", "PRIMEMERIDIAN"); prime != nil {
		if len(prime.values) < 2 {
			return 0, false
		}
		if v, err := strconv.ParseFloat(prime.values[1], 64); err != nil || v != 0 {
			return 0, false
		}
	}
	names := append([]string{}, n.values...)
	if d := n.find("DATUM", "GEODETICDATUM", "TRF", "ENSEMBLE"); d != nil {
		names = append(names, d.values...)
	}
	for _, name := range names {
		switch name = squash(name); {
		case strings.Contains(name, "rdn2008"), strings.Contains(name, "retedinamicanazionale2008"):
			return rdn2008, true
		case strings.Contains(name, "montemario"), strings.Contains(name, "roma40"), strings.Contains(name, "rome1940"):
			return monteMario, true
		case strings.Contains(name, "etrs89"), strings.Contains(name, "etrs1989"), strings.Contains(name, "europeanterrestrialreferencesystem1989"):
			return etrs89, true
		case strings.Contains(name, "wgs84"), strings.Contains(name, "wgs1984"), strings.Contains(name, "worldgeodeticsystem1984"):
			return wgs84, true
		}
	}
	return 0, false
}

// near compares parameters as text files round them.
func (p parameters) near(o parameters) bool {
	return math.Abs(p.lon0-o.lon0) < 1e-7 && math.Abs(p.scale-o.scale) < 1e-9 && math.Abs(p.falseEast-o.falseEast) < 1e-3
}

// squash makes names of different writers equal.
func squash(name string) string {
	return strings.NewReplacer("_", "", " ", "", "-", "", "(", "", ")", "").Replace(strings.ToLower(name))
}
