package desk

import (
	"context"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"

	"segit/gis"
	"segit/gis/render"
)

// locatedIndex is the findings that stand on the map, for drawing: read once
// for each generation. Edits of this desk do not move findings; what others
// wrote may have.
type locatedIndex struct {
	generation uint64
	shared     uint64
	tree       rtree.RTreeG[int]
	shapes     gis.Shapes
	severity   []uint8
	position   []uint32 // in the list of all findings
}

// locatedFindings reads the index of the current generation.
func (d *Desk) locatedFindings(ctx context.Context) (*locatedIndex, error) {
	generation := d.archive.Generation()
	d.mu.Lock()
	index, shared := d.located, d.shared
	d.mu.Unlock()
	if index != nil && index.generation == generation && index.shared == shared {
		return index, nil
	}
	all, err := d.findings(ctx, FindingFilter{})
	if err != nil {
		return nil, err
	}
	index = &locatedIndex{generation: generation, shared: shared}
	for i := range all {
		if all[i].Geometry == nil {
			continue
		}
		row := index.shapes.Len()
		index.shapes.Append(all[i].Geometry)
		index.severity = append(index.severity, render.FindingClass(all[i].Severity))
		index.position = append(index.position, uint32(i))
		box := index.shapes.Bound(row)
		index.tree.Insert(box.Min, box.Max, row)
	}
	d.mu.Lock()
	d.located = index
	d.mu.Unlock()
	return index, nil
}

// findingDrawings draws the findings that meet a window. Row is the position
// in the list of all findings, Class the severity.
func (d *Desk) findingDrawings(ctx context.Context, bound orb.Bound) ([]*render.Drawing, error) {
	index, err := d.locatedFindings(ctx)
	if err != nil {
		return nil, err
	}
	rows := []int{}
	index.tree.Search(bound.Min, bound.Max, func(_, _ [2]float64, row int) bool {
		rows = append(rows, row)
		return true
	})
	if len(rows) == 0 {
		return nil, nil
	}
	drawing := render.Simplify(&index.shapes, rows, 0, bound.Min)
	drawing.Class = make([]uint8, len(rows))
	for i, row := range rows {
		drawing.Class[i], drawing.Row[i] = index.severity[row], index.position[row]
	}
	return []*render.Drawing{drawing}, nil
}
