package control

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/cadastre"
	"segit/gis/planar"
)

func number(v int64) string { return strconv.FormatInt(v, 10) }

// piece is a polygon of a parcel: a parcel may be drawn in several.
type piece struct {
	shapes *gis.Shapes
	row    int
	area   float64 // m², planar in the archive's CRS
	origin origin
	sheet  bool // drawn on a sheet of the cadastre
}

// Parcels loads the map's parcels. Codes that name no parcel ("X" and digits)
// are left out: no census row can answer to them. Where the sheets of the
// cadastre and the published parcels both draw a parcel, the sheet is taken:
// the two together would be twice its area.
func (f *Facts) Parcels(ctx context.Context) (*table[[]piece], error) {
	if f.parcels != nil {
		return f.parcels, nil
	}
	want := Want{Roles: keyRoles(), Shapes: true}
	t := newTable[[]piece](f.Rows("parcels"))
	for b, err := range f.Read(ctx, "parcels", want) {
		if err != nil {
			return nil, err
		}
		shapes := b.Shapes // by themselves: a piece keeps no block
		keys := keysIn(b, f.Comune())
		sheet := b.Schema.Source == cadastre.MapSource
		for row := range b.Len() {
			k := keys.at(row).OfParcel()
			// Downloads by box bring the neighbours' parcels along: not ours to judge.
			if !f.open(b, row) || !k.Complete() || k.Comune != f.Comune() || nameless(k.Parcel) {
				continue
			}
			t.rows[k] = append(t.rows[k], piece{
				shapes: &shapes, row: row, area: planar.Area(&shapes, row), origin: origin{b.Supply, b.Line[row]}, sheet: sheet,
			})
		}
	}
	for k, pieces := range t.rows {
		if slices.ContainsFunc(pieces, func(p piece) bool { return p.sheet }) {
			pieces = slices.DeleteFunc(pieces, func(p piece) bool { return !p.sheet })
			t.rows[k] = pieces
		}
		// Sums are then the same to the last bit, whatever the order of rows.
		slices.SortFunc(pieces, func(a, b piece) int { return a.origin.compare(b.origin) })
		t.rows[k] = drawnOnce(pieces)
	}
	f.parcels = t
	return t, nil
}

// drawnOnce leaves out polygons that repeat an earlier one: annexes and
// developments of a sheet draw the same parcel again (domain C.3).
func drawnOnce(pieces []piece) []piece {
	kept := pieces[:0]
	for _, p := range pieces {
		xy := p.shapes.RowXY(p.row)
		if !slices.ContainsFunc(kept, func(o piece) bool { return slices.Equal(xy, o.shapes.RowXY(o.row)) }) {
			kept = append(kept, p)
		}
	}
	return kept
}

// crossed reports whether a border of a parcel crosses itself: its area is then
// no measure of anything.
func crossed(pieces []piece) bool {
	return slices.ContainsFunc(pieces, func(p piece) bool {
		_, crosses := planar.Crossing(p.shapes, p.row)
		return crosses
	})
}

// nameless reports whether a map code is one that the cadastre gives to areas
// it cannot attribute: X and digits; or a road or a water that a source left
// among the parcels.
func nameless(code string) bool {
	if strings.HasPrefix(code, "STRADA") || strings.HasPrefix(code, "ACQUA") {
		return true
	}
	digits, ok := strings.CutPrefix(code, "X")
	return ok && strings.Trim(digits, "0123456789") == ""
}

// mapArea is the area of a parcel on the map, in millionths of m².
func mapArea(pieces []piece) gis.Decimal {
	sum := 0.0
	for i := range pieces {
		sum += pieces[i].area
	}
	v, _ := gis.DecimalOf(sum)
	return v
}

// geometry is all pieces of a parcel as one value.
func geometry(pieces []piece) orb.Geometry {
	var all gis.Shapes
	var polygons orb.MultiPolygon
	for i := range pieces {
		all.Reset()
		all.AppendRow(pieces[i].shapes, pieces[i].row)
		switch g := all.Geometry(0).(type) {
		case orb.Polygon:
			polygons = append(polygons, g)
		case orb.MultiPolygon:
			polygons = append(polygons, g...)
		}
	}
	if len(polygons) == 1 {
		return polygons[0]
	}
	return polygons
}

// pieceEvidence is every polygon of a parcel.
func (f *Facts) pieceEvidence(k gis.Key, pieces []piece) []gis.Evidence {
	var all []gis.Evidence
	for i := range pieces {
		v, _ := gis.DecimalOf(pieces[i].area)
		all = append(all, f.evidence("parcels", pieces[i].origin, fact("fact.key", k.String()), fact("fact.map-area", metres(v))))
	}
	return all
}

// metres is an area to the hundredth of a m².
func metres(v gis.Decimal) string { return hundredths(v).String() }

// hundredths rounds half away from zero to two places: what is said of an area
// is no finer than the map.
func hundredths(v gis.Decimal) gis.Decimal {
	const step = gis.One / 100
	if v < 0 {
		return -hundredths(-v)
	}
	return (v + step/2) / step * step
}

// Geometry is where a key lies on the map: its parcel, nil when the map has
// none.
func (f *Facts) Geometry(ctx context.Context, k gis.Key) (orb.Geometry, error) {
	ps, err := f.Parcels(ctx)
	if err != nil {
		return nil, err
	}
	if pieces := ps.rows[k.OfParcel()]; len(pieces) > 0 {
		return geometry(pieces), nil
	}
	return nil, nil //nolint:nilnil // no geometry is an answer
}
