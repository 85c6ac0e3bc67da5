package spill

import "segit/gis"

// Weight is about how many bytes rows of a batch take in memory.
func Weight(b *gis.Batch, from, to int) int64 {
	const days, numbers, text, value = 12, 17, 16, 9
	n := int64(to - from)
	w := n * (days + numbers)
	for col := range b.Schema.Columns {
		if b.Schema.Columns[col].Type != gis.Text {
			w += n * value
			continue
		}
		w += n * text
		if texts := b.Texts(col); texts != nil {
			for _, t := range texts[from:to] {
				w += int64(len(t))
			}
		}
	}
	if b.Schema.Shape != gis.NoShape {
		const point, ends = 16, 20 // of a row with one ring
		w += n*ends + int64(b.Shapes.Points(from, to))*point
	}
	return w
}
