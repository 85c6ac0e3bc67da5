package ogcapi

import (
	"bytes"

	"github.com/paulmach/orb"

	"segit/sync/layer"
)

// findingView is the findings of a municipality in memory: they are few, and
// their properties change with every edit.
type findingView struct {
	base     *derived
	layer    layer.Layer
	features []layer.Feature
	byID     map[string]uint32
}

var _ layer.View = (*findingView)(nil)

// Layer describes them.
func (v *findingView) Layer() *layer.Layer { return &v.layer }

// Window looks at the boxes.
func (v *findingView) Window(w orb.Bound, after uint32, limit int) ([]uint32, error) {
	var rows []uint32
	for i := range v.features {
		f := &v.features[i]
		if f.Row > after && f.Box[0] <= f.Box[2] && f.Bound().Intersects(w) {
			if rows = append(rows, f.Row); limit > 0 && len(rows) == limit {
				break
			}
		}
	}
	return rows, nil
}

// Among looks at the values.
func (v *findingView) Among(column string, low, high []byte) ([]uint32, error) {
	at := v.layer.Column(column)
	if at < 0 || !v.layer.Columns[at].Queryable() {
		return nil, nil
	}
	var rows []uint32
	var tokens [][]byte
	for i := range v.features {
		tokens = layer.Split(v.features[i].Values, tokens)
		key := v.layer.Columns[at].Key(tokens[at])
		if key != nil && bytes.Compare(key, low) >= 0 && (high == nil || bytes.Compare(key, high) <= 0) {
			rows = append(rows, v.features[i].Row)
		}
	}
	return rows, nil
}

// RowOf is the row of an id.
func (v *findingView) RowOf(id string) (uint32, error) { return v.byID[id], nil }

// Rows gives features by row.
func (v *findingView) Rows(rows []uint32, found func(*layer.Feature) (bool, error)) error {
	for _, row := range rows {
		if more, err := found(&v.features[row-1]); err != nil || !more {
			return err
		}
	}
	return nil
}

// Scan gives the features after a row.
func (v *findingView) Scan(after uint32, found func(*layer.Feature) (bool, error)) error {
	for i := int(after); i < len(v.features); i++ {
		if more, err := found(&v.features[i]); err != nil || !more {
			return err
		}
	}
	return nil
}
