package overlay

import "segit/gis"

// thin adds what two rows have in common of which one at least is a line or
// points.
func (w *worker) thin(j *job, row, k uint32, c *Chunk, o *Options) {
	a, b := &j.a.rows[row], &j.b.rows[k]
	if b.kind < a.kind {
		w.keep(j, row, k, WholeB, j.b, b, []cutter{{j.a, a}}, true, c, o)
		return
	}
	w.keep(j, row, k, WholeA, j.a, a, []cutter{{j.b, b}}, true, c, o)
}

// thinRest adds what of a line or of points lies in none of the cutters, or in
// them for a clip.
func (w *worker) thinRest(j *job, row uint32, c *Chunk, o *Options) {
	cutters := make([]cutter, 0, len(w.cutters))
	for _, k := range w.cutters {
		cutters = append(cutters, cutter{j.b, &j.b.rows[k]})
	}
	w.keep(j, row, none, WholeA, j.a, &j.a.rows[row], cutters, j.inside, c, o)
}

// keep adds the part of a line or of points that lies in the cutters, or in
// none of them.
func (w *worker) keep(j *job, row, k uint32, whole Source, l *Layer, f *feature, cutters []cutter, inside bool, c *Chunk, o *Options) {
	points := len(c.Shapes.XY)
	rings, parts := len(c.Shapes.RingEnd), len(c.Shapes.PartEnd)
	var measure float64
	var all bool
	if f.kind == gis.PointShape {
		kept := keepPoints(&c.Shapes, l, f, cutters, inside)
		measure, all = float64(kept), kept == int(f.points)
	} else {
		w.liner.keepLine(&c.Shapes, l, f, cutters, inside)
		measure, all = w.liner.length, w.liner.whole
	}
	if measure == 0 || all {
		c.Shapes.XY, c.Shapes.RingEnd, c.Shapes.PartEnd = c.Shapes.XY[:points], c.Shapes.RingEnd[:rings], c.Shapes.PartEnd[:parts]
	}
	switch {
	case measure == 0:
	case all:
		c.add(j, row, k, whole, f.kind, f.measure, o)
	default:
		c.add(j, row, k, Cut, f.kind, measure, o)
		c.Pieces[len(c.Pieces)-1].Row = int32(c.Shapes.Len())
		c.Shapes.EndRow(f.kind)
	}
}
