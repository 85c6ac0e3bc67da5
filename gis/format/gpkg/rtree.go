package gpkg

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Inserting box by box takes two thirds of the time of a whole export, so the
// tree is built full and written into the tables behind SQLite's rtree module,
// in the form that its documentation fixes (sqlite.org/rtree.html, "shadow
// tables"): nodes of 1228 bytes, which is 51 cells, the root being node 1.
const (
	cellSize = 24
	maxCells = 51
	nodeSize = 4 + cellSize*maxCells
)

// cell is an entry of a node: a feature in a leaf, a node above. Its box is in
// the single precision that the module keeps, minima rounded down and maxima up,
// so that it never loses its feature.
type cell struct {
	id       uint32
	min, max [2]float32
}

func newCell(id uint32, b orb.Bound) cell {
	c := cell{id: id}
	for axis := range 2 {
		c.min[axis], c.max[axis] = below(b.Min[axis]), -below(-b.Max[axis])
	}
	return c
}

// cover widens the box to that of another.
func (c *cell) cover(o *cell) {
	for axis := range 2 {
		c.min[axis], c.max[axis] = min(c.min[axis], o.min[axis]), max(c.max[axis], o.max[axis])
	}
}

// tree is a packed index.
type tree struct {
	nodes  []node   // node i+1 at place i, the root first
	leafOf []uint32 // node of each feature by its id, 0 for those without a box
}

// node is a row of the node table, and of the parent table unless it is the root.
type node struct {
	parent int64
	data   []byte
}

// pack builds the tree of at least one cell, whose ids are not above last: the
// cells in strips from west to east, and from south to north in each.
func pack(cells []cell, last int64) tree {
	t := tree{nodes: make([]node, 1), leafOf: make([]uint32, last+1)}
	depth := 0
	for len(cells) > maxCells {
		cells = strips(cells)
		groups := (len(cells) + maxCells - 1) / maxCells
		above := make([]cell, 0, groups)
		for g := range groups {
			members := cells[g*len(cells)/groups : (g+1)*len(cells)/groups]
			whole := members[0]
			for i := range members {
				whole.cover(&members[i])
			}
			t.nodes = append(t.nodes, node{data: encode(members, 0)})
			whole.id = uint32(len(t.nodes))
			t.adopt(members, int64(whole.id), depth)
			above = append(above, whole)
		}
		cells, depth = above, depth+1
	}
	t.adopt(cells, 1, depth)
	t.nodes[0].data = encode(cells, depth)
	return t
}

// adopt makes a node the parent of others, or the leaf of features.
func (t *tree) adopt(children []cell, parent int64, depth int) {
	for _, c := range children {
		if depth == 0 {
			t.leafOf[c.id] = uint32(parent)
		} else {
			t.nodes[c.id-1].parent = parent
		}
	}
}

// placed is a cell on its way to its place: the middle of its box on one axis.
type placed struct {
	middle float32
	cell   uint32
}

// strips gives the cells in their order.
func strips(cells []cell) []cell {
	order := make([]placed, len(cells))
	by := func(axis int, of []placed) {
		for i := range of {
			c := &cells[of[i].cell]
			of[i].middle = c.min[axis] + c.max[axis]
		}
		slices.SortFunc(of, func(a, b placed) int {
			if c := cmp.Compare(a.middle, b.middle); c != 0 {
				return c
			}
			return cmp.Compare(a.cell, b.cell)
		})
	}
	for i := range order {
		order[i].cell = uint32(i)
	}
	by(0, order)
	leaves := math.Ceil(float64(len(cells)) / maxCells)
	width := maxCells * int(math.Ceil(math.Sqrt(leaves)))
	sorted := make([]cell, 0, len(cells))
	for from := 0; from < len(order); from += width {
		strip := order[from:min(from+width, len(order))]
		by(1, strip)
		for _, p := range strip {
			sorted = append(sorted, cells[p.cell])
		}
	}
	return sorted
}

// encode writes a node: depth (in the root only), count, and the cells, big
// endian.
func encode(cells []cell, depth int) []byte {
	order := binary.BigEndian
	b := make([]byte, 0, nodeSize)
	b = order.AppendUint16(b, uint16(depth))
	b = order.AppendUint16(b, uint16(len(cells)))
	for _, c := range cells {
		b = order.AppendUint64(b, uint64(c.id))
		for axis := range 2 {
			b = order.AppendUint32(b, math.Float32bits(c.min[axis]))
			b = order.AppendUint32(b, math.Float32bits(c.max[axis]))
		}
	}
	return b[:nodeSize]
}

// below is the greatest float32 that is not above v.
func below(v float64) float32 {
	f := float32(v)
	if float64(f) > v {
		return math.Nextafter32(f, float32(math.Inf(-1)))
	}
	return f
}
