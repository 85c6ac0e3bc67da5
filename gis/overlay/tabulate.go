package overlay

import (
	"context"
	"slices"

	"segit/gis"
)

// Tabulate measures how much of each row of a lies in each class of b. class
// is the class of each row of b, from 0; −1 leaves a row out. The sink gets a
// piece, without geometry, per row of a and class that has some of it: the
// class in Piece.B, the area (or length, or number of points) in Measure and
// its share of the row in ShareA. Where rows of one class overlap, a place
// counts once.
func Tabulate(ctx context.Context, a, b *Layer, class []int32, o Options, sink func(*Chunk) error) (Stats, error) {
	r := newRunner(o, a.Len(), sink)
	err := r.run(ctx, a.Len(), func(w *worker, row int, c *Chunk) {
		if a.rows[row].kind != gis.NoShape {
			w.tabulate(a, b, uint32(row), class, c)
		}
	})
	return r.stats, err
}

// tabulate adds the classes of one row.
func (w *worker) tabulate(la, lb *Layer, row uint32, class []int32, c *Chunk) {
	a := &la.rows[row]
	w.near = w.nearby.near(w.near[:0], la, lb, row, 0)
	w.near = slices.DeleteFunc(w.near, func(k uint32) bool { return class[k] < 0 || lb.rows[k].kind < a.kind })
	slices.SortStableFunc(w.near, func(i, j uint32) int { return int(class[i]) - int(class[j]) })
	for from := 0; from < len(w.near); {
		to := from
		of := class[w.near[from]]
		for to < len(w.near) && class[w.near[to]] == of {
			to++
		}
		w.stats.Pairs += int64(to - from)
		m, ok := w.inClass(la, a, lb, w.near[from:to])
		switch {
		case !ok:
			w.stats.Unsolved = append(w.stats.Unsolved, Pair{int32(row), of})
		case m > 0:
			c.Pieces = append(c.Pieces, Piece{A: int32(row), B: of, Row: -1, Kind: a.kind, Measure: m, ShareA: m / a.measure})
		}
		from = to
	}
}

// inClass is how much of a lies in some rows of b.
func (w *worker) inClass(la *Layer, a *feature, lb *Layer, rows []uint32) (measure float64, ok bool) {
	if a.kind != gis.PolygonShape {
		cutters := make([]cutter, 0, len(rows))
		for _, k := range rows {
			cutters = append(cutters, cutter{lb, &lb.rows[k]})
		}
		w.scratch.Reset()
		if a.kind == gis.PointShape {
			return float64(keepPoints(&w.scratch, la, a, cutters, true)), true
		}
		w.liner.keepLine(&w.scratch, la, a, cutters, true)
		return w.liner.length, true
	}
	w.cutters = w.cutters[:0]
	for _, k := range rows {
		b := &lb.rows[k]
		m, ok := w.overlap(la, a, lb, b)
		if !ok {
			return 0, false
		}
		if m == a.measure {
			return m, true
		}
		if m > 0 {
			measure += m
			w.cutters = append(w.cutters, k)
		}
	}
	if !lb.boxesMeet(w.cutters) {
		return measure, true
	}
	w.stats.Meshed++
	box := window{a.minX, a.minY, a.maxX, a.maxY}
	cutters := w.cutWith(lb)
	if !w.solve(inBoth, func(m *mesh) {
		m.feature(la, a, ofA, &box)
		for i := range cutters {
			m.heap(&cutters[i], ofB, &box)
		}
	}) {
		return 0, false
	}
	return w.mesh.rings.area(), true
}

// boxesMeet reports that the boxes of two of the rows meet.
func (l *Layer) boxesMeet(rows []uint32) bool {
	for i, p := range rows {
		for _, q := range rows[:i] {
			if l.rows[p].bound().Intersects(l.rows[q].bound()) {
				return true
			}
		}
	}
	return false
}
