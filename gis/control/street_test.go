package control

import (
	"testing"

	"segit/gis/address"
)

// What is remembered of a street and of a door is what address says of both.
func TestStreetBookIsAddressOf(t *testing.T) {
	var book streetBook
	for range 2 {
		for _, street := range []string{"ROMA", "V.le dei Mille", "Strada Statale 114", "Garibaldi, 7", "Garibaldi n. 9", ""} {
			for _, civic := range []string{"", " ", "12", "0012/A", "12 bis", "10-12", "SNC", "0"} {
				for _, exponent := range []string{"", "B", "rosso"} {
					for _, kind := range []string{"", "VIA"} {
						if got, want := book.of(kind, street, civic, exponent), address.Of(kind, street, civic, exponent); got != want {
							t.Errorf("%q %q %q %q: %v, want %v", kind, street, civic, exponent, got, want)
						}
					}
				}
			}
		}
	}
}
