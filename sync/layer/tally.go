package layer

import (
	"time"

	"github.com/google/uuid"

	"segit/gis"
)

// Tally fills in what a layer says of its features, as a store takes them.
type Tally struct {
	layer  Layer
	tokens [][]byte // of the feature at hand
}

// NewTally begins a publication.
func NewTally(l Layer, now time.Time) *Tally {
	l.Generation, l.Published = uuid.NewString(), now.UTC().Truncate(time.Second)
	l.Rows, l.Box, l.Span = 0, NoBox(), [2]int32{int32(gis.OpenEnd), int32(gis.Always)}
	return &Tally{layer: l}
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

// Keys finds the keys under which a feature stands in the indexes of the columns
// that can be asked for, by the place of the column. They are the caller's.
func (t *Tally) Keys(f *Feature, found func(column int, key []byte)) {
	t.tokens = Split(f.Values, t.tokens)
	for i, token := range t.tokens {
		if i >= len(t.layer.Columns) || !t.layer.Columns[i].Queryable() {
			continue
		}
		if key := t.layer.Columns[i].Key(token); key != nil {
			found(i, key)
		}
	}
}

// Layer is the layer as told so far.
func (t *Tally) Layer() Layer {
	l := t.layer
	if l.Rows == 0 {
		l.Span = Undated()
	}
	return l
}
