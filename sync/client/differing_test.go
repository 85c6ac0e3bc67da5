package client_test

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
	"segit/sync/wire"
)

// TestASupplyTravelsAsWhatDiffers: of a supply in which one parcel of every sheet
// changed little more than these travels, both ways; with a server that knows no
// deltas, and with one that lost what they are told from, all travels and desks end
// equal all the same.
func TestASupplyTravelsAsWhatDiffers(t *testing.T) {
	older := func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		if r.Method == http.MethodPut {
			http.Error(w, "not by this proxy", http.StatusMethodNotAllowed)
			return
		}
		r.Header.Del(wire.DictionaryHeader)
		answer.ServeHTTP(w, r)
	}
	for name, test := range map[string]struct {
		meets  func(http.ResponseWriter, *http.Request, http.Handler)
		differ bool
	}{"with deltas": {nil, true}, "without": {older, false}} {
		t.Run(name, func(t *testing.T) {
			c := newCentral(t)
			var told atomic.Int64
			c.meets(func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
				if strings.HasPrefix(r.URL.Path, "/v1/blobs/") && (r.Method == http.MethodPut || r.Header.Get(wire.DictionaryHeader) != "") {
					told.Add(1)
				}
				if test.meets != nil {
					test.meets(w, r, answer)
				} else {
					answer.ServeHTTP(w, r)
				}
			})
			a, b := c.desk(), c.desk()
			first := territory(1, 4, 800)
			a.supply(gis.Day(2025, 1, 1), first[0])
			whole := a.sync().Bytes
			if got := b.sync().Bytes; got != whole {
				t.Errorf("%d bytes up, %d down", whole, got)
			}
			a.supply(gis.Day(2025, 7, 1), measuredAgain(first[0], func(row int) bool { return row < 4 }))
			up, down := a.sync(), b.sync()
			if told.Load() != 8 {
				t.Errorf("%d chunks were told from others, want 4 each way", told.Load())
			}
			for way, sum := range map[string]int64{"up": up.Bytes, "down": down.Bytes} {
				if small := sum < whole/40; small != test.differ {
					t.Errorf("%s: %d bytes, all are %d", way, sum, whole)
				}
			}
			if p, q := a.contents(), b.contents(); !slices.Equal(p, q) {
				t.Errorf("%v\nand\n%v", p, q)
			}
			// Who comes later gets chunks like all others.
			d := c.desk()
			d.sync()
			if p, q := a.contents(), d.contents(); !slices.Equal(p, q) {
				t.Errorf("%v\nand\n%v", p, q)
			}
			d.sound()
		})
	}
}

// TestPlacesAreInTheOrderInWhichTheyAreSaid holds what a supply is compared by.
func TestPlacesAreInTheOrderInWhichTheyAreSaid(t *testing.T) {
	d := newCentral(t).desk()
	d.supply(gis.Day(2025, 1, 1), territory(1, 12, 20)...)
	d.open(func(a *store.Archive, _ *client.Link) {
		s := a.Snapshot()
		defer s.Release() //nolint:errcheck // the test is over
		var all []store.Place
		for supply := range uint32(3) {
			var of []store.Place
			err := s.Said(t.Context(), supply+1, nil, func(p store.Place, _ *gis.Batch) error {
				of = append(of, p)
				return nil
			})
			if err != nil || !slices.IsSortedFunc(of, s.ComparePlaces) {
				t.Errorf("%v, %v", of, err)
			}
			all = append(all, of...)
		}
		if len(all) < 12 || s.ComparePlaces(all[0], all[0]) != 0 || s.ComparePlaces(all[0], all[len(all)-1]) == 0 {
			t.Errorf("%v", all)
		}
	})
}
