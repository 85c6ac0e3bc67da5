package control

import (
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
		return address.Of(streetType, street, civic, exponent) // the number may stand in the street
	}
	if s.streets == nil {
		s.streets, s.doors = map[[2]string]address.Key{}, map[[2]string]address.Key{}
	}
	of := [2]string{streetType, street}
	k, ok := s.streets[of]
	if !ok {
		k = address.Of(streetType, street, "1", "")
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
