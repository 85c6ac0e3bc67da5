package shapefile_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// parts are the lines or rings of a record, x, y, x, y …
type parts [][]float64

// content is a record of the given type.
func (p parts) content(kind uint32) []byte {
	b := binary.LittleEndian.AppendUint32(nil, kind)
	b = append(b, make([]byte, 32)...) // the box, which nobody reads
	b = binary.LittleEndian.AppendUint32(b, uint32(len(p)))
	total := 0
	for _, xy := range p {
		total += len(xy) / 2
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(total))
	start := 0
	for _, xy := range p {
		b = binary.LittleEndian.AppendUint32(b, uint32(start))
		start += len(xy) / 2
	}
	for _, xy := range p {
		b = floats(b, xy...)
	}
	return b
}

func floats(b []byte, values ...float64) []byte {
	for _, v := range values {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

func point(x, y float64) []byte { return floats(binary.LittleEndian.AppendUint32(nil, 1), x, y) }

func nothing() []byte { return make([]byte, 4) }

// shp is a .shp and its .shx.
func shp(kind uint32, records ...[]byte) (main, index []byte) {
	var body bytes.Buffer
	var entries []byte
	for i, r := range records {
		entries = binary.BigEndian.AppendUint32(entries, uint32(100+body.Len())/2)
		entries = binary.BigEndian.AppendUint32(entries, uint32(len(r))/2)
		head := binary.BigEndian.AppendUint32(nil, uint32(i+1))
		body.Write(binary.BigEndian.AppendUint32(head, uint32(len(r))/2))
		body.Write(r)
	}
	head := func(length int) []byte {
		b := make([]byte, 100)
		binary.BigEndian.PutUint32(b, 9994)
		binary.BigEndian.PutUint32(b[24:], uint32(100+length)/2)
		binary.LittleEndian.PutUint32(b[28:], 1000)
		binary.LittleEndian.PutUint32(b[32:], kind)
		return b
	}
	return append(head(body.Len()), body.Bytes()...), append(head(len(entries)), entries...)
}

// column is a field of a .dbf.
type column struct {
	name     string
	kind     byte
	length   int
	decimals int
}

// dbf is a table; a value that is longer than its field is cut.
func dbf(columns []column, rows ...[]string) []byte {
	width := 1
	for _, c := range columns {
		width += c.length
	}
	b := make([]byte, 32)
	b[0] = 3
	binary.LittleEndian.PutUint32(b[4:], uint32(len(rows)))
	binary.LittleEndian.PutUint16(b[8:], uint16(32+32*len(columns)+1))
	binary.LittleEndian.PutUint16(b[10:], uint16(width))
	for _, c := range columns {
		d := make([]byte, 32)
		copy(d, c.name)
		d[11], d[16], d[17] = c.kind, byte(c.length), byte(c.decimals)
		b = append(b, d...)
	}
	b = append(b, 0x0D)
	for _, row := range rows {
		b = append(b, ' ')
		for i, c := range columns {
			cell := bytes.Repeat([]byte{' '}, c.length)
			if c.kind == 'N' || c.kind == 'F' {
				copy(cell[max(0, c.length-len(row[i])):], row[i])
			} else {
				copy(cell, row[i])
			}
			b = append(b, cell...)
		}
	}
	return append(b, 0x1A)
}

// save writes files of one stem and gives the path of the first.
func save(t testing.TB, stem string, files ...any) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		path := filepath.Join(dir, stem+files[i].(string))
		if err := os.WriteFile(path, files[i+1].([]byte), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, stem+files[0].(string))
}

func square(x, y, side float64) []float64 {
	return []float64{x, y, x, y + side, x + side, y + side, x + side, y, x, y}
}
