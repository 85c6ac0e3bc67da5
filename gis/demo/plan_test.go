package demo

import (
	"testing"

	"segit/gis"
)

func TestPlan(t *testing.T) {
	for _, c := range []struct {
		units, perSection, stride int
		least, most               int // blocks of a sheet
	}{
		{200, 2, 2, 9, 12},
		{2000, 2, 2, 20, 30},
		{12_000, 12, 6, 20, 30},
		{250_000, 250, 6, 20, 30},
	} {
		p, err := newPlan(Options{Units: c.units})
		if err != nil {
			t.Fatal(err)
		}
		blocks := p.blocksX * p.blocksY
		if p.perSection != c.perSection || p.stride != c.stride || blocks < c.least || blocks > c.most {
			t.Errorf("%d units: %+v", c.units, p)
		}
		sum := 0
		for rank := range 2 * p.perSection {
			sum += p.quota(rank)
		}
		if sum != c.units {
			t.Errorf("%d units: the sheets have %d", c.units, sum)
		}
	}
	for _, units := range []int{-1, 0, MinUnits - 1, MaxUnits + 1} {
		if _, err := newPlan(Options{Units: units}); gis.KindOf(err) != gis.BadUsage {
			t.Errorf("%d units: %v", units, err)
		}
	}
}

// TestSectionsLieApart looks at the corners of both sections at several sizes.
func TestSectionsLieApart(t *testing.T) {
	for _, units := range []int{200, 5000, 250_000} {
		p, err := newPlan(Options{Seed: 1, Units: units})
		if err != nil {
			t.Fatal(err)
		}
		rows := (p.perSection + p.columns - 1) / p.columns
		right, top := p.columns*p.blocksX*stepsX, rows*p.blocksY*stepsY
		east, west := 0.0, 1e9 // the easternmost of A, the westernmost of B
		for i := 0; i <= right; i += stepsX {
			for j := 0; j <= top; j += stepsY {
				east = max(east, p.ground(0).node(i, j)[0])
				west = min(west, p.ground(1).node(i, j)[0])
			}
		}
		if east >= west {
			t.Errorf("%d units: A reaches to %.0f, B begins at %.0f", units, east, west)
		}
	}
}

func TestScatter(t *testing.T) {
	sum, seen := 0.0, map[float64]bool{}
	for i := range 100 {
		for j := range 100 {
			v := scatter(5, 0, i, j, 0)
			if v < -1 || v >= 1 || v != scatter(5, 0, i, j, 0) || seen[v] {
				t.Fatalf("scatter(%d, %d) = %v", i, j, v)
			}
			seen[v] = true
			sum += v
		}
	}
	if mean := sum / 10_000; mean < -0.03 || mean > 0.03 {
		t.Errorf("mean %v", mean)
	}
	if scatter(5, 0, 1, 2, 0) == scatter(6, 0, 1, 2, 0) || scatter(5, 0, 1, 2, 0) == scatter(5, 1, 1, 2, 0) {
		t.Error("another seed or section has the same scatter")
	}
}

// TestTemplates holds the ways of cutting a block to their rules: no parcel
// touches itself by a corner alone, everything hangs together.
func TestTemplates(t *testing.T) {
	for _, shape := range append(fixedBlocks(), moreBlocks()...) {
		if len(shape) != lotsAcross*lotsUp {
			t.Fatalf("%q has %d lots", shape, len(shape))
		}
		at := func(i, j int) byte { return shape[j*lotsAcross+i] }
		lots := map[byte][]lot{}
		for n := range len(shape) {
			lots[shape[n]] = append(lots[shape[n]], lot{n % lotsAcross, n / lotsAcross})
		}
		for letter, of := range lots {
			if n := len(parts(of)); n != 1 {
				t.Errorf("%q: %c is in %d parts", shape, letter, n)
			}
		}
		for j := range lotsUp - 1 {
			for i := range lotsAcross - 1 {
				sw, se, nw, ne := at(i, j), at(i+1, j), at(i, j+1), at(i+1, j+1)
				if sw == ne && sw != se && sw != nw || se == nw && se != sw && se != ne {
					t.Errorf("%q: a parcel touches itself by a corner at %d, %d", shape, i, j)
				}
			}
		}
	}
}
