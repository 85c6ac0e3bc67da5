package control

import (
	"testing"

	"segit/gis/address"
)

// What is remembered of a street and of a door is what address says of both,
// with the words of the name in one order.
func TestStreetBookIsAddressOf(t *testing.T) {
	var book streetBook
	for range 2 {
		for _, street := range []string{"ROMA", "V.le dei Mille", "Statale 114", "Garibaldi, 7", "Garibaldi n. 9", ""} {
			for _, civic := range []string{"", " ", "12", "0012/A", "12 bis", "10-12", "SNC", "0"} {
				for _, exponent := range []string{"", "B", "rosso"} {
					for _, kind := range []string{"", "VIA"} {
						if got, want := book.key(book.of(kind, street, civic, exponent)), anyOrder(address.Of(kind, street, civic, exponent)); got != want {
							t.Errorf("%q %q %q %q: %v, want %v", kind, street, civic, exponent, got, want)
						}
					}
				}
			}
		}
	}
}

func TestStreetBookBringsTogether(t *testing.T) {
	var book streetBook
	for _, pair := range [][2][4]string{
		{{"VIA", "GIUSEPPE GARIBALDI", "3", ""}, {"", "VIA GARIBALDI GIUSEPPE", "3", ""}},
		{{"VIA", "ETNEA", "1", ""}, {"", "VIA ETNEA 1", "", ""}},
		{{"VIA", "ETNEA", "1", "A"}, {"", "Via Etnea 1/A", "", ""}},
	} {
		a, b := pair[0], pair[1]
		if p, q := book.key(book.of(a[0], a[1], a[2], a[3])), book.key(book.of(b[0], b[1], b[2], b[3])); p != q || !p.Complete() {
			t.Errorf("%q is %v, %q is %v", a, p, b, q)
		}
	}
}
