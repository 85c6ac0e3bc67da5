package render

import "segit/gis"

// Only is the drawing with the rows that keep names; the others draw nothing.
// It does not change d, which may be shared.
func (d *Drawing) Only(keep func(row uint32) bool) *Drawing {
	few := &Drawing{Origin: d.Origin, Bound: nowhere()}
	for row := range d.Len() {
		if !keep(d.Row[row]) {
			continue
		}
		from, to := d.Rings(row)
		for ring := from; ring < to; ring++ {
			few.XY = append(few.XY, d.Ring(ring)...)
			few.RingEnd = append(few.RingEnd, uint32(len(few.XY)/2))
		}
		few.RowEnd = append(few.RowEnd, uint32(len(few.RingEnd)))
		few.Kind = append(few.Kind, d.Kind[row])
		few.Row = append(few.Row, d.Row[row])
		if d.Label != nil {
			few.Label = append(few.Label, d.Label[row])
		}
		if d.Class != nil {
			few.Class = append(few.Class, d.Class[row])
		}
	}
	if few.Kind == nil {
		few.Kind = []gis.ShapeKind{}
	}
	few.box()
	return few
}
