package render

import (
	"math"
	"math/rand/v2"
	"strconv"

	"github.com/paulmach/orb"

	"segit/gis"
)

// townOrigin is the lower left corner of the invented town, far from 0 as real
// coordinates are.
var townOrigin = orb.Point{507_000, 4_151_000}

// town is an invented map of n by n parcels of about size metres: corners
// shifted but shared, a few points on each border, the whole turned by a few
// degrees, so that no border runs along an axis.
func town(n int, size float64) *gis.Shapes {
	random := rand.New(rand.NewPCG(7, 11))
	corner := make([]orb.Point, (n+1)*(n+1))
	for i := range corner {
		corner[i] = orb.Point{
			(float64(i%(n+1)) + 0.5*(random.Float64()-0.5)) * size,
			(float64(i/(n+1)) + 0.5*(random.Float64()-0.5)) * size,
		}
	}
	border := func(a, b int) []orb.Point { // the same points from either side, without b
		if a > b {
			back := borderPoints(corner[b], corner[a], b)
			line := []orb.Point{corner[a]}
			for i := len(back) - 1; i > 0; i-- {
				line = append(line, back[i])
			}
			return line
		}
		return borderPoints(corner[a], corner[b], a)
	}
	s := &gis.Shapes{}
	for row := range n {
		for col := range n {
			a := row*(n+1) + col
			corners := []int{a, a + 1, a + n + 2, a + n + 1, a}
			var ring orb.Ring
			for i := range 4 {
				ring = append(ring, border(corners[i], corners[i+1])...)
			}
			s.Append(orb.Polygon{turned(append(ring, ring[0]))})
		}
	}
	return s
}

// borderPoints is a, then two points a little beside the way to b.
func borderPoints(a, b orb.Point, seed int) []orb.Point {
	random := rand.New(rand.NewPCG(uint64(seed), 3))
	line := []orb.Point{a}
	for _, share := range []float64{0.33, 0.66} {
		off := 0.04 * (random.Float64() - 0.5)
		line = append(line, orb.Point{
			a[0] + share*(b[0]-a[0]) - off*(b[1]-a[1]),
			a[1] + share*(b[1]-a[1]) + off*(b[0]-a[0]),
		})
	}
	return line
}

func turned(ring orb.Ring) orb.Ring {
	sin, cos := math.Sincos(0.2)
	out := make(orb.Ring, len(ring))
	for i, p := range ring {
		out[i] = orb.Point{townOrigin[0] + cos*p[0] - sin*p[1], townOrigin[1] + sin*p[0] + cos*p[1]}
	}
	return out
}

// houses are a building in every other parcel, some with a court.
func houses(parcels *gis.Shapes) *gis.Shapes {
	s := &gis.Shapes{}
	for row := 0; row < parcels.Len(); row += 2 {
		b := parcels.Bound(row)
		c, w, h := b.Center(), (b.Max[0]-b.Min[0])/5, (b.Max[1]-b.Min[1])/6
		polygon := orb.Polygon{square(c, w, h)}
		if row%6 == 0 {
			court := square(c, w/2, h/2)
			court.Reverse()
			polygon = append(polygon, court)
		}
		s.Append(polygon)
	}
	return s
}

func square(c orb.Point, w, h float64) orb.Ring {
	return orb.Ring{{c[0] - w, c[1] - h}, {c[0] + w, c[1] - h}, {c[0] + w, c[1] + h}, {c[0] - w, c[1] + h}, {c[0] - w, c[1] - h}}
}

// blocks are the drawings of a layer at a level, as an archive keeps them: in
// blocks of a few thousand rows.
func blocks(shapes *gis.Shapes, level int) []*Drawing {
	const size = 3000
	var drawings []*Drawing
	for from := 0; from < shapes.Len(); from += size {
		rows := make([]int, min(size, shapes.Len()-from))
		for i := range rows {
			rows[i] = from + i
		}
		drawings = append(drawings, Simplify(shapes, rows, LevelTolerance(level), shapes.Bound(from).Min))
	}
	return drawings
}

// numbered gives each row its number for a label.
func numbered(drawings []*Drawing) []*Drawing {
	for _, d := range drawings {
		d.Label = make([]string, d.Len())
		for i, row := range d.Row {
			d.Label[i] = strconv.Itoa(int(row) + 1)
		}
	}
	return drawings
}

func boundOf(shapes *gis.Shapes) orb.Bound {
	b := nowhere()
	for row := range shapes.Len() {
		b = b.Union(shapes.Bound(row))
	}
	return b
}
