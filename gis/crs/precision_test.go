package crs_test

import (
	"math"
	"slices"
	"sync"
	"testing"

	"segit/gis/crs"
)

// TestCentralMeridian holds northings on the central meridian to the length of
// the meridian by numerical integration: a check of the series that shares no
// formula with them.
func TestCentralMeridian(t *testing.T) {
	const a, f = 6378137, 1 / 298.257222101
	const e2 = f * (2 - f)
	tr, err := crs.Between(6706, 7792, crs.NoRegion)
	if err != nil {
		t.Fatal(err)
	}
	for _, lat := range []float64{35.5, 38, 41.9, 47} {
		const steps = 20_000 // of Simpson's rule
		h := lat * math.Pi / 180 / steps
		length := 0.0
		for i := 0; i <= steps; i++ {
			weight := 2.0 + 2*float64(i%2)
			if i == 0 || i == steps {
				weight = 1
			}
			s := math.Sin(float64(i) * h)
			length += weight * a * (1 - e2) / math.Pow(1-e2*s*s, 1.5)
		}
		want := 0.9996 * length * h / 3
		x, y := tr.Point(15, lat)
		if math.Abs(x-500_000) > 1e-8 || math.Abs(y-want) > 1e-6 {
			t.Errorf("latitude %v: %.7f %.7f, want 500000 %.7f", lat, x, y, want)
		}
	}
}

// TestConformal measures small steps east and north at a point: their images
// are at right angles and of one scale.
func TestConformal(t *testing.T) {
	tr, err := crs.Between(6706, 7794, crs.NoRegion)
	if err != nil {
		t.Fatal(err)
	}
	const a, f = 6378137, 1 / 298.257222101
	const e2 = f * (2 - f)
	for _, p := range [][2]float64{{7, 45}, {12, 42}, {15.1, 37.5}, {18.4, 40}} {
		const step = 1e-5
		sin, cos := math.Sincos(p[1] * math.Pi / 180)
		prime := a / math.Sqrt(1-e2*sin*sin)
		meridian := prime * (1 - e2) / (1 - e2*sin*sin)
		x0, y0 := tr.Point(p[0]-step, p[1])
		x1, y1 := tr.Point(p[0]+step, p[1])
		u0, v0 := tr.Point(p[0], p[1]-step)
		u1, v1 := tr.Point(p[0], p[1]+step)
		const radians = 2 * step * math.Pi / 180
		east, north := math.Hypot(x1-x0, y1-y0)/(prime*cos*radians), math.Hypot(u1-u0, v1-v0)/(meridian*radians)
		dot := ((x1-x0)*(u1-u0) + (y1-y0)*(v1-v0)) / (math.Hypot(x1-x0, y1-y0) * math.Hypot(u1-u0, v1-v0))
		if math.Abs(east-north) > 1e-7 || math.Abs(dot) > 1e-7 || east < 0.998 || east > 1.003 {
			t.Errorf("%v: scale %.9f east, %.9f north, cosine of the angle %g", p, east, north, dot)
		}
	}
}

// TestStraitOfMessina moves a point through the datum on each of the
// two shores, which have sets of their own.
func TestStraitOfMessina(t *testing.T) {
	for _, c := range []struct {
		x, y   float64
		region crs.Region
	}{{548_300, 4_227_500, crs.Sicily}, {556_700, 4_218_400, crs.Peninsula}} {
		if got := crs.RegionOf(7792, c.x, c.y); got != c.region {
			t.Errorf("%v %v: %v, want %v", c.x, c.y, got, c.region)
		}
		there, err := crs.Between(7792, 3004, c.region)
		if err != nil {
			t.Fatal(err)
		}
		x, y := there.Point(c.x, c.y)
		if got := crs.RegionOf(3004, x, y); got != c.region {
			t.Errorf("%v %v in Monte Mario: %v, want %v", x, y, got, c.region)
		}
		// The shift of the origin is 2,020,000 m east; the datum moves the
		// rest, some metres.
		if dx, dy := x-c.x-2_020_000, y-c.y; math.Hypot(dx, dy) > 25 || math.Hypot(dx, dy) < 1 {
			t.Errorf("the datum moves %v %v by %.1f %.1f m", c.x, c.y, dx, dy)
		}
	}
}

// TestXYIsPoint and may be called from many goroutines.
func TestXYIsPoint(t *testing.T) {
	tr, err := crs.Between(3004, 7794, crs.Sicily)
	if err != nil {
		t.Fatal(err)
	}
	var want []float64
	start := []float64{2527709.79, 4150641.13, 2520709.15, 4152335.05, 2476866.59, 4121336.9}
	for i := 0; i < len(start); i += 2 {
		x, y := tr.Point(start[i], start[i+1])
		want = append(want, x, y)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			xy := slices.Clone(start)
			tr.XY(xy)
			if !slices.Equal(xy, want) {
				t.Errorf("%v, want %v", xy, want)
			}
		})
	}
	group.Wait()
	tr.XY(nil)
	odd := []float64{1}
	if tr.XY(odd); odd[0] != 1 {
		t.Error("half a coordinate was moved")
	}
}

func TestAbsurdCoordinatesDoNotPanic(t *testing.T) {
	absurd := []float64{0, 1e9, -1e300, math.Inf(1), math.Inf(-1), math.NaN(), math.MaxFloat64}
	for _, from := range crs.Known() {
		s, _ := crs.Lookup(from)
		for _, x := range absurd {
			for _, y := range absurd {
				if s.InItaly(x, y) {
					t.Errorf("%v: %v %v is in Italy", s, x, y)
				}
				if r := crs.RegionOf(from, x, y); r != crs.NoRegion {
					t.Errorf("%v: %v %v is in %v", s, x, y, r)
				}
			}
		}
	}
}
