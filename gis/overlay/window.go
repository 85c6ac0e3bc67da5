package overlay

import "github.com/paulmach/orb"

// window is the box that two boxes have in common, or any other.
type window struct{ minX, minY, maxX, maxY float64 }

// with is the box around two.
func (w window) with(o *window) window {
	return window{min(w.minX, o.minX), min(w.minY, o.minY), max(w.maxX, o.maxX), max(w.maxY, o.maxY)}
}

func (w *window) area() float64 { return (w.maxX - w.minX) * (w.maxY - w.minY) }

func (w *window) bound() orb.Bound {
	return orb.Bound{Min: orb.Point{w.minX, w.minY}, Max: orb.Point{w.maxX, w.maxY}}
}
