package control

import (
	"context"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/planar"
)

func number(v int64) string { return strconv.FormatInt(v, 10) }

// piece is a polygon of a parcel: a parcel may be drawn in several.
type piece struct {
	shapes *gis.Shapes
	row    int
	area   float64 // m², planar in the archive's CRS
	origin origin
}

// parcels are the polygons of the cadastral map by parcel.
type parcels struct {
	keys     []gis.Key // in order of first appearance
	byParcel map[gis.Key][]piece
}

// Parcels loads the map's parcels. Codes that name no parcel ("X" and digits)
// are left out: no census row can answer to them.
func (f *Facts) Parcels(ctx context.Context) (*parcels, error) {
	if f.parcels != nil {
		return f.parcels, nil
	}
	p := &parcels{byParcel: map[gis.Key][]piece{}}
	want := Want{Roles: []gis.Role{gis.RoleComune, gis.RoleSection, gis.RoleSheet, gis.RoleParcel}, Shapes: true}
	for b, err := range f.Read(ctx, "parcels", want) {
		if err != nil {
			return nil, err
		}
		for row := range b.Len() {
			k := b.Key(row, f.Comune()).OfParcel()
			if !f.open(b, row) || !k.Complete() || nameless(k.Parcel) {
				continue
			}
			if _, ok := p.byParcel[k]; !ok {
				p.keys = append(p.keys, k)
			}
			p.byParcel[k] = append(p.byParcel[k], piece{
				shapes: &b.Shapes, row: row, area: planar.Area(&b.Shapes, row), origin: origin{b.Supply, b.Line[row]},
			})
		}
	}
	f.parcels = p
	return p, nil
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
	if pieces := ps.byParcel[k.OfParcel()]; len(pieces) > 0 {
		return geometry(pieces), nil
	}
	return nil, nil //nolint:nilnil // no geometry is an answer
}
