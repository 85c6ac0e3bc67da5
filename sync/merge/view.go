package merge

import (
	"encoding/json"
	"strconv"
	"time"

	"segit/gis"
	"segit/store"
)

// Edits is the row as an archive shows it: of each column the current value,
// and beside it what is contested. mine are the operations of this device that
// the server has not joined yet: what a person just wrote stays before the
// eyes until the server has spoken.
func (r *Row) Edits(mine map[string]bool) store.Edits {
	e := store.Edits{Sheet: r.Cell}
	for name, column := range r.Columns {
		if len(column.Values) == 0 {
			continue
		}
		if e.Cells == nil {
			e.Cells = map[string]store.Cell{}
		}
		e.Cells[name] = column.cell(mine)
	}
	if r.Made != nil {
		e.Author, e.At = r.Made.Actor, &r.Made.At
	}
	if r.Made != nil || len(r.Presence.Marks) > 0 {
		e.Life = &store.Cell{Value: json.RawMessage(strconv.FormatBool(!r.Deleted()))}
		for i := range r.Presence.Marks {
			e.Life.By = append(e.Life.By, r.Presence.Marks[i].By)
		}
	}
	for _, n := range r.Notes {
		e.Notes = append(e.Notes, gis.Note{At: n.At.Format(time.RFC3339), Author: n.Actor, Text: n.Text})
	}
	return e
}

func (r Register) cell(mine map[string]bool) store.Cell {
	for i := len(r.Values) - 1; i >= 0; i-- {
		if mine[r.Values[i].By] {
			r = r.clone()
			own := r.Values[i]
			r.Values = append([]Value{own}, append(r.Values[:i:i], r.Values[i+1:]...)...)
			break
		}
	}
	value, by := r.Current()
	cell := store.Cell{Value: value, By: by}
	for _, v := range r.Values {
		if !Equal(v.Value, value) {
			cell.Others = append(cell.Others, store.Rival{Value: v.Value, By: v.By, Actor: v.Actor, At: v.At})
		}
	}
	return cell
}
