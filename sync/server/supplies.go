package server

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"

	"segit/gis"
	"segit/store"
	"segit/sync/rights"
	"segit/sync/supply"
	"segit/sync/wire"
)

// maySupply reports whether the user of a device may send supplies.
func (s *Server) maySupply(d *Device) bool {
	c := d.Caller()
	return s.rights.Writes(&c, "parcels", "*")
}

// seesPart reports whether a user may see every column of the rows of a part; of
// rejected rows, which are kept as they came, only who sees everything may.
func (s *Server) seesPart(c *rights.Caller, h *supply.Head, schema string) bool {
	of := h.Schemas[schema]
	if of == nil {
		return s.rights.SeesAll(c, "rejects")
	}
	return !slices.ContainsFunc(of.Columns, func(col gis.Column) bool { return !s.rights.Sees(c, of.Dataset, col.Name, col.Role) })
}

// headOf reads the head of an entry that was verified when it came.
func headOf(e *Entry) (signed supply.Signed, h supply.Head, err error) {
	if err = json.Unmarshal(e.Head, &signed); err == nil {
		err = json.Unmarshal([]byte(signed.Head), &h)
	}
	if err != nil {
		err = gis.Wrap("server.entry", gis.Damaged, err, "sync.store-damaged")
	}
	return signed, h, err
}

// supplied takes an entry whose blobs are here, and says which are not.
func (s *Server) supplied(w http.ResponseWriter, r *http.Request, d Device) error {
	if !s.maySupply(&d) {
		return wire.Refuse(http.StatusForbidden, wire.Forbidden)
	}
	lines, err := readEntry(r)
	if err != nil {
		return err
	}
	var signed supply.Signed
	if len(lines) == 0 || json.Unmarshal(lines[0], &signed) != nil {
		return wire.Refuse(http.StatusBadRequest, wire.BadRequest)
	}
	h, parts, err := s.entryOf(&signed, lines[1:])
	switch {
	case err != nil:
		return wire.Refuse(http.StatusBadRequest, wire.BadRequest)
	case h.Device != d.ID:
		return wire.Refuse(http.StatusForbidden, wire.Forbidden)
	case !d.Sees(h.Comune):
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	}
	e := &Entry{Name: h.Name(), Head: lines[0], Parts: bytes.Join(lines[1:], []byte{'\n'})}
	var answer wire.EntryReply
	err = s.Store.Write(r.Context(), h.Comune, func(tx Tx) error {
		answer = wire.EntryReply{}
		before, err := tx.Entry(e.Name)
		if err != nil {
			return err
		}
		if before != nil && !follows(before, &h) {
			return wire.Refuse(http.StatusForbidden, wire.Forbidden)
		}
		refs := make([]Ref, 0, len(parts))
		for i := range parts {
			refs = append(refs, Ref{SHA256: parts[i].SHA256, Name: e.Name, Cell: parts[i].Cell, Schema: parts[i].Schema})
			b, err := tx.Blob(parts[i].SHA256)
			if err != nil {
				return err
			}
			if b == nil {
				answer.Missing = append(answer.Missing, parts[i].SHA256)
			}
		}
		if len(answer.Missing) > 0 {
			return nil
		}
		if before != nil && bytes.Equal(before.Head, e.Head) {
			answer.N = before.N // a lost answer, repeated
			return nil
		}
		err = tx.PutEntry(e, refs)
		answer.N = e.N
		return err
	})
	if err != nil {
		return err
	}
	return reply(w, answer)
}

// follows reports whether an entry may take the place of another: the rows of a
// supply are those of the device that imported it; who else sends it says what
// people did with it, and leaves the rows as they are.
func follows(before *Entry, h *supply.Head) bool {
	_, was, err := headOf(before)
	return err == nil && (h.Supply == nil || strings.HasPrefix(h.Origin, h.Device+"/") || bytes.Equal(was.Digests, h.Digests))
}

// entryOf reads and verifies an entry.
func (s *Server) entryOf(signed *supply.Signed, lines [][]byte) (supply.Head, []supply.Part, error) {
	var digests []byte
	parts := make([]supply.Part, len(lines))
	bad := wire.Refuse(http.StatusBadRequest, wire.BadRequest)
	for i, line := range lines {
		digests = append(digests, supply.Digest(line)...)
		p := &parts[i]
		if json.Unmarshal(line, p) != nil || !hashForm.MatchString(p.SHA256) || !partCell(p.Cell) || p.Rows < 0 || len(p.Box) != 0 && len(p.Box) != 4 {
			return supply.Head{}, nil, bad
		}
	}
	h, err := signed.Verify(s.Authority.Pool(), digests)
	if err != nil {
		return h, nil, err
	}
	for i := range parts {
		if of := h.Schemas[parts[i].Schema]; (of == nil) != parts[i].Rejects || of != nil && of.Dataset != parts[i].Dataset {
			return h, nil, bad
		}
	}
	if (h.Supply == nil) == (h.Origin != "") || strings.ContainsAny(h.Name(), "\x00\n") {
		return h, nil, bad
	}
	return h, parts, nil
}

// partCell reports whether a text names a cell of supplied rows.
func partCell(cell string) bool {
	return cell == store.UnlocatedCell || store.IsSquare(cell) && len(cell) < 16 || cellForm.MatchString(cell)
}

// readEntry reads the lines of an entry.
func readEntry(r *http.Request) ([][]byte, error) {
	var body io.Reader = http.MaxBytesReader(nil, r.Body, wire.MaxEntryBytes)
	if r.Header.Get("Content-Encoding") == "gzip" {
		unpacked, err := gzip.NewReader(body)
		if err != nil {
			return nil, wire.Refuse(http.StatusBadRequest, wire.BadRequest)
		}
		body = unpacked
	}
	lines, err := wire.Read(body, wire.MaxEntryBytes)
	if err != nil {
		return nil, wire.Refuse(http.StatusBadRequest, wire.BadRequest)
	}
	return lines, nil
}
