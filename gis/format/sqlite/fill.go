package sqlite

import (
	"encoding/binary"
	"os"

	"segit/gis"
)

// Pages hands out the pages behind the end of a database file whose tables are
// being filled. No other program may have the file open meanwhile.
type Pages struct {
	out    *os.File
	header header
	next   uint32
	behind []byte // of pages handed out and not yet written
	write  uint32 // the first of them
}

// flushAt is how many bytes are written at once.
const flushAt = 1 << 20

// Extend opens a file to fill tables that are there and empty. It must be in the
// clear, with no journal.
func Extend(path string) (*Pages, error) {
	out, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	p := &Pages{out: out}
	info, err := out.Stat()
	if err == nil {
		p.header, err = headerOf(out, info.Size())
		if err == nil && p.header.missing > 0 {
			err = damaged(p.header.pages + 1)
		}
	}
	if err != nil {
		out.Close() //nolint:errcheck // nothing was written
		return nil, err
	}
	p.next = p.header.pages + 1
	p.write = p.next
	return p, nil
}

// append puts a page behind the others and gives its number.
func (p *Pages) append(page []byte) (uint32, error) {
	number := p.after(p.next - 1)
	if number != p.next {
		p.behind = append(p.behind, make([]byte, len(page))...)
	}
	p.behind = append(p.behind, page...)
	p.next = number + 1
	if len(p.behind) >= flushAt {
		return number, p.flush()
	}
	return number, nil
}

// after is the number that the page appended after one will have.
func (p *Pages) after(number uint32) uint32 {
	if number+1 == p.lock() {
		return number + 2
	}
	return number + 1
}

// lock is the page that holds the byte at 1 GiB, by which programs lock each
// other out: nothing may stand in it.
func (p *Pages) lock() uint32 { return uint32(1<<30/p.header.pageSize) + 1 }

func (p *Pages) flush() error {
	err := p.put(p.write, p.behind)
	p.write, p.behind = p.next, p.behind[:0]
	return err
}

func (p *Pages) put(number uint32, pages []byte) error {
	_, err := p.out.WriteAt(pages, int64(number-1)*int64(p.header.pageSize))
	return err
}

// Close writes what is left and tells the file its new size. The file is not on
// the disk before the caller syncs it.
func (p *Pages) Close() error {
	err := p.flush()
	if err == nil {
		var b [4]byte
		for _, field := range []struct {
			at    int64
			value uint32
		}{{28, p.next - 1}, {24, p.header.change + 1}, {92, p.header.change + 1}} {
			binary.BigEndian.PutUint32(b[:], field.value)
			if err == nil {
				_, err = p.out.WriteAt(b[:], field.at)
			}
		}
	}
	if closing := p.out.Close(); err == nil {
		err = closing
	}
	return err
}

// Discard closes the file without more; it is no database any longer.
func (p *Pages) Discard() { p.out.Close() } //nolint:errcheck // the caller throws the file away

// outOfOrder refuses a row whose key is not above the last.
func outOfOrder(key int64) error {
	return gis.Refuse("sqlite.Fill", gis.Internal, "sqlite.order", key)
}
