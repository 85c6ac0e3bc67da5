package server

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"segit/store"
	"segit/sync/wire"
)

// snapshot gives, in the order of their keys, the rows that lie in cells of a
// checkout as they are now, and those that moved within it since the first of
// the cells was added: with them the changes that follow can be told.
func (s *Server) snapshot(w http.ResponseWriter, r *http.Request, d Device) error {
	cells := strings.Split(r.URL.Query().Get("cells"), ",")
	after, badAfter := base64.RawURLEncoding.DecodeString(r.URL.Query().Get("after"))
	var lines []wire.Line
	err := s.within(r, &d, r.PathValue("id"), func(v View, c *Checkout) (err error) {
		if badAfter != nil || slices.ContainsFunc(cells, func(cell string) bool { return !c.Holds(cell) }) {
			return wire.Refuse(http.StatusBadRequest, wire.BadRequest)
		}
		since := ^uint64(0)
		for _, cell := range cells {
			since = min(since, c.Since[cell])
		}
		lines, err = s.rowsIn(v, &d, string(after), func(row *StoredRow) bool {
			return slices.Contains(cells, store.CellName(row.Row.Cell)) || row.CSeq > since && c.Holds(row.Row.Cell)
		})
		return err
	})
	if err != nil {
		return err
	}
	return stream(w, lines)
}

// rowsIn is a page of the rows that want chooses.
func (s *Server) rowsIn(v View, d *Device, after string, want func(*StoredRow) bool) ([]wire.Line, error) {
	var lines []wire.Line
	end := &wire.Page{}
	size := 0
	for len(lines) < wire.MaxPage && size < wire.MaxPageBytes/2 {
		rows, err := v.Rows(after, wire.MaxPage)
		if err != nil {
			return nil, err
		}
		end.More = len(rows) == wire.MaxPage
		for i := range rows {
			row := &rows[i]
			after = RowKey(row.Layer, row.ID)
			if want(row) {
				change, err := s.leaving(v, d, &wire.Change{Kind: wire.PutChange, CSeq: row.CSeq, Layer: row.Layer, ID: row.ID, Row: &row.Row})
				if err != nil {
					return nil, err
				}
				if change == nil {
					continue
				}
				lines = append(lines, wire.Line{Change: change})
				size += 512 + 128*(len(row.Row.Columns)+len(row.Row.Notes))
			}
		}
		if !end.More {
			break
		}
	}
	end.Cursor = base64.RawURLEncoding.EncodeToString([]byte(after))
	return append(lines, wire.Line{Page: end}), nil
}
