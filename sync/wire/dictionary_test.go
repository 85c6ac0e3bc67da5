package wire_test

import (
	"net/http"
	"testing"

	"segit/sync/supply"
	"segit/sync/wire"
)

func TestDictionariesAreOffered(t *testing.T) {
	name := supply.Name([]byte("righe"))
	h := http.Header{}
	wire.OfferDictionary(h, name)
	if got := wire.OfferedDictionary(h); got != name {
		t.Errorf("%q was offered, %q arrives", name, got)
	}
	for _, test := range []struct{ accept, dictionary string }{
		{"gzip, dcz", h.Get(wire.DictionaryHeader)},
	} {
		if got := wire.OfferedDictionary(http.Header{"Accept-Encoding": {test.accept}, wire.DictionaryHeader: {test.dictionary}}); got != name {
			t.Errorf("%+v: %q", test, got)
		}
	}
	for _, test := range []struct{ accept, dictionary string }{
		{"gzip", h.Get(wire.DictionaryHeader)},
		{"", h.Get(wire.DictionaryHeader)},
		{"dcz", ""},
		{"dcz", "::"},
		{"dcz", ":AAAA:"},
		{"dcz", ":../../../../etc/passwd:"},
		{"dcz", h.Get(wire.DictionaryHeader)[1:]},
	} {
		if got := wire.OfferedDictionary(http.Header{"Accept-Encoding": {test.accept}, wire.DictionaryHeader: {test.dictionary}}); got != "" {
			t.Errorf("%+v: %q", test, got)
		}
	}
	none := http.Header{}
	if wire.OfferDictionary(none, "no name"); len(none) > 0 {
		t.Errorf("%v", none)
	}
}
