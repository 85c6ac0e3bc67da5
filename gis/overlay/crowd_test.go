package overlay

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-geos"
)

// Many polygons over each other: what they cover, and what they leave of a
// square, is what GEOS says; and they are united a few at a time.
func TestCrowdAgainstGEOS(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	var pile []orb.Geometry
	var forms []*geos.Geom
	for len(pile) < 400 {
		g := blob(r, 506_000+60*r.Float64(), 4_178_000+60*r.Float64(), 30, 0)
		if f := toGEOS(t, g); f.IsValid() {
			pile, forms = append(pile, g), append(forms, f)
		}
	}
	union := geos.NewCollection(geos.TypeIDGeometryCollection, forms).UnaryUnion()
	square := orb.Polygon{loop(505_950, 4_177_950, 506_100, 4_177_950, 506_100, 4_178_100, 505_950, 4_178_100)}
	l, below := layer(t, pile...), layer(t, square)
	all := dissolve(t, l, make([]int32, len(pile)))
	if len(all) != 1 || !near(all[0].Measure, union.Area(), union.Area()) {
		t.Errorf("%d pieces, the first of %v m², want %v", len(all), all[0].Measure, union.Area())
	}
	left, _ := run(t, Difference, below, l)
	if want := toGEOS(t, square).Difference(union).Area(); len(left) != 1 || !near(left[0].Measure, want, want) {
		t.Errorf("%d pieces are left, the first of %v m², want %v", len(left), left[0].Measure, want)
	}
	w := &worker{}
	for row := range pile {
		w.cutters = append(w.cutters, uint32(row))
	}
	if heaps := w.cutWith(l); len(heaps) > 2*handful {
		t.Errorf("%d heaps are left of %d", len(heaps), len(pile))
	}
}

// Polygons beside each other stay as they are: their common borders cancel out.
func TestBesideEachOtherIsNoCrowd(t *testing.T) {
	town := newTown(5, 30)
	parcels := prepared(t, town.parcels)
	w := &worker{}
	for row := range parcels.rows {
		w.cutters = append(w.cutters, uint32(row))
	}
	if heaps := w.cutWith(parcels); len(heaps) != parcels.Len() {
		t.Errorf("%d heaps of %d", len(heaps), parcels.Len())
	}
}

// What of a line lies in none of many is what lies in none of a few at a time.
func TestThicket(t *testing.T) {
	town := newTown(5, 30)
	parcels := prepared(t, town.parcels)
	r := rand.New(rand.NewPCG(9, 9))
	box := parcels.spatial().Bound()
	line := path(r, box.Center()[0], box.Center()[1], (box.Max[0]-box.Min[0])/2, 60, 0)
	all, _ := run(t, Clip, layer(t, line), parcels)
	sum := 0.0
	pairs, _ := run(t, Intersection, layer(t, line), parcels)
	for _, p := range pairs {
		sum += p.Measure
	}
	if len(pairs) < searchedFrom || len(all) != 1 || !near(all[0].Measure, sum, sum) {
		t.Errorf("%v m in all of them, %v m in each of %d", all[0].Measure, sum, len(pairs))
	}
	points := orb.MultiPoint(line)
	in, _ := run(t, Clip, layer(t, points), parcels)
	each, _ := run(t, Intersection, layer(t, points), parcels)
	if len(in) != 1 || len(each) == 0 || int(in[0].Measure) > len(points) {
		t.Fatalf("%v of %d points", in, len(points))
	}
}
