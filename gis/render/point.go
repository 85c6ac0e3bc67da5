package render

import "math"

// point is a place, metres. Unlike [orb.Point], which is an array, the compiler
// keeps it in registers, which counts where millions of points are thinned.
type point struct{ x, y float64 }

// lower orders points from west to east, then from south to north.
func (p point) lower(q point) bool { return p.x < q.x || p.x == q.x && p.y < q.y }

// box is a box around points, metres; x0 > x1 when there are none.
type box struct{ x0, y0, x1, y1 float64 }

func emptyBox() box { return box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)} }

func (b box) middle() point { return point{(b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2} }
