package ogcapi

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"segit/store"
	"segit/sync/merge"
	"segit/sync/server"
)

// remark is a note that a desk wrote, a row of its own beside what it is about.
type remark struct {
	at   time.Time
	by   string // the operation that made it
	text string // "" for one that was deleted
}

// notesBeside are the notes that desks wrote beside findings, by the id of the
// finding and oldest first. Deleted ones are there, without a text: that they
// were told of is known all the same.
func notesBeside(v server.View) (map[string][]remark, error) {
	beside := map[string][]remark{}
	err := edited(v, store.LayerNotes, func(_ string, row *merge.Row) error {
		if row.Made == nil {
			return nil // what made it did not come yet
		}
		edits := row.Edits(nil)
		var about, text string
		if _, err := edits.Value(store.AboutColumn, &about); err != nil {
			return err
		}
		id, ours := strings.CutPrefix(about, store.DatasetFindings+"/")
		if !ours {
			return nil
		}
		if !row.Deleted() {
			if _, err := edits.Value(store.TextColumn, &text); err != nil {
				return err
			}
		}
		beside[id] = append(beside[id], remark{row.Made.At, row.Made.By, text})
		return nil
	})
	for _, notes := range beside {
		slices.SortFunc(notes, func(p, q remark) int { return cmp.Or(p.at.Compare(q.at), cmp.Compare(p.by, q.by)) })
	}
	return beside, err
}

// told are the notes of a finding as desks give them, a line for each: those in
// its own row first, then those beside it. Where nobody left one what was
// published stands; where somebody did it does not, since a publication has the
// same notes as they were then.
func told(published string, row *merge.Row, beside []remark) string {
	var lines []string
	if row != nil {
		for i := range row.Notes {
			lines = append(lines, row.Notes[i].Text)
		}
	}
	if len(lines)+len(beside) == 0 {
		return published
	}
	for i := range beside {
		if beside[i].text != "" {
			lines = append(lines, beside[i].text)
		}
	}
	return strings.Join(lines, "\n")
}
