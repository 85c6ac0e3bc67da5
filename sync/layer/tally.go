package layer

import (
	"time"

	"github.com/google/uuid"

	"segit/gis"
)

// Tally fills in what a layer says of its features, as a store takes them.
type Tally struct{ layer Layer }

// NewTally begins a publication.
func NewTally(l Layer, now time.Time) *Tally {
	l.Generation, l.Published = uuid.NewString(), now.UTC().Truncate(time.Second)
	l.Rows, l.Box, l.Span = 0, NoBox(), [2]int32{int32(gis.OpenEnd), int32(gis.Always)}
	return &Tally{l}
}

// Add counts a feature and numbers it.
func (t *Tally) Add(f *Feature) {
	l := &t.layer
	l.Rows++
	f.Row = l.Rows
	l.Span = [2]int32{min(l.Span[0], int32(f.From)), max(l.Span[1], int32(f.To))}
	if f.Box[0] > f.Box[2] {
		return
	}
	if l.Box[0] > l.Box[2] {
		l.Box = f.Box
		return
	}
	l.Box = [4]float64{min(l.Box[0], f.Box[0]), min(l.Box[1], f.Box[1]), max(l.Box[2], f.Box[2]), max(l.Box[3], f.Box[3])}
}

// Layer is the layer as told so far.
func (t *Tally) Layer() Layer {
	l := t.layer
	if l.Rows == 0 {
		l.Span = Undated()
	}
	return l
}
