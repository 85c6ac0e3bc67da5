package sharing

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"segit/gis"
	"segit/gis/finding"
	"segit/gis/text"
	"segit/store"
	"segit/store/desk"
	"segit/sync/merge"
)

// Worded is a value as a person reads it: a text without its quotes, a decision
// as its state and reason, "" for none.
func Worded(raw json.RawMessage) string {
	var plain *string
	if len(raw) == 0 {
		return ""
	}
	if json.Unmarshal(raw, &plain) == nil {
		if plain == nil {
			return ""
		}
		return *plain
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

// Column is the name of a column as a person reads it: that of the row itself is
// "the row", any other is its own name.
func Column(words text.Catalogue, name string) string {
	if name == merge.PresenceColumn {
		return words.Say(gis.Say("share.row"))
	}
	return name
}

// Named are columns of a row in words; of what people put beside something it is
// what that is: a note, an attachment.
func Named(words text.Catalogue, layer string, columns []string) string {
	if beside, is := desk.BesideName(layer); is && !slices.Contains(columns, merge.PresenceColumn) {
		return words.Say(beside)
	}
	all := make([]string, len(columns))
	for i, column := range columns {
		if all[i] = Column(words, column); all[i] == column {
			all[i] = words.Say(desk.ColumnName(column))
		}
	}
	return strings.Join(all, ", ")
}

// Valued is [Worded] for a column: of the row itself, "deleted" or "kept".
func Valued(words text.Catalogue, column string, raw json.RawMessage) string {
	switch {
	case column != merge.PresenceColumn:
	case merge.Equal(raw, json.RawMessage(merge.Gone)):
		return words.Say(gis.Say("share.row-deleted"))
	case merge.Equal(raw, json.RawMessage(merge.Kept)):
		return words.Say(gis.Say("share.row-kept"))
	}
	return Worded(raw)
}

// Columns are the columns that an operation sets, in order; of what people put
// beside something its text alone.
func Columns(o *store.Operation) []string {
	if _, text := o.Set[store.TextColumn]; text {
		if _, beside := desk.BesideName(o.Layer); beside {
			return []string{store.TextColumn}
		}
	}
	return slices.Sorted(maps.Keys(o.Set))
}

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
func (c *Conflict) Place() string { return cmp.Or(place(c.Key), c.Corrected) }

// Place is where the operation was to go.
func (p *Parked) Place() string { return cmp.Or(place(p.Key), p.Corrected) }

// Place is where the news are.
func (n *News) Place() string { return cmp.Or(place(n.Key), n.Corrected) }

// Yesterday is the beginning of the day before, by the clock on the wall.
func Yesterday(now time.Time) time.Time {
	y, m, d := now.Date()
	return time.Date(y, m, d-1, 0, 0, 0, 0, now.Location())
}
