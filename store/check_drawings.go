package store

import (
	"encoding/json"

	"segit/gis"
	"segit/gis/render"
)

// drawings expects the drawings of a segment, all of them or none. shapes are as
// stored. Of a segment of format 2, which has them from the first and counts only
// chunks that draw something, it gives the boxes that its head must say.
func (c *comparison) drawings(a *Archive, info *Segment, meta *segmentMeta, shapes *gis.Shapes) ([][]float64, error) {
	if meta.Chunks == nil && !c.stored.has(pyramidValue) {
		return nil, nil
	}
	moved := *shapes
	moved.XY = append([]float64(nil), shapes.XY...)
	if err := a.toArchive(info.EPSG, &moved); err != nil {
		return nil, err
	}
	p, err := draft(new(render.Drafter), info.ID, &moved)
	if err != nil {
		return nil, err
	}
	if meta.Chunks == nil {
		for _, v := range p.values {
			c.same(string(segmentKey(info.ID, pyramidValue, v.n)), v.plain)
		}
		return nil, nil
	}
	boxes := [][]float64{}
	for chunk, box := range p.boxes {
		if box == nil {
			continue
		}
		for level := 1; level < render.Levels; level++ {
			c.same(string(segmentKey(info.ID, pyramidValue, pyramidKey(level, len(boxes)))), p.plain(pyramidKey(level, chunk)))
		}
		boxes = append(boxes, box)
	}
	return boxes, nil
}

// withChunks is the head of a segment with the boxes of its chunks in it, as
// format 2 has it.
func withChunks(head []byte, boxes [][]float64) ([]byte, error) {
	var meta segmentMeta
	err := json.Unmarshal(head, &meta)
	if err == nil {
		meta.Chunks = boxes
		head, err = json.Marshal(meta)
	}
	if err != nil {
		return nil, gis.Wrap("store.check", gis.Internal, err, "store.encode", "drawings")
	}
	return head, nil
}
