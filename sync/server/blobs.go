package server

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"segit/gis"
	"segit/store"
	"segit/sync/rights"
	"segit/sync/wire"
)

// blob gives the bytes of a blob, or a range of them, to who has a checkout
// that holds what names it.
func (s *Server) blob(w http.ResponseWriter, r *http.Request, d Device) error {
	sha256 := r.PathValue("sha256")
	if !hashForm.MatchString(sha256) {
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	}
	var b, base *Blob
	comune := ""
	err := s.within(r, &d, r.URL.Query().Get("checkout"), func(v View, c *Checkout) error {
		comune = c.Comune
		may, err := s.mayHave(v, c, &d, sha256)
		if err != nil || !may {
			return err
		}
		if base, err = s.baseOf(v, c, &d, wire.OfferedDictionary(r.Header)); err != nil {
			return err
		}
		b, err = v.Blob(sha256)
		return err
	})
	if err != nil {
		return err
	}
	if b == nil {
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	}
	if told, err := s.told(w, r, comune, b, base); told || err != nil {
		return err
	}
	kind := "application/octet-stream"
	if b.Packed {
		kind = "application/zstd"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("ETag", `"`+b.ID+`"`) // of the bytes as they travel, which another packing would change
	w.Header().Set("Cache-Control", "private, no-cache")
	bytes := &bytesOf{server: s, ctx: r.Context(), comune: comune, id: b.ID, size: b.Size}
	http.ServeContent(w, r, "", time.Time{}, bytes)
	return bytes.err
}

// mayHave reports whether something that names a blob lies in an area, and is
// what the user of the device may see.
func (s *Server) mayHave(v View, c *Checkout, d *Device, sha256 string) (bool, error) {
	caller := d.Caller()
	refs, err := v.Refs(sha256)
	if err != nil {
		return false, err
	}
	for _, ref := range refs {
		layer, id, ofRow := strings.Cut(ref.Name, "\x00")
		if !ofRow {
			may, err := s.mayHavePart(v, c, &caller, &ref)
			if err != nil || may {
				return may, err
			}
			continue
		}
		row, _, err := v.Row(layer, id)
		if err != nil {
			return false, err
		}
		if c.Holds(row.Cell) && !row.Deleted() && s.rights.SeesAll(&caller, layer) {
			return true, nil
		}
	}
	return false, nil
}

func (s *Server) mayHavePart(v View, c *Checkout, caller *rights.Caller, ref *Ref) (bool, error) {
	if !c.HoldsPart(ref.Cell) {
		return false, nil
	}
	e, err := v.Entry(ref.Name)
	if err != nil || e == nil {
		return false, err
	}
	_, h, err := headOf(e)
	return err == nil && s.seesPart(caller, &h, ref.Schema), err
}

// HoldsPart reports whether supplied rows of a cell lie in the area: of a sheet
// that it names, of a grid square that meets one, or of no place where the area
// names that.
func (c *Checkout) HoldsPart(cell string) bool {
	return len(c.Cells) == 0 || slices.Contains(c.Cells, cell) || slices.Contains(c.Squares, cell)
}

// holdsPart is [Checkout.HoldsPart] that also knows of rows tied to a sheet: an
// area that has all that lies nowhere has them without.
func (c *Checkout) holdsPart(cell string, tied bool) bool {
	all := len(c.Cells) == 0 || slices.Contains(c.Cells, store.UnlocatedCell)
	return c.HoldsPart(cell) && !(tied && all)
}

// bytesOf reads the bytes of a blob piece by piece.
type bytesOf struct {
	server *Server
	ctx    context.Context //nolint:containedctx // io.Reader takes none
	comune string
	id     string
	size   int64

	at    int64
	piece []byte // in memory
	from  int64  // where it begins
	err   error  // of the store
}

// Read gives what follows.
func (b *bytesOf) Read(p []byte) (int, error) {
	if b.at >= b.size {
		return 0, io.EOF
	}
	if b.at < b.from || b.at >= b.from+int64(len(b.piece)) {
		b.err = b.server.Store.Read(b.ctx, b.comune, func(v View) (err error) {
			b.piece, b.from, err = v.Piece(b.id, b.at)
			return err
		})
		if b.err == nil && len(b.piece) == 0 {
			b.err = gis.Refuse("server.blob", gis.Damaged, "sync.store-damaged")
		}
		if b.err != nil {
			return 0, b.err
		}
	}
	n := copy(p, b.piece[b.at-b.from:])
	b.at += int64(n)
	return n, nil
}

// Seek goes to an offset.
func (b *bytesOf) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += b.at
	case io.SeekEnd:
		offset += b.size
	}
	if offset < 0 {
		return 0, errors.New("server: before the beginning")
	}
	b.at = offset
	return offset, nil
}
