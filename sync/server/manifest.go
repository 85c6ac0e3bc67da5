package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
	"segit/sync/supply"
	"segit/sync/wire"
)

// manifest says which supplies there are after a number, and which of their
// parts lie in the area of a checkout.
func (s *Server) manifest(w http.ResponseWriter, r *http.Request, d Device) error {
	after := uint64(0)
	if text := r.URL.Query().Get("after"); text != "" {
		var err error
		if after, err = strconv.ParseUint(text, 10, 64); err != nil {
			return wire.Refuse(http.StatusBadRequest, wire.BadRequest)
		}
	}
	var lines []wire.ManifestLine
	var tag string
	var c Checkout
	var squares []string
	err := s.within(r, &d, r.PathValue("id"), func(v View, held *Checkout) error {
		c, squares = *held, held.Squares
		head, err := v.EntryHead()
		if err != nil {
			return err
		}
		if tag = s.tagOf(&c, d.Role, head, after); r.Header.Get("If-None-Match") == tag {
			return nil
		}
		if c.Squares, err = squaresOf(v, &c); err != nil {
			return err
		}
		lines, err = s.listed(v, &c, &d, after)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("ETag", tag)
	if lines == nil {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if !slices.Equal(squares, c.Squares) {
		// Blobs are handed out by it.
		if err := s.Store.PutCheckout(r.Context(), c); err != nil {
			return err
		}
	}
	return stream(w, lines)
}

// tagOf names a state of the supplies as an area sees them from a number on.
func (s *Server) tagOf(c *Checkout, role string, head, after uint64) string {
	sum := sha256.Sum256(fmt.Append(nil, s.identity.Epoch, c.Cells, role, head, after))
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

// entriesAtOnce is how many entries are read at once.
const entriesAtOnce = 16

// eachEntry gives the entries after a number until found has enough.
func eachEntry(v View, after uint64, found func(e *Entry) (more bool, err error)) error {
	for {
		some, err := v.Entries(after, entriesAtOnce)
		if err != nil || len(some) == 0 {
			return err
		}
		for i := range some {
			if more, err := found(&some[i]); err != nil || !more {
				return err
			}
			after = some[i].N
		}
	}
}

// linesOf are the parts of an entry as they came.
func (e *Entry) linesOf() [][]byte {
	if len(e.Parts) == 0 {
		return nil
	}
	return bytes.Split(e.Parts, []byte{'\n'})
}

// squaresOf are the grid squares that meet the sheets of an area: those whose
// rows' box meets the box of the rows of a sheet. Ascending.
func squaresOf(v View, c *Checkout) ([]string, error) {
	if len(c.Cells) == 0 {
		return nil, nil
	}
	sheets, squares := map[string]orb.Bound{}, map[string]orb.Bound{}
	err := eachEntry(v, 0, func(e *Entry) (bool, error) {
		for _, line := range e.linesOf() {
			var p struct { // of supply.Part, whose lines are long
				Cell string    `json:"cell"`
				Box  []float64 `json:"box"`
			}
			if err := json.Unmarshal(line, &p); err != nil {
				return false, gis.Wrap("server.manifest", gis.Damaged, err, "sync.store-damaged")
			}
			if len(p.Box) != 4 {
				continue
			}
			into := sheets
			if store.IsSquare(p.Cell) {
				into = squares
			} else if !slices.Contains(c.Cells, p.Cell) {
				continue
			}
			box := orb.Bound{Min: orb.Point{p.Box[0], p.Box[1]}, Max: orb.Point{p.Box[2], p.Box[3]}}
			if was, ok := into[p.Cell]; ok {
				box = box.Union(was)
			}
			into[p.Cell] = box
		}
		return true, nil
	})
	var meeting []string
	for name, box := range squares {
		for _, sheet := range sheets {
			if sheet.Intersects(box) {
				meeting = append(meeting, name)
				break
			}
		}
	}
	slices.Sort(meeting)
	return meeting, err
}

// listed are the lines of a page of the manifest.
func (s *Server) listed(v View, c *Checkout, d *Device, after uint64) ([]wire.ManifestLine, error) {
	lines := []wire.ManifestLine{{Area: &wire.Area{Whole: len(c.Cells) == 0, Cells: c.Cells, Squares: c.Squares}}}
	end := &wire.ManifestEnd{After: after}
	caller := d.Caller()
	size := 0
	err := eachEntry(v, after, func(e *Entry) (bool, error) {
		if size > 0 && size+len(e.Parts) > wire.MaxPageBytes/2 {
			end.More = true
			return false, nil
		}
		size += len(e.Head) + len(e.Parts)
		end.After = e.N
		signed, h, err := headOf(e)
		if err != nil {
			return false, err
		}
		entry := &wire.Entry{N: e.N, Signed: signed}
		lines = append(lines, wire.ManifestLine{Entry: entry})
		for i, line := range e.linesOf() {
			entry.Digests = append(entry.Digests, supply.Digest(line)...)
			var p struct {
				Cell   string `json:"cell"`
				Schema string `json:"schema"`
				Tied   bool   `json:"tied"`
			}
			if err := json.Unmarshal(line, &p); err != nil {
				return false, gis.Wrap("server.manifest", gis.Damaged, err, "sync.store-damaged")
			}
			if c.holdsPart(p.Cell, p.Tied) && s.seesPart(&caller, &h, p.Schema) {
				lines = append(lines, wire.ManifestLine{Part: &wire.PartOf{Number: i, Raw: string(line)}})
			}
		}
		return true, nil
	})
	return append(lines, wire.ManifestLine{End: end}), err
}
