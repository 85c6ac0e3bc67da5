package inspire

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strconv"
	"strings"

	"segit/gis"
)

// object gathers one feature from its elements.
type object struct {
	feature
	known  systems
	system *system
	shapes gis.Shapes // the open row, axes as in the file
	reason gis.Message
	closed int // rings that were left open

	inRing    bool
	ring      []float64
	dimension int     // coordinates of a position, of the innermost element that says
	field     *string // the property whose text is being read
	numbers   bool    // a list of positions is being read
	text      []byte
}

// coordinateLimit bounds the coordinates of one feature; no parcel comes near.
const coordinateLimit = 1 << 22

func newObject(known systems, s *system) *object {
	return &object{known: known, system: s, dimension: 2}
}

func (o *object) fail(code string, args ...any) {
	if o.reason.Code == "" {
		o.reason = gis.Say(code, args...)
	}
}

func (o *object) start(e xml.StartElement) {
	if name := attribute(e, "srsName"); name != "" {
		s := o.known.of(name)
		switch {
		case s == nil:
			o.fail("inspire.system-name", name)
		case len(o.shapes.XY) > 0 && *s != *o.system:
			o.fail("inspire.two-systems")
		default:
			o.system = s
		}
	}
	if n, err := strconv.Atoi(attribute(e, "srsDimension")); err == nil && (n == 2 || n == 3) {
		o.dimension = n
	}
	o.text, o.numbers, o.field = o.text[:0], false, nil
	switch name := e.Name.Local; name {
	case "exterior", "interior":
		o.inRing, o.ring = true, o.ring[:0]
	case "posList", "pos":
		o.numbers = o.inRing
	default:
		if o.inRing && isCurve(name) {
			o.fail("inspire.curve", name)
		}
		o.field = o.property(name)
	}
}

// isCurve reports an element of a ring that is more than straight lines.
func isCurve(name string) bool {
	for _, kind := range []string{"Arc", "Circle", "Bezier", "BSpline", "CubicSpline", "Clothoid", "Geodesic"} {
		if strings.HasPrefix(name, kind) {
			return true
		}
	}
	return false
}

func (o *object) chars(text []byte) {
	if len(o.text)+len(text) > tokenLimit {
		o.fail("inspire.too-large")
		return
	}
	if o.numbers || o.field != nil {
		o.text = append(o.text, text...)
	}
}

func (o *object) end(name string) {
	switch {
	case o.numbers:
		o.positions(o.text)
	case o.field != nil:
		*o.field = strings.TrimSpace(string(o.text))
	}
	o.text, o.numbers, o.field = o.text[:0], false, nil
	switch name {
	case "exterior", "interior":
		o.endRing()
	case "Polygon", "PolygonPatch":
		o.endPart()
	}
}

// positions appends a list of positions to the ring. Heights are left out, and
// so is a position that repeats the one before, where segments join.
func (o *object) positions(list []byte) {
	if len(o.shapes.XY)+len(o.ring) > coordinateLimit {
		o.fail("inspire.too-large")
		return
	}
	var at [3]float64
	n := 0
	for word := range bytes.FieldsSeq(list) {
		v, err := strconv.ParseFloat(string(word), 64)
		if err != nil || v-v != 0 { // not a number, or not finite
			o.fail("inspire.number", string(word[:min(len(word), 40)]))
			return
		}
		at[n] = v
		if n++; n < o.dimension {
			continue
		}
		n = 0
		if k := len(o.ring); k == 0 || o.ring[k-2] != at[0] || o.ring[k-1] != at[1] {
			o.ring = append(o.ring, at[0], at[1])
		}
	}
	if n != 0 {
		o.fail("inspire.odd", o.dimension)
	}
}

// endPart closes a polygon, which must have had a ring.
func (o *object) endPart() {
	before := uint32(0)
	if n := len(o.shapes.PartEnd); n > 0 {
		before = o.shapes.PartEnd[n-1]
	}
	if uint32(len(o.shapes.RingEnd)) == before {
		o.fail("inspire.ring")
		return
	}
	o.shapes.EndPart()
}

// endRing appends the ring to the open part, closed.
func (o *object) endRing() {
	o.inRing = false
	n := len(o.ring)
	if n >= 2 && (o.ring[0] != o.ring[n-2] || o.ring[1] != o.ring[n-1]) {
		o.ring = append(o.ring, o.ring[0], o.ring[1])
		o.closed++
	}
	if len(o.ring) < 8 {
		o.fail("inspire.ring")
		return
	}
	o.shapes.XY = append(o.shapes.XY, o.ring...)
	o.shapes.EndRing()
}

// orient puts east first, and reports whether the file had its axes the other
// way round than it says.
func (o *object) orient() (turned bool) {
	xy := o.shapes.XY
	if len(xy) < 2 {
		return false
	}
	swap := o.system.northFirst
	if s := o.system; s.degrees {
		east, north := xy[0], xy[1]
		if swap {
			east, north = north, east
		}
		turned = !s.frame.InItaly(east, north) && s.frame.InItaly(north, east)
	}
	if swap != turned {
		for pair := range slices.Chunk(xy, 2) {
			pair[0], pair[1] = pair[1], pair[0]
		}
	}
	return turned
}
