package overlay

import (
	"slices"

	"segit/gis/packed"
)

// thicket finds those among many cutters that lie near a place. Few are looked
// at one by one.
type thicket struct {
	cutters []cutter // along a curve when there is a tree
	tree    *packed.Tree
	found   []uint32
	near    []cutter
}

// searchedFrom is how many cutters are searched by a tree.
const searchedFrom = 16

// grow makes the thicket that of some cutters.
func (t *thicket) grow(cutters []cutter) {
	t.cutters, t.tree = cutters, nil
	if len(cutters) < searchedFrom {
		return
	}
	all := cutters[0].f.bound()
	for _, c := range cutters {
		all = all.Union(c.f.bound())
	}
	way := curveThrough(&all)
	t.cutters = slices.Clone(cutters)
	slices.SortStableFunc(t.cutters, func(p, q cutter) int {
		return int(way.at(p.f.minX+p.f.maxX, p.f.minY+p.f.maxY)) - int(way.at(q.f.minX+q.f.maxX, q.f.minY+q.f.maxY))
	})
	boxes := make([]float64, 0, 4*len(cutters))
	for _, c := range t.cutters {
		boxes = append(boxes, c.f.minX, c.f.minY, c.f.maxX, c.f.maxY)
	}
	t.tree = packed.New(boxes)
}

// at are the cutters whose boxes meet a box, or all when they are few.
func (t *thicket) at(box window) []cutter {
	if t.tree == nil {
		return t.cutters
	}
	t.found = packed.AppendRows(t.tree, t.found[:0], box.bound())
	t.near = t.near[:0]
	for _, i := range t.found {
		t.near = append(t.near, t.cutters[i])
	}
	return t.near
}
