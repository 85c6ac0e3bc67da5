package overlay

import (
	"slices"

	"segit/gis/packed"
)

// nearby finds the rows of one layer near those of another. Rows that follow each
// other mostly lie beside each other, so the tree is asked once for a group of
// them, and each looks only among what the group has near. It is for one
// goroutine.
type nearby struct {
	from, of *Layer
	group    uint32 // the rows of from that rows were found for; the first is group*grouped
	known    bool
	apart    bool     // rows of the group had better ask one by one
	wide     float64  // area of a box beyond which a row asks for itself in any case
	rows     []uint32 // of the other layer, ascending, near the group
	boxes    []window // theirs
	leaves   []uint64 // theirs in the tree, below the rows
}

const (
	// grouped is how many rows ask the tree together.
	grouped = 8
	// scattered is how many times the boxes of its rows a group's box may cover
	// before each row asks for itself.
	scattered = 6
	// widest is how many times as large as the middle one of its group the box of a
	// row may be, to be counted among them: roads reach through whole sheets.
	widest = 8
	// mostNear is how many rows near a group are too many to be looked through for
	// each of its rows.
	mostNear = 8 * grouped
)

// near appends to rows the rows of lb, ascending, whose box meets that of a row
// of la, grown by pad on each side.
func (n *nearby) near(rows []uint32, la, lb *Layer, row uint32, pad float64) []uint32 {
	if group := row / grouped; !n.known || n.group != group || n.from != la || n.of != lb {
		n.from, n.of, n.group, n.known = la, lb, group, true
		n.gather(pad)
	}
	box := la.rows[row].padded(pad)
	if n.apart || !(box.area() <= n.wide) {
		return lb.meet(rows, box.bound())
	}
	// Without branches, which nobody could foretell here.
	at := len(rows)
	rows = slices.Grow(rows, len(n.boxes))[:at+len(n.boxes)]
	for i := range n.boxes {
		b := &n.boxes[i]
		rows[at] = n.rows[i]
		at += one(b.minX <= box.maxX) & one(b.maxX >= box.minX) & one(b.minY <= box.maxY) & one(b.maxY >= box.minY)
	}
	return rows[:at]
}

// gather finds what is near the group, but for its wide rows.
func (n *nearby) gather(pad float64) {
	n.rows, n.boxes, n.apart = n.rows[:0], n.boxes[:0], true
	features := n.from.rows[n.group*grouped : min((n.group+1)*grouped, uint32(len(n.from.rows)))]
	var room [grouped]float64
	areas := room[:0]
	for i := range features {
		if a := features[i].padded(pad); a.minX <= a.maxX {
			areas = append(areas, a.area())
		}
	}
	if len(areas) == 0 {
		return
	}
	slices.Sort(areas)
	n.wide = widest * areas[len(areas)/2]
	all, covered, empty := window{}, 0.0, true
	for i := range features {
		b := features[i].padded(pad)
		if !(b.minX <= b.maxX && b.area() <= n.wide) {
			continue
		}
		if empty {
			all, empty = b, false
		}
		all = all.with(&b)
		covered += b.area()
	}
	if empty || all.area() > scattered*covered {
		return
	}
	tree := n.of.spatial()
	if n.rows = packed.AppendRows(tree, n.rows, all.bound()); len(n.rows) > mostNear {
		return
	}
	n.apart = false
	n.leaves = n.leaves[:0]
	for _, leaf := range n.rows {
		row := leaf
		if n.of.leaves != nil {
			row = n.of.leaves[leaf]
		}
		n.leaves = append(n.leaves, uint64(row)<<32|uint64(leaf))
	}
	slices.Sort(n.leaves)
	for i, leaf := range n.leaves {
		n.rows[i] = uint32(leaf >> 32)
		b := tree.Box(int(uint32(leaf)))
		n.boxes = append(n.boxes, window{b.Min[0], b.Min[1], b.Max[0], b.Max[1]})
	}
}

// one is 1 for true.
func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// padded is the box of a feature, grown by pad on each side.
func (f *feature) padded(pad float64) window {
	return window{f.minX - pad, f.minY - pad, f.maxX + pad, f.maxY + pad}
}
