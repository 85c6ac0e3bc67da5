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

// cell is an entry of a node: a feature in a leaf, a node above.
type cell struct {
	id    int64
	bound orb.Bound
}

// tree is a packed index.
type tree struct {
	nodes  []node
	leafOf map[int64]int64 // node of each feature
}

// node is a row of the node table, and of the parent table unless it is the root.
type node struct {
	number, parent int64
	data           []byte
}

// pack builds the tree of at least one cell, which it reorders: sorted into
// strips from west to east, and from south to north in each.
func pack(cells []cell) tree {
	t := tree{}
	next, depth := int64(2), 0
	leaf := make(map[int64]int64, len(cells))
	for len(cells) > maxCells {
		strips(cells)
		groups := (len(cells) + maxCells - 1) / maxCells
		above := make([]cell, 0, groups)
		for g := range groups {
			members := cells[g*len(cells)/groups : (g+1)*len(cells)/groups]
			bound := members[0].bound
			for _, m := range members {
				bound = bound.Union(m.bound)
				if depth == 0 {
					leaf[m.id] = next
				}
			}
			if depth > 0 {
				t.adopt(members, next)
			}
			t.nodes = append(t.nodes, node{number: next, data: encode(members, 0)})
			above = append(above, cell{next, bound})
			next++
		}
		cells, depth = above, depth+1
	}
	if depth == 0 {
		for _, c := range cells {
			leaf[c.id] = 1
		}
	} else {
		t.adopt(cells, 1)
	}
	t.leafOf = leaf
	t.nodes = append(t.nodes, node{number: 1, data: encode(cells, depth)})
	return t
}

// adopt makes a node the parent of others; nodes are numbered from 2 in the
// order in which they were made.
func (t *tree) adopt(children []cell, parent int64) {
	for _, c := range children {
		t.nodes[c.id-2].parent = parent
	}
}

func strips(cells []cell) {
	slices.SortFunc(cells, func(a, b cell) int {
		return cmp.Compare(a.bound.Min[0]+a.bound.Max[0], b.bound.Min[0]+b.bound.Max[0])
	})
	leaves := math.Ceil(float64(len(cells)) / maxCells)
	width := maxCells * int(math.Ceil(math.Sqrt(leaves)))
	for from := 0; from < len(cells); from += width {
		slices.SortFunc(cells[from:min(from+width, len(cells))], func(a, b cell) int {
			return cmp.Compare(a.bound.Min[1]+a.bound.Max[1], b.bound.Min[1]+b.bound.Max[1])
		})
	}
}

// encode writes a node: depth (in the root only), count, and the cells, big
// endian. The module keeps single precision: minima are rounded down and maxima
// up, so that a box never loses its feature.
func encode(cells []cell, depth int) []byte {
	order := binary.BigEndian
	b := make([]byte, 0, nodeSize)
	b = order.AppendUint16(b, uint16(depth))
	b = order.AppendUint16(b, uint16(len(cells)))
	for _, c := range cells {
		b = order.AppendUint64(b, uint64(c.id))
		for axis := range 2 {
			b = order.AppendUint32(b, math.Float32bits(below(c.bound.Min[axis])))
			b = order.AppendUint32(b, math.Float32bits(-below(-c.bound.Max[axis])))
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
