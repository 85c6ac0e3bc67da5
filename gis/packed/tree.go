// Package packed is a static R-tree over boxes that are already in spatial
// order: the leaves are the boxes as they stand, so that box i is row i, and
// each level above bounds sixteen of the one below. It is built in one pass
// and written as flat arrays; reading it back rebuilds nothing.
package packed

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/paulmach/orb"
)

// fanout is how many boxes a node bounds.
const fanout = 16

// Tree finds the rows whose box meets a window. It is safe for concurrent use.
type Tree struct {
	n      int
	boxes  []float64 // minX, minY, maxX, maxY; leaves first, then each level
	levels []int     // first box of each level, and the end
}

// nowhere is the box that meets nothing.
func nowhere() []float64 { return []float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)} }

// New builds a tree over flat boxes (minX, minY, maxX, maxY for each row). A
// row without geometry has min > max, or NaN, and is never found.
func New(boxes []float64) *Tree {
	t := &Tree{n: len(boxes) / 4}
	t.levels = levelsOf(t.n)
	t.boxes = append(make([]float64, 0, 4*t.levels[len(t.levels)-1]), boxes...)
	for i := 0; i < len(t.boxes); i += 4 {
		if b := t.boxes[i : i+4]; !(b[0] <= b[2] && b[1] <= b[3]) {
			copy(b, nowhere())
		}
	}
	for l := 1; l < len(t.levels)-1; l++ {
		for from := t.levels[l-1]; from < t.levels[l]; from += fanout {
			box := nowhere()
			for i := from; i < min(from+fanout, t.levels[l]); i++ {
				b := t.boxes[4*i : 4*i+4]
				box[0], box[1] = min(box[0], b[0]), min(box[1], b[1])
				box[2], box[3] = max(box[2], b[2]), max(box[3], b[3])
			}
			t.boxes = append(t.boxes, box...)
		}
	}
	return t
}

// levelsOf is where each level of a tree over n leaves begins.
func levelsOf(n int) []int {
	levels := []int{0}
	end := n
	for size := n; size > 1; {
		levels = append(levels, end)
		size = (size + fanout - 1) / fanout
		end += size
	}
	return append(levels, end)
}

// Compact reports that near rows follow each other: the boxes of no level cover
// more than some times the box of all. A tree over rows in any other order finds the
// same and takes longer.
func (t *Tree) Compact() bool {
	const most = 4
	all := t.Bound()
	for l := 1; l < len(t.levels)-1; l++ {
		covered := 0.0
		for i := 4 * t.levels[l]; i < 4*t.levels[l+1]; i += 4 {
			if b := t.boxes[i : i+4]; b[0] <= b[2] {
				covered += (b[2] - b[0]) * (b[3] - b[1])
			}
		}
		if !(covered < most*(all.Max[0]-all.Min[0])*(all.Max[1]-all.Min[1])) {
			return false
		}
	}
	return true
}

// Len is the number of rows.
func (t *Tree) Len() int { return t.n }

// Box is the box of a row.
func (t *Tree) Box(row int) orb.Bound {
	b := t.boxes[4*row : 4*row+4]
	return orb.Bound{Min: orb.Point{b[0], b[1]}, Max: orb.Point{b[2], b[3]}}
}

// Bound is the box of all rows; Min > Max when there is none.
func (t *Tree) Bound() orb.Bound {
	if t.n == 0 {
		b := nowhere()
		return orb.Bound{Min: orb.Point(b[:2]), Max: orb.Point(b[2:])}
	}
	return t.Box(len(t.boxes)/4 - 1)
}

// Search gives the rows whose box meets w (touching counts), in row order,
// until found returns false.
func (t *Tree) Search(w orb.Bound, found func(row int) bool) {
	if t.n > 0 && t.meets(len(t.boxes)-4, &w) {
		if top := len(t.levels) - 2; top == 0 {
			found(0)
		} else {
			t.search(top, 0, &w, found)
		}
	}
}

// meets reports whether the box that begins at boxes[at] shares a point with w.
func (t *Tree) meets(at int, w *orb.Bound) bool {
	b := t.boxes[at : at+4 : at+4]
	return b[0] <= w.Max[0] && b[2] >= w.Min[0] && b[1] <= w.Max[1] && b[3] >= w.Min[1]
}

// search looks among the children of a node that meets w, above the leaves.
func (t *Tree) search(level, node int, w *orb.Bound, found func(row int) bool) bool {
	below := t.levels[level-1]
	end := min((node+1)*fanout, t.levels[level]-below)
	for child := node * fanout; child < end; child++ {
		if !t.meets(4*(below+child), w) {
			continue
		}
		if level == 1 {
			if !found(child) {
				return false
			}
		} else if !t.search(level-1, child, w, found) {
			return false
		}
	}
	return true
}

// AppendRows appends the rows whose box meets w (touching counts) to rows, in
// row order: [Tree.Search] for loops that run millions of times.
func AppendRows[R int | uint32](t *Tree, rows []R, w orb.Bound) []R {
	if t.n == 0 {
		return rows
	}
	return appendRows(t, rows, len(t.levels)-2, 0, 1, &w)
}

// appendRows looks at the nodes from..to-1 of a level.
func appendRows[R int | uint32](t *Tree, rows []R, level, from, to int, w *orb.Bound) []R {
	first := t.levels[level]
	boxes := t.boxes[4*(first+from) : 4*(first+to)]
	for i := 0; i+3 < len(boxes); i += 4 {
		if boxes[i] > w.Max[0] || boxes[i+2] < w.Min[0] || boxes[i+1] > w.Max[1] || boxes[i+3] < w.Min[1] {
			continue
		}
		node := from + i/4
		switch {
		case level == 0:
			rows = append(rows, R(node))
		case boxes[i] >= w.Min[0] && boxes[i+2] <= w.Max[0] && boxes[i+1] >= w.Min[1] && boxes[i+3] <= w.Max[1]:
			rows = appendUnder(t, rows, level, node)
		default:
			below := first - t.levels[level-1]
			rows = appendRows(t, rows, level-1, node*fanout, min((node+1)*fanout, below), w)
		}
	}
	return rows
}

// appendUnder appends all rows under a node that have geometry: those of a node
// inside a window need no look at their boxes' sides.
func appendUnder[R int | uint32](t *Tree, rows []R, level, node int) []R {
	from, to := node, node+1
	for range level {
		from, to = from*fanout, to*fanout
	}
	for row := from; row < min(to, t.n); row++ {
		if t.boxes[4*row] <= t.boxes[4*row+2] {
			rows = append(rows, R(row))
		}
	}
	return rows
}

// Append writes the tree to dst.
func (t *Tree) Append(dst []byte) []byte {
	dst = binary.LittleEndian.AppendUint32(dst, uint32(t.n))
	for _, v := range t.boxes {
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
	}
	return dst
}

// errDamaged is returned for bytes that are no tree.
var errDamaged = errors.New("packed: not a tree")

// Decode reads what [Tree.Append] wrote.
func Decode(b []byte) (*Tree, error) {
	if len(b) < 4 {
		return nil, errDamaged
	}
	n := int(binary.LittleEndian.Uint32(b))
	b = b[4:]
	if n > len(b)/32 {
		return nil, errDamaged
	}
	t := &Tree{n: n, levels: levelsOf(n)}
	if len(b) != 32*t.levels[len(t.levels)-1] {
		return nil, errDamaged
	}
	t.boxes = make([]float64, len(b)/8)
	for i := range t.boxes {
		t.boxes[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
	}
	return t, nil
}
