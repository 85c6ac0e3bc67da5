package overlay

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"segit/gis"
)

// town is an invented municipality: parcels that tile a square without gaps,
// their common borders bent and shared bit for bit; buildings, most inside a
// parcel, some across a border and some along it; zones of many vertices.
type town struct{ parcels, buildings, zones *sheet }

// sheet collects polygons.
type sheet struct{ gis.Shapes }

func (s *sheet) polygon(corners ...corner) {
	for _, c := range append(corners, corners[0]) {
		s.AppendPoint(c.x, c.y)
	}
	s.EndRing()
	s.EndPart()
	s.EndRow(gis.PolygonShape)
}

// corner is a vertex of the tiling.
type corner struct{ x, y float64 }

func newTown(seed uint64, side int) town {
	r := rand.New(rand.NewPCG(seed, 1))
	round := func(v float64) float64 { return math.Round(v*1000) / 1000 }
	at := make([]corner, (side+1)*(side+1))
	for i := range at {
		at[i] = corner{
			round(506_000 + 25*float64(i%(side+1)) + 6*r.Float64()),
			round(4_150_000 + 30*float64(i/(side+1)) + 6*r.Float64()),
		}
	}
	bend := make([]corner, 2*len(at)) // a vertex within the edge to the right of each corner, and up
	for i := range at {
		for k, step := range [...]int{1, side + 1} {
			b := at[min(i+step, len(at)-1)]
			bend[2*i+k] = corner{round((at[i].x+b.x)/2 + r.Float64()), round((at[i].y+b.y)/2 + r.Float64())}
		}
	}
	t := town{&sheet{}, &sheet{}, &sheet{}}
	for row := range side {
		for col := range side {
			i := row*(side+1) + col
			j := i + side + 1
			t.parcels.polygon(at[i], bend[2*i], at[i+1], bend[2*(i+1)+1], at[j+1], bend[2*j], at[j], bend[2*i+1])
			x, y := at[i].x+3+6*r.Float64(), at[i].y+3+6*r.Float64()
			w, h := 6+6*r.Float64(), 6+6*r.Float64()
			switch r.IntN(10) {
			case 0: // across the border
				x += 15
			case 1: // along it
				t.buildings.polygon(at[i], bend[2*i], corner{bend[2*i].x, at[i].y + 12}, corner{at[i].x, at[i].y + 12}) // shares an edge
				continue
			}
			t.buildings.polygon(corner{x, y}, corner{x + w, y + 1}, corner{x + w - 1, y + h}, corner{x, y + h - 1})
		}
	}
	for range max(side*side/1000, 3) {
		x, y := 506_000+25*float64(side)*r.Float64(), 4_150_000+30*float64(side)*r.Float64()
		ring := star(r, x, y, 400, 300, 0.001)
		var corners []corner
		for _, p := range ring[:len(ring)-1] {
			corners = append(corners, corner{p[0], p[1]})
		}
		t.zones.polygon(corners...)
	}
	return t
}

// prepared are the layers of a town.
func prepared(t testing.TB, s *sheet) *Layer {
	t.Helper()
	l, err := Prepare(context.Background(), &s.Shapes, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range l.Noted() {
		t.Fatalf("%+v", n)
	}
	return l
}

// What a pair has in common and what is left of a row add up to the row, for
// every row; the sides may be changed; no place is covered twice.
func TestPropertiesOfATown(t *testing.T) {
	town := newTown(3, 40)
	parcels, buildings, zones := prepared(t, town.parcels), prepared(t, town.buildings), prepared(t, town.zones)
	for name, pair := range map[string][2]*Layer{
		"parcels, buildings": {parcels, buildings}, "parcels, zones": {parcels, zones},
		"zones, parcels": {zones, parcels}, "parcels, parcels": {parcels, parcels},
	} {
		a, b := pair[0], pair[1]
		inside, stats := run(t, Intersection, a, b)
		rest, _ := run(t, Difference, a, b)
		clip, clipStats := run(t, Clip, a, b)
		left := map[int32]float64{}
		for _, p := range rest {
			left[p.A] = p.Measure
		}
		clipped := map[int32]float64{}
		for _, p := range clip {
			clipped[p.A] = p.Measure
		}
		sum := map[int32]float64{}
		for _, p := range inside {
			sum[p.A] += p.Measure
		}
		for row := range int32(a.Len()) {
			whole := a.Measure(int(row))
			if math.Abs(clipped[row]+left[row]-whole) > 1e-9*whole {
				t.Fatalf("%s: row %d: %v and %v, whole %v", name, row, clipped[row], left[row], whole)
			}
			// Buildings and zones may overlap each other, parcels never.
			if sum[row] < clipped[row]-1e-9*whole || b == parcels && sum[row] > clipped[row]+1e-9*whole {
				t.Fatalf("%s: row %d: %v in pieces, %v clipped", name, row, sum[row], clipped[row])
			}
		}
		turned, turnedStats := run(t, Intersection, b, a)
		if len(turned) != len(inside) || !near(stats.Area, turnedStats.Area, stats.Area) {
			t.Errorf("%s: %d pieces of %v, turned %d of %v", name, len(inside), stats.Area, len(turned), turnedStats.Area)
		}
		_, union := run(t, Union, a, b)
		if sum := total(a) + total(b); union.Area > sum*(1+1e-12) {
			t.Errorf("%s: union of %v, sum %v", name, union.Area, sum)
		}
		if a == parcels && !near(overlapFree(t, clip), clipStats.Area, clipStats.Area) {
			t.Errorf("%s: pieces of %v overlap", name, clipStats.Area)
		}
	}
}

func total(l *Layer) (sum float64) {
	for row := range l.Len() {
		sum += l.Measure(row)
	}
	return sum
}

// overlapFree is the area that pieces cover together.
func overlapFree(t *testing.T, pieces []result) float64 {
	t.Helper()
	s := &gis.Shapes{}
	for _, p := range pieces {
		s.Append(p.g)
	}
	l, err := Prepare(context.Background(), s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Noted()) > 0 {
		t.Errorf("pieces are not clean: %+v", l.Noted()[0])
	}
	var area float64
	for _, p := range dissolve(t, l, make([]int32, l.Len())) {
		area += p.Measure
	}
	return area
}

// The same pieces in the same order, bit for bit, whatever the threads.
func TestThreadsDoNotShow(t *testing.T) {
	town := newTown(4, 50)
	a, b := prepared(t, town.parcels), prepared(t, town.buildings)
	text := func(threads int) string {
		var s []byte
		_, err := Run(context.Background(), Union, a, b, Options{Threads: threads}, func(c *Chunk) error {
			for _, p := range c.Pieces {
				s = fmt.Appendf(s, "%+v ", p)
				if p.Source == Cut {
					s = fmt.Append(s, c.Shapes.RowXY(int(p.Row)))
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return string(s)
	}
	one := text(1)
	for _, threads := range []int{2, 7} {
		if text(threads) != one {
			t.Errorf("%d threads give other pieces", threads)
		}
	}
}
