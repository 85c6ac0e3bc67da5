package render

import (
	"github.com/paulmach/orb"

	"segit/gis"
)

// Drafter makes the pyramids of one chunk after the other in the same memory. It
// is for one goroutine at a time; the zero value is ready.
type Drafter struct {
	gathered gathered
	drawings [Levels]Drawing
}

// Pyramid makes the drawings of all coarse levels as [Simplify] does, looking for
// common borders once. There is none of level 0, which is the shapes themselves.
// They hold until the next call.
func (d *Drafter) Pyramid(shapes *gis.Shapes, rows []int, origin orb.Point) [Levels]*Drawing {
	d.gathered.finest = LevelTolerance(1)
	d.gathered.gather(shapes, rows, origin)
	var levels [Levels]*Drawing
	for level := 1; level < Levels; level++ {
		levels[level] = &d.drawings[level]
		d.gathered.simplify(levels[level], LevelTolerance(level))
	}
	return levels
}
