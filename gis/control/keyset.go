package control

import (
	"cmp"
	"slices"

	"segit/gis"
)

// presence is what a set of keys says of a key.
type presence uint8

const (
	absent presence = iota
	present
	ambiguous // a section is missing on one side and more than one key answers
)

// keySet finds parcel keys with and without their section.
type keySet struct {
	keys    map[gis.Key]bool
	bare    map[gis.Key]int // section taken off: how many keys
	sheets  map[gis.Key]bool
	numbers map[string]bool // sheet numbers, whatever their section
}

func newKeySet(keys []gis.Key) *keySet {
	s := &keySet{keys: map[gis.Key]bool{}, bare: map[gis.Key]int{}, sheets: map[gis.Key]bool{}, numbers: map[string]bool{}}
	for _, k := range keys {
		s.keys[k] = true
		s.sheets[sheetOf(k)], s.numbers[k.Sheet] = true, true
		k.Section = ""
		s.bare[k]++
	}
	return s
}

// find looks for a key: exactly; or, where one of the two sides names no
// section, by the rest, if a single key answers.
func (s *keySet) find(k gis.Key) presence {
	if s.keys[k] {
		return present
	}
	bare := k
	bare.Section = ""
	if k.Section != "" {
		// Only a key without section may mean this one.
		if s.keys[bare] {
			return present
		}
		return absent
	}
	switch n := s.bare[bare]; {
	case n == 1:
		return present
	case n > 1:
		return ambiguous
	}
	return absent
}

// hasSheet reports whether the set has any parcel of the key's sheet. A side
// without sections counts with its sheet number alone.
func (s *keySet) hasSheet(k gis.Key) bool {
	sheet := sheetOf(k)
	if s.sheets[sheet] {
		return true
	}
	if sheet.Section == "" {
		return s.numbers[sheet.Sheet]
	}
	sheet.Section = ""
	return s.sheets[sheet]
}

func sheetOf(k gis.Key) gis.Key { return gis.Key{Comune: k.Comune, Section: k.Section, Sheet: k.Sheet} }

// keysOf are the keys of a map in their natural order, so that findings come
// in the same order each time.
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
