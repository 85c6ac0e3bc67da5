package control

import (
	"slices"
	"strings"

	"segit/gis/address"
)

// streetBook brings addresses to one form. A town has few streets and few
// numbers for its many doors: each is read once.
type streetBook struct {
	streets map[[2]string]address.Key
	doors   map[[2]string]address.Key
}

// of is [address.Of].
func (s *streetBook) of(streetType, street, civic, exponent string) address.Key {
	if strings.TrimSpace(civic) == "" {
		street, civic = trailingNumber(street)
		return anyOrder(address.Of(streetType, street, civic, exponent)) // the number may stand in the street
	}
	if s.streets == nil {
		s.streets, s.doors = map[[2]string]address.Key{}, map[[2]string]address.Key{}
	}
	of := [2]string{streetType, street}
	k, ok := s.streets[of]
	if !ok {
		k = anyOrder(address.Of(streetType, street, "1", ""))
		s.streets[of] = k
	}
	at := [2]string{civic, exponent}
	door, ok := s.doors[at]
	if !ok {
		door = address.Of("", "", civic, exponent)
		s.doors[at] = door
	}
	k.Number, k.Exponent = door.Number, door.Exponent
	return k
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
