package store

import (
	"strings"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/packed"
)

// UnlocatedCell is the cell of rows that lie in no sheet and on no map: persons,
// titles, what a list of declarations says without a key.
const UnlocatedCell = "-"

// CellName is a cell as an area names it: rows that people share and that lie in
// no sheet are kept without a cell, and an area names them [UnlocatedCell].
func CellName(cell string) string {
	if cell == "" {
		return UnlocatedCell
	}
	return cell
}

// squarePrefix begins the names of grid squares.
const squarePrefix = "#"

// IsSquare reports whether a cell is a grid square and no cadastral sheet: rows
// of datasets that name no sheet lie in squares.
func IsSquare(cell string) bool { return strings.HasPrefix(cell, squarePrefix) }

// cellOf names the cell of a row: the sheet of its key as [gis.Key.Cell] names it,
// else the grid square of the middle of its box in the archive's CRS, else
// [UnlocatedCell].
func cellOf(key gis.Key, box orb.Bound) string {
	if cell := key.Cell(); cell != "" {
		return cell
	}
	if located(box) {
		return gridName((box.Min[0]+box.Max[0])/2, (box.Min[1]+box.Max[1])/2)
	}
	return UnlocatedCell
}

// cellsOf names the cells of the rows of a block, which begins at the row from of
// the segment. All rows that a supply says in a block lie in one cell; computed
// rows keep the order of those that they were made of, and each lies in its own.
func (s *segment) cellsOf(b *gis.Batch, from int, tree *packed.Tree, keys gis.KeyReader) func(row int) string {
	cell := func(row int) string {
		box := nowhere()
		if tree != nil {
			box = tree.Box(row)
		}
		return cellOf(keys.Key(b, row-from, s.archive.Head.Comune), box)
	}
	if s.info.Supply == 0 {
		return cell
	}
	all := cell(from)
	return func(int) string { return all }
}
