package store

import (
	"encoding/binary"
	"math"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"segit/gis"
)

// The first byte of a sort key: values of different kinds, as columns of one
// name may hold in different supplies, stand apart.
const (
	numberSort = 'n'
	daySort    = 'd'
	textSort   = 't'
)

// longestSort is how many bytes of a text's key count, some 45 letters: texts
// that agree so far are in the order of the archive.
const longestSort = 96

// sortScheme is the version of the keys: orders made by another, or with other
// tables of letters, are made again.
const sortScheme = "1 it " + language.CLDRVersion

// sorter makes keys that compare as values follow each other: numbers by size,
// days by date, texts in Italian order without regard to case and accents, and
// numbers in texts by size. It serves one caller at a time.
type sorter struct {
	collator *collate.Collator
	buffer   collate.Buffer
	texts    map[string][]byte // made so far: values of a column repeat
}

func newSorter() *sorter {
	return &sorter{
		collator: collate.New(language.Italian, collate.IgnoreCase, collate.IgnoreDiacritics, collate.Numeric),
		texts:    map[string][]byte{},
	}
}

// key is the sort key of a value; nil when it is absent.
func (s *sorter) key(b *gis.Batch, col, row int) []byte {
	kind := b.Schema.Columns[col].Type
	if kind == gis.Text {
		return s.text(b.Text(col, row))
	}
	v, ok := b.Num(col, row)
	if !ok {
		return nil
	}
	switch kind {
	case gis.Number:
		return numberKey(gis.Decimal(v).Float())
	case gis.Money:
		return numberKey(float64(v) / 100)
	case gis.DayType:
		return dayKey(gis.Date(v))
	case gis.Real:
		f, _ := b.Real(col, row)
		return numberKey(f)
	}
	return wholeKey(v)
}

func (s *sorter) text(v string) []byte {
	if v = strings.TrimSpace(v); v == "" {
		return nil
	}
	key, ok := s.texts[v]
	if !ok {
		s.buffer.Reset()
		key = append([]byte{textSort}, s.collator.KeyFromString(&s.buffer, v)...)
		key = key[:min(len(key), longestSort)]
		s.texts[v] = key
	}
	return key
}

// numberKey orders floats; what is no number comes after all that are.
func numberKey(f float64) []byte {
	if f == 0 {
		f = 0 // as -0 is
	}
	bits := math.Float64bits(f)
	switch {
	case math.IsNaN(f):
		bits = math.MaxUint64
	case bits>>63 != 0:
		bits = ^bits
	default:
		bits |= 1 << 63
	}
	return binary.BigEndian.AppendUint64([]byte{numberSort}, bits)
}

// wholeKey orders integers among the floats, and those that a float cannot tell
// apart by themselves.
func wholeKey(v int64) []byte {
	key := numberKey(float64(v))
	if v < -1<<53 || v > 1<<53 {
		key = binary.BigEndian.AppendUint64(key, uint64(v)^1<<63)
	}
	return key
}

func dayKey(d gis.Date) []byte {
	return binary.BigEndian.AppendUint32([]byte{daySort}, uint32(d)^1<<31)
}
