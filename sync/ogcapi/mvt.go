package ogcapi

import (
	"encoding/binary"
	"math"

	"github.com/paulmach/orb"
)

// tileExtent is in how many units a tile is divided (Mapbox Vector Tile 2.1).
const tileExtent = 4096

// tileLayer is a layer of a vector tile in the making.
type tileLayer struct {
	name     string
	features []byte
	n        int
	keys     map[string]uint64
	names    []string
	values   map[string]uint64
	encoded  [][]byte
}

func newTileLayer(name string) *tileLayer {
	return &tileLayer{name: name, keys: map[string]uint64{}, values: map[string]uint64{}}
}

// attribute is a property in a tile: a text, or a number.
type attribute struct {
	name   string
	text   string
	number float64
	isText bool
}

// add appends a feature whose coordinates are units of the tile, y downward. It
// reports whether anything of it is left.
func (t *tileLayer) add(g orb.Geometry, attributes []attribute) bool {
	var e geometryWriter
	kind := e.geometry(g)
	if len(e.commands) == 0 {
		return false
	}
	var tags []byte
	for i := range attributes {
		tags = binary.AppendUvarint(tags, t.key(attributes[i].name))
		tags = binary.AppendUvarint(tags, t.value(&attributes[i]))
	}
	var body []byte
	if len(tags) > 0 {
		body = field(body, 2, tags)
	}
	body = binary.AppendUvarint(append(body, 3<<3), kind)
	var geometry []byte
	for _, c := range e.commands {
		geometry = binary.AppendUvarint(geometry, uint64(c))
	}
	body = field(body, 4, geometry)
	t.features = field(t.features, 2, body)
	t.n++
	return true
}

func (t *tileLayer) key(name string) uint64 {
	at, ok := t.keys[name]
	if !ok {
		at = uint64(len(t.names))
		t.keys[name] = at
		t.names = append(t.names, name)
	}
	return at
}

func (t *tileLayer) value(a *attribute) uint64 {
	var raw []byte
	switch {
	case a.isText:
		raw = field(nil, 1, []byte(a.text))
	case a.number == math.Trunc(a.number) && math.Abs(a.number) < 1<<53:
		v := int64(a.number)
		raw = binary.AppendUvarint([]byte{6 << 3}, uint64(v<<1)^uint64(v>>63))
	default:
		raw = binary.LittleEndian.AppendUint64([]byte{3<<3 | 1}, math.Float64bits(a.number))
	}
	at, ok := t.values[string(raw)]
	if !ok {
		at = uint64(len(t.encoded))
		t.values[string(raw)] = at
		t.encoded = append(t.encoded, raw)
	}
	return at
}

// appendTo writes the layer into a tile; one without features is left out.
func (t *tileLayer) appendTo(tile []byte) []byte {
	if t.n == 0 {
		return tile
	}
	body := field(nil, 1, []byte(t.name))
	body = append(body, t.features...)
	for _, name := range t.names {
		body = field(body, 3, []byte(name))
	}
	for _, raw := range t.encoded {
		body = field(body, 4, raw)
	}
	body = binary.AppendUvarint(append(body, 5<<3), tileExtent)
	body = append(body, 15<<3, 2)
	return field(tile, 3, body)
}

// field is a field of bytes of a protocol buffer.
func field(dst []byte, number byte, body []byte) []byte {
	dst = append(dst, number<<3|2)
	dst = binary.AppendUvarint(dst, uint64(len(body)))
	return append(dst, body...)
}

// geometryWriter makes the commands of a geometry.
type geometryWriter struct {
	commands []uint32
	x, y     int32 // where the pen is
}

const (
	moveTo    = 1
	lineTo    = 2
	closePath = 7
)

func (w *geometryWriter) geometry(g orb.Geometry) (kind uint64) {
	switch g := g.(type) {
	case orb.Point:
		w.points([]orb.Point{g})
		return 1
	case orb.MultiPoint:
		w.points(g)
		return 1
	case orb.LineString:
		w.line(g)
		return 2
	case orb.MultiLineString:
		for _, l := range g {
			w.line(l)
		}
		return 2
	case orb.Polygon:
		w.polygon(g)
	case orb.MultiPolygon:
		for _, p := range g {
			w.polygon(p)
		}
	}
	return 3
}

func (w *geometryWriter) command(id, count int) {
	w.commands = append(w.commands, uint32(id&7|count<<3))
}

func (w *geometryWriter) to(x, y int32) {
	dx, dy := x-w.x, y-w.y
	w.commands = append(w.commands, uint32(dx<<1)^uint32(dx>>31), uint32(dy<<1)^uint32(dy>>31))
	w.x, w.y = x, y
}

func rounded(p orb.Point) [2]int32 {
	return [2]int32{int32(math.Round(p[0])), int32(math.Round(p[1]))}
}

// steps are points on whole units, none twice in a row.
func steps(points []orb.Point) [][2]int32 {
	var all [][2]int32
	for _, p := range points {
		if at := rounded(p); len(all) == 0 || all[len(all)-1] != at {
			all = append(all, at)
		}
	}
	return all
}

func (w *geometryWriter) points(points []orb.Point) {
	if len(points) == 0 {
		return
	}
	w.command(moveTo, len(points))
	for _, p := range points {
		at := rounded(p)
		w.to(at[0], at[1])
	}
}

func (w *geometryWriter) line(l []orb.Point) {
	all := steps(l)
	if len(all) < 2 {
		return
	}
	w.path(all)
}

func (w *geometryWriter) path(all [][2]int32) {
	w.command(moveTo, 1)
	w.to(all[0][0], all[0][1])
	w.command(lineTo, len(all)-1)
	for _, p := range all[1:] {
		w.to(p[0], p[1])
	}
}

// polygon writes rings that have an area: the outer one clockwise on the screen,
// the others against it.
func (w *geometryWriter) polygon(p orb.Polygon) {
	for i, r := range p {
		all := steps(r)
		if len(all) > 1 && all[0] == all[len(all)-1] {
			all = all[:len(all)-1]
		}
		area := int64(0)
		for j := range all {
			k := (j + 1) % len(all)
			area += int64(all[j][0])*int64(all[k][1]) - int64(all[k][0])*int64(all[j][1])
		}
		if len(all) < 3 || area == 0 {
			if i == 0 {
				return // without its outside there is no polygon
			}
			continue
		}
		if (area > 0) != (i == 0) {
			for j, k := 0, len(all)-1; j < k; j, k = j+1, k-1 {
				all[j], all[k] = all[k], all[j]
			}
		}
		w.path(all)
		w.command(closePath, 1)
	}
}
