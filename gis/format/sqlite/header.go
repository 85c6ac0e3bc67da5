package sqlite

import (
	"encoding/binary"
	"errors"
	"io"

	"segit/gis"
)

// Magic is what a SQLite file begins with.
const Magic = "SQLite format 3\x00"

const headerSize = 100

// The forms of text in a file, as its header numbers them.
const (
	utf8Text    = 1
	utf16Little = 2
	utf16Big    = 3
)

// header is what the first 100 bytes of a file say (section 1.3 of the format).
type header struct {
	pageSize int
	usable   int    // bytes of a page without the reserved ones
	pages    uint32 // in the file
	change   uint32 // grows with each change
	text     uint32 // form of the texts
	missing  int64  // bytes that the header tells of and the file does not have
}

// headerOf reads the header of a file of a size in bytes.
func headerOf(r io.ReaderAt, size int64) (header, error) {
	raw := make([]byte, headerSize)
	if _, err := r.ReadAt(raw, 0); err != nil || string(raw[:16]) != Magic {
		return header{}, unusual("sqlite.header")
	}
	order := binary.BigEndian
	h := header{pageSize: int(order.Uint16(raw[16:])), change: order.Uint32(raw[24:]), text: order.Uint32(raw[56:])}
	if h.pageSize == 1 {
		h.pageSize = 65536 // it does not fit two bytes
	}
	h.usable = h.pageSize - int(raw[20])
	if h.text == 0 {
		h.text = utf8Text // nothing was ever written
	}
	switch {
	case h.pageSize < 512 || h.pageSize&(h.pageSize-1) != 0 || h.usable < 480 || h.text > utf16Big:
		return header{}, unusual("sqlite.header")
	case raw[18] > 2 || raw[19] > 2 || order.Uint32(raw[44:]) > 4:
		return header{}, unusual("sqlite.newer")
	case raw[21] != 64 || raw[22] != 32 || raw[23] != 32:
		return header{}, unusual("sqlite.header")
	}
	h.pages = uint32(min(size/int64(h.pageSize), 1<<32-2))
	if said := order.Uint32(raw[28:]); order.Uint32(raw[92:]) == h.change && said > h.pages {
		h.missing = int64(said)*int64(h.pageSize) - size
	}
	return h, nil
}

// unusual refuses a file or a table that has to go through SQL.
func unusual(code string) error { return gis.Refuse("sqlite.Open", gis.BadInput, code) }

// unless passes on what is not the refusal of a page that does not read.
func unless(err error) error {
	var refused *gis.Error
	if errors.As(err, &refused) && refused.Code == "sqlite.damaged" {
		return nil
	}
	return err
}

// damaged refuses a file at a page.
func damaged(page uint32) error {
	return gis.Refuse("sqlite.Scan", gis.BadInput, "sqlite.damaged", page)
}
