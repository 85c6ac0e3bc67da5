package store

import (
	"testing"

	"segit/gis"
)

// A fault in the work on a segment, which runs beside the caller, ends the
// build and not the program.
func TestFaultInAssemblyIsAnError(t *testing.T) {
	b := gis.NewBatch(&gis.Schema{Dataset: "parcels", Shape: gis.PointShape})
	b.Add(1, gis.Always, gis.OpenEnd)
	b.Shapes.RowEnd[0] = 9 // parts that are not there
	w, err := (&assembly{archive: &Archive{seal: newSealer(t)}, batch: b}).run()
	if w != nil || gis.KindOf(err) != gis.Internal {
		t.Errorf("%v, %v", w, err)
	}
}

func TestValueThatCouldNotBeReadBackIsRefused(t *testing.T) {
	a := &assembly{archive: &Archive{seal: newSealer(t)}, batch: gis.NewBatch(&gis.Schema{Dataset: "parcels"}), workroom: new(workroom)}
	w := &writtenSegment{}
	a.put(w, shapesValue, 0, make([]byte, maxPlain))
	if a.err != nil || len(w.values) != 1 {
		t.Fatalf("the largest value: %v", a.err)
	}
	a.put(w, shapesValue, 1, make([]byte, maxPlain+1))
	a.put(w, shapesValue, 2, nil)
	if gis.KindOf(a.err) != gis.BadInput || len(w.values) != 2 {
		t.Errorf("beyond it: %v, %d values", a.err, len(w.values))
	}
	if _, err := a.archive.seal.open(place(segmentBucket, w.values[0].key), w.values[0].sealed); err != nil {
		t.Errorf("the largest value does not open: %v", err)
	}
}
