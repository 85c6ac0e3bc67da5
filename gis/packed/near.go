package packed

import (
	"container/heap"
	"math"

	"github.com/paulmach/orb"
)

// Near gives the rows of several trees by the distance of their boxes from a
// point, the nearest first, until found returns false. Rows at the same distance
// come in the order of the trees and of the rows. A nil tree has none.
func Near(trees []*Tree, p orb.Point, found func(tree, row int, distance float64) bool) {
	q := &queue{}
	for i, t := range trees {
		if t != nil && t.n > 0 {
			q.put(t, i, len(t.levels)-2, 0, p)
		}
	}
	for len(q.nodes) > 0 {
		n := heap.Pop(q).(node) //nolint:forcetypeassert // the queue holds nothing else
		if n.level == 0 {
			if !found(n.tree, n.number, n.distance) {
				return
			}
			continue
		}
		t := trees[n.tree]
		below := t.levels[n.level] - t.levels[n.level-1]
		for child := n.number * fanout; child < min((n.number+1)*fanout, below); child++ {
			q.put(t, n.tree, n.level-1, child, p)
		}
	}
}

// node is a box that waits to be looked into, or, at level 0, to be given.
type node struct {
	distance            float64
	tree, level, number int
}

// queue is nodes by distance; of those equally far what is to be looked into
// comes first, since it may hold a row that goes before the others.
type queue struct{ nodes []node }

func (q *queue) put(t *Tree, tree, level, number int, p orb.Point) {
	b := t.boxes[4*(t.levels[level]+number):][:4]
	if b[0] > b[2] {
		return // without geometry
	}
	d := math.Hypot(max(b[0]-p[0], p[0]-b[2], 0), max(b[1]-p[1], p[1]-b[3], 0))
	heap.Push(q, node{d, tree, level, number})
}

// Len is for package heap, as are the others.
func (q *queue) Len() int { return len(q.nodes) }

// Less compares by distance, then by kind, then by place.
func (q *queue) Less(i, j int) bool {
	a, b := &q.nodes[i], &q.nodes[j]
	switch {
	case a.distance != b.distance:
		return a.distance < b.distance
	case (a.level > 0) != (b.level > 0):
		return a.level > 0
	case a.tree != b.tree:
		return a.tree < b.tree
	}
	return a.number < b.number
}

// Swap exchanges two.
func (q *queue) Swap(i, j int) { q.nodes[i], q.nodes[j] = q.nodes[j], q.nodes[i] }

// Push puts one at the end.
func (q *queue) Push(n any) { q.nodes = append(q.nodes, n.(node)) } //nolint:forcetypeassert // nothing else is put in

// Pop takes the last.
func (q *queue) Pop() any {
	last := q.nodes[len(q.nodes)-1]
	q.nodes = q.nodes[:len(q.nodes)-1]
	return last
}
