package store

import (
	"cmp"
	"container/heap"
	"context"
	"math"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/packed"
	"segit/gis/planar"
)

// Nearest gives the rows of a dataset nearest to a point, by the distance of
// their geometry, not of its box: 0 for a polygon that holds the point. within
// is the greatest distance, in the archive's CRS; 0 for any. The nearest comes
// first, of equally near ones the first of the archive. found ends the search
// by returning false. Blocks are opened as the search widens.
func (s *Snapshot) Nearest(ctx context.Context, q Ask, at orb.Point, within float64, found func(r *Row, distance float64) bool) error {
	if within <= 0 {
		within = math.Inf(1)
	}
	q.Shapes = true
	q.Within = nil
	n := &nearest{ctx: ctx, ask: &q, at: at, within: within, found: found}
	var trees []*packed.Tree
	for v := range s.views(&q) {
		if v.schema.Shape == gis.NoShape {
			continue
		}
		live, err := v.live()
		if err != nil {
			return err
		}
		tree, err := v.readTree()
		if err != nil {
			return err
		}
		n.views, n.live = append(n.views, v), append(n.live, live)
		trees = append(trees, tree)
	}
	packed.Near(trees, at, n.box)
	n.give(math.Inf(1))
	return n.err
}

// nearest is a search under way: rows come by the distance of their boxes and
// wait until no box can hold a nearer one.
type nearest struct {
	ctx    context.Context //nolint:containedctx // the life of one call
	ask    *Ask
	at     orb.Point
	within float64
	found  func(*Row, float64) bool
	views  []*view
	live   []*rowSet
	queue  nearQueue
	done   bool
	err    error
}

// box takes the row with the next nearest box.
func (n *nearest) box(tree, row int, distance float64) bool {
	n.give(distance)
	if n.done || n.err != nil || distance > n.within {
		return false
	}
	v := n.views[tree]
	if !n.live[tree].has(row) {
		return true
	}
	n.err = v.each(n.ctx, n.ask, []int{row}, func(r *Row) error {
		if d := planar.Distance(&r.Shapes, r.At, n.at); d <= n.within {
			heap.Push(&n.queue, nearRow{r, d, tree})
		}
		return nil
	})
	return n.err == nil
}

// give hands over what is nearer than every box to come.
func (n *nearest) give(next float64) {
	for len(n.queue) > 0 && n.queue[0].distance < next && !n.done && n.err == nil {
		first := heap.Pop(&n.queue).(nearRow) //nolint:forcetypeassert // the queue holds nothing else
		n.done = !n.found(first.row, first.distance)
	}
}

type nearRow struct {
	row      *Row
	distance float64
	view     int
}

type nearQueue []nearRow

// Len is for package heap, as are the others.
func (q nearQueue) Len() int { return len(q) }

// Less compares by distance, then by place in the archive.
func (q nearQueue) Less(i, j int) bool {
	a, b := &q[i], &q[j]
	return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.view, b.view), cmp.Compare(a.row.Ref().Row, b.row.Ref().Row)) < 0
}

// Swap exchanges two.
func (q nearQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push puts one at the end.
func (q *nearQueue) Push(r any) { *q = append(*q, r.(nearRow)) } //nolint:forcetypeassert // nothing else is put in

// Pop takes the last.
func (q *nearQueue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
