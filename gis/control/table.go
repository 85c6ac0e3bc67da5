package control

import (
	"cmp"
	"slices"

	"segit/gis"
)

// presence is what a table says of a key.
type presence uint8

const (
	absent presence = iota
	present
	ambiguous // a section is missing on one side and more than one key answers
)

// table is the rows of a dataset by cadastral key. A side may leave the census
// section out: then a key answers to another if it is the only one that can.
type table[V any] struct {
	rows map[gis.Key]V

	bare    map[gis.Key][]gis.Key // keys by what is left without their section
	sheets  map[gis.Key]bool
	numbers map[string]bool // sheet numbers, whatever their section
}

// sectioned is a table seen by what it knows of sections.
type sectioned interface {
	// named are the keys that are bare, a key without a section, but for
	// their own section.
	named(bare gis.Key) []gis.Key
}

func newTable[V any](n int) *table[V] { return &table[V]{rows: make(map[gis.Key]V, n)} }

func withoutSection(k gis.Key) gis.Key {
	k.Section = ""
	return k
}

func (t *table[V]) named(bare gis.Key) []gis.Key {
	if t.bare == nil {
		t.bare = make(map[gis.Key][]gis.Key, len(t.rows))
		for k := range t.rows {
			b := withoutSection(k)
			t.bare[b] = append(t.bare[b], k)
		}
	}
	return t.bare[bare]
}

// answer looks for the rows that a key of another table means: those of the
// same key; or, where one of the two sides names no section, those that agree
// in the rest, if on each side a single key does.
func (t *table[V]) answer(k gis.Key, asker sectioned) (rows V, p presence) {
	if rows, ok := t.rows[k]; ok {
		return rows, present
	}
	bare := withoutSection(k)
	if k.Section != "" {
		rows, ok := t.rows[bare]
		switch {
		case !ok:
			return rows, absent
		case len(asker.named(bare)) > 1:
			return rows, ambiguous
		}
		return rows, present
	}
	switch keys := t.named(bare); len(keys) {
	case 0:
		return rows, absent
	case 1:
		return t.rows[keys[0]], present
	}
	return rows, ambiguous
}

// hasSheet reports whether the table has any row of the key's sheet. A side
// without sections counts with its sheet number alone.
func (t *table[V]) hasSheet(k gis.Key) bool {
	if t.sheets == nil {
		t.sheets, t.numbers = map[gis.Key]bool{}, map[string]bool{}
		for k := range t.rows {
			t.sheets[sheetOf(k)], t.numbers[k.Sheet] = true, true
		}
	}
	sheet := sheetOf(k)
	if t.sheets[sheet] {
		return true
	}
	if sheet.Section == "" {
		return t.numbers[sheet.Sheet]
	}
	return t.sheets[withoutSection(sheet)]
}

func sheetOf(k gis.Key) gis.Key { return gis.Key{Comune: k.Comune, Section: k.Section, Sheet: k.Sheet} }

// keysOf are the keys of a map in their natural order.
func keysOf[V any](m map[gis.Key]V) []gis.Key {
	keys := make([]gis.Key, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, CompareKeys)
	return keys
}

// CompareKeys is the natural order of keys: sheet 9 before sheet 10.
func CompareKeys(a, b gis.Key) int {
	return cmp.Or(cmp.Compare(a.Comune, b.Comune), cmp.Compare(a.Section, b.Section),
		cmp.Compare(len(a.Sheet), len(b.Sheet)), cmp.Compare(a.Sheet, b.Sheet),
		cmp.Compare(len(a.Parcel), len(b.Parcel)), cmp.Compare(a.Parcel, b.Parcel),
		cmp.Compare(len(a.Sub), len(b.Sub)), cmp.Compare(a.Sub, b.Sub))
}
