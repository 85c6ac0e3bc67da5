package merge

import (
	"encoding/json"
	"slices"
	"time"

	"segit/gis"
	"segit/store"
)

// holds reports whether a value is of the type that a column has. Columns that
// this version does not know hold anything: newer devices write them.
func holds(layer, column string, value json.RawMessage) bool {
	if len(value) == 0 || string(value) == "null" {
		return true // it is taken away
	}
	switch {
	case layer == store.DatasetFindings && column == "due":
		var day string
		if json.Unmarshal(value, &day) != nil {
			return false
		}
		_, ok := gis.ParseDay(day, time.DateOnly)
		return ok || day == ""
	case slices.Contains(textual(layer), column):
		var text string
		return json.Unmarshal(value, &text) == nil
	case layer == store.LayerAttachments && column == store.SizeColumn:
		var size int64
		return json.Unmarshal(value, &size) == nil && size >= 0
	case column == store.ShapeColumn:
		var shape struct{} // a form that this version does not know is an object too
		return json.Unmarshal(value, &shape) == nil
	}
	return true
}

// textual are the columns of a layer that hold texts.
func textual(layer string) []string {
	switch layer {
	case store.DatasetFindings:
		return []string{"assignee", store.DescriptionColumn}
	case store.LayerAttachments:
		return []string{store.AboutColumn, store.TextColumn, store.HashColumn}
	}
	return []string{store.AboutColumn, store.TextColumn}
}
