package control

import (
	"slices"
	"strings"

	"segit/gis/address"
)

// streetBook brings addresses to one form and remembers how they are written. A
// town has few streets and few numbers for its many doors: each is read once,
// and an address is two places in the book.
type streetBook struct {
	streets   []bookStreet
	doors     []bookDoor
	streetsAt map[streetID]int32
	doorsAt   map[[2]string]int32
}

// streetID is a street as written. Where the number stands in the street, whole,
// it is a street for each door, and the exponent belongs to it.
type streetID struct {
	kind, name, exponent string
	whole                bool
}

type bookStreet struct {
	kind, name string
	key        address.Key // without a number unless it is whole
	whole      bool
}

type bookDoor struct{ civic, exponent, number, tail string }

// place is an address in a book.
type place struct{ street, door int32 }

// of finds the place of an address, which it has from then on.
func (s *streetBook) of(streetType, street, civic, exponent string) place {
	id := streetID{kind: streetType, name: street}
	if strings.TrimSpace(civic) == "" {
		id.exponent, id.whole = exponent, true
	}
	at, ok := s.streetsAt[id]
	if !ok {
		at = s.putStreet(id)
	}
	door, ok := s.doorsAt[[2]string{civic, exponent}]
	if !ok {
		door = s.putDoor(civic, exponent)
	}
	return place{at, door}
}

func (s *streetBook) putStreet(id streetID) int32 {
	if s.streetsAt == nil {
		s.streetsAt = map[streetID]int32{}
	}
	// What was read beside it goes.
	id.kind, id.name, id.exponent = strings.Clone(id.kind), strings.Clone(id.name), strings.Clone(id.exponent)
	street := bookStreet{kind: id.kind, name: id.name, whole: id.whole}
	if id.whole {
		name, civic := trailingNumber(id.name)
		street.key = anyOrder(address.Of(id.kind, name, civic, id.exponent))
	} else {
		street.key = anyOrder(address.Of(id.kind, id.name, "1", ""))
	}
	at := int32(len(s.streets))
	s.streets, s.streetsAt[id] = append(s.streets, street), at
	return at
}

func (s *streetBook) putDoor(civic, exponent string) int32 {
	if s.doorsAt == nil {
		s.doorsAt = map[[2]string]int32{}
	}
	civic, exponent = strings.Clone(civic), strings.Clone(exponent)
	key := address.Of("", "", civic, exponent)
	at := int32(len(s.doors))
	s.doors = append(s.doors, bookDoor{civic, exponent, key.Number, key.Exponent})
	s.doorsAt[[2]string{civic, exponent}] = at
	return at
}

// close ends the entering of addresses.
func (s *streetBook) close() { s.streetsAt, s.doorsAt = nil, nil }

// key is what [address.Of] says of the address, with the words of the name in
// one order.
func (s *streetBook) key(p place) address.Key {
	k := s.streets[p.street].key
	if !s.streets[p.street].whole {
		k.Number, k.Exponent = s.doors[p.door].number, s.doors[p.door].tail
	}
	return k
}

// written is the address as it came.
func (s *streetBook) written(p place) string {
	street, door := &s.streets[p.street], &s.doors[p.door]
	return written(street.kind, street.name, door.civic, door.exponent)
}

// written joins the parts of a text with single blanks.
func written(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// anyOrder sorts the words of a street's name: registers write GARIBALDI
// GIUSEPPE and GIUSEPPE GARIBALDI (domain B.5).
func anyOrder(k address.Key) address.Key {
	if words := strings.Fields(k.Street); len(words) > 1 {
		slices.Sort(words)
		k.Street = strings.Join(words, " ")
	}
	return k
}

// trailingNumber parts a civic from the end of a whole address, "VIA ETNEA 1".
// It may take the number of a main road for a civic, "STATALE 114": the two
// sides of a comparison go through it alike.
func trailingNumber(street string) (name, civic string) {
	words := strings.Fields(street)
	if len(words) < 3 || strings.ContainsAny(street, ",") {
		return street, ""
	}
	last := words[len(words)-1]
	if last[0] < '0' || last[0] > '9' || strings.EqualFold(strings.Trim(words[len(words)-2], "."), "n") {
		return street, "" // no number, or one that package address finds
	}
	return strings.Join(words[:len(words)-1], " "), last
}
