package planar

import "segit/gis"

// RingArea is the signed area of a ring x, y, x, y …: positive when it runs
// anticlockwise. An open ring is measured as if it were closed. Sums are taken
// from the first vertex, so that the size of the coordinates costs no digits.
func RingArea(xy []float64) float64 {
	n := len(xy) / 2
	if n < 3 {
		return 0
	}
	x0, y0 := xy[0], xy[1]
	var twice float64
	px, py := 0.0, 0.0
	for i := 1; i < n; i++ {
		x, y := xy[2*i]-x0, xy[2*i+1]-y0
		twice += px*y - x*py
		px, py = x, y
	}
	return twice / 2
}

// PartArea is the area of one polygon: its outside less its holes, whatever
// way the rings run. It is negative when the holes are larger than the outside.
func PartArea(s *gis.Shapes, part int) float64 {
	r0, r1 := s.Rings(part)
	var area float64
	for r := r0; r < r1; r++ {
		a := RingArea(s.Ring(r))
		if a < 0 {
			a = -a
		}
		if r > r0 {
			a = -a
		}
		area += a
	}
	return area
}

// Area is the area of a polygonal row, the sum of its parts; 0 for points,
// lines and empty rows. Parts that overlap count twice.
func Area(s *gis.Shapes, row int) float64 {
	if s.Kind[row] != gis.PolygonShape {
		return 0
	}
	p0, p1 := s.Parts(row)
	var area float64
	for p := p0; p < p1; p++ {
		area += PartArea(s, p)
	}
	return area
}
