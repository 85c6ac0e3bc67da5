package sharing

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"segit/gis"
	"segit/gis/finding"
	"segit/store"
)

// Worded is a value as a person reads it: a text without its quotes, a decision
// as its state and reason, "" for none.
func Worded(raw json.RawMessage) string {
	var text *string
	if len(raw) == 0 {
		return ""
	}
	if json.Unmarshal(raw, &text) == nil {
		if text == nil {
			return ""
		}
		return *text
	}
	var decision finding.Decision
	if json.Unmarshal(raw, &decision) == nil && decision.State != "" {
		if decision.Reason != "" {
			return decision.State + " (" + decision.Reason + ")"
		}
		return decision.State
	}
	return string(raw)
}

// Columns are the columns that an operation sets, in order.
func Columns(o *store.Operation) []string { return slices.Sorted(maps.Keys(o.Set)) }

// place is where a row lies as people write it: "C351/A/12/345/6", or the sheet
// alone where no more is known; "" for nothing.
func place(k gis.Key) string {
	switch {
	case k.Complete():
		return k.String()
	case k.Sheet != "":
		return k.Comune + "/" + k.Cell()
	}
	return ""
}

// Place is where the conflict is, "C351/A/12/345/6".
func (c *Conflict) Place() string { return place(c.Key) }

// Place is where the operation was to go.
func (p *Parked) Place() string { return place(p.Key) }

// Place is where the news are.
func (n *News) Place() string { return place(n.Key) }

// Yesterday is the beginning of the day before, by the clock on the wall.
func Yesterday(now time.Time) time.Time {
	y, m, d := now.Date()
	return time.Date(y, m, d-1, 0, 0, 0, 0, now.Location())
}
