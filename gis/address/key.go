// Package address brings street and civic number to one form, so that sources
// which write them differently can be joined (domain rule B.5): the type of
// the street is split from its name and written in full, accents, apostrophes
// and punctuation go, saints are written alike, the civic number loses its
// zeros and parts with its exponent. Keys are compared for equality; names
// that only resemble each other are another matter.
package address

import "strings"

// Key is a normalised address inside a municipality. Keys are comparable.
type Key struct {
	Type     string // DUG in full and without accents: "VIA", "LOCALITA"; "" when unknown
	Street   string // name without its type: "SAN GIOVANNI"
	Number   string // civic number without leading zeros; "" for none, also for SNC
	Exponent string // what follows the number: "A", "BIS", "R" for red numbers
}

// Of normalises an address. streetType and exponent may be empty: the type is
// then taken from the head of street ("V.LE DEI MILLE") and the exponent from
// the end of civic ("12/A"). With an empty civic a number behind a comma or
// behind "N." in street is taken; a bare number at its end is not, for
// "STRADA STATALE 114" is a name.
func Of(streetType, street, civic, exponent string) Key {
	if strings.TrimSpace(civic) == "" {
		street, civic = splitCivic(street)
	}
	var k Key
	k.Type, k.Street = splitType(words(streetType), words(street))
	k.Number, k.Exponent = number(civic)
	if rest := tail(words(exponent)); rest != "" && k.Number != "" {
		k.Exponent = rest
	}
	return k
}

// Complete reports whether the key names a door: a street and a number. Two
// incomplete keys may be equal and still be different places.
func (k Key) Complete() bool { return k.Street != "" && k.Number != "" }

// OfStreet is the key without number and exponent.
func (k Key) OfStreet() Key { return Key{Type: k.Type, Street: k.Street} }

// String is "VIA SAN GIOVANNI 12/A".
func (k Key) String() string {
	text := strings.TrimSpace(k.Type + " " + k.Street)
	if k.Number != "" {
		text = strings.TrimSpace(text + " " + k.Number)
	}
	if k.Exponent != "" {
		text += "/" + k.Exponent
	}
	return text
}
