// Package layertest is the suite that every store of layers passes.
package layertest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"segit/gis"
	"segit/sync/layer"
)

// Run runs the suite on stores that open makes empty.
func Run(t *testing.T, open func(t *testing.T) layer.Store) {
	t.Run("published", func(t *testing.T) { published(t, open(t)) })
	t.Run("replaced", func(t *testing.T) { replaced(t, open(t)) })
	t.Run("apart", func(t *testing.T) { apart(t, open(t)) })
}

// Describe is the layer of the suite: numbered squares.
func Describe(comune string) layer.Layer {
	return layer.Layer{
		Comune: comune, Name: "parcels", EPSG: 7792, Shape: gis.PolygonShape,
		Columns: []layer.Column{
			{Name: "label", Type: gis.Text, Role: gis.RoleLabel},
			{Name: "n", Type: gis.Integer},
			{Name: "owner", Type: gis.Text, Role: gis.RoleSurname, Personal: true},
		},
		Supplies: []layer.Supply{{Source: "cadastral-map", SHA256: "abc", Date: 20000}},
	}
}

// Squares are n features in a row, ten metres each, numbered from 0; the last
// has no geometry.
func Squares(comune string, n int) iter.Seq2[*layer.Feature, error] {
	return func(yield func(*layer.Feature, error) bool) {
		for i := range n {
			x := 500000 + 10*float64(i)
			f := layer.Feature{
				ID: fmt.Sprintf("%s.%d", comune, i), From: gis.Date(i), To: gis.OpenEnd, Box: layer.NoBox(),
				Values: fmt.Appendf(nil, `["lotto \"%d\", à",%d,"Rossi"]`, i%7, i),
			}
			if i < n-1 {
				square := orb.Polygon{{{x, 0}, {x + 10, 0}, {x + 10, 10}, {x, 10}, {x, 0}}}
				f.WKB, f.Box = wkb.MustMarshal(square), [4]float64{x, 0, x + 10, 10}
			}
			if !yield(&f, nil) {
				return
			}
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func view(t *testing.T, s layer.Store, comune string, f func(v layer.View)) {
	t.Helper()
	must(t, s.Layer(t.Context(), comune, "parcels", func(v layer.View) error {
		f(v)
		return nil
	}))
}

func published(t *testing.T, s layer.Store) {
	const n = 4500
	l, err := s.Publish(t.Context(), Describe("W001"), Squares("W001", n))
	must(t, err)
	if l.Rows != n || l.Box != [4]float64{500000, 0, 500000 + 10*(n-1), 10} || l.Span != [2]int32{0, int32(gis.OpenEnd)} || l.Generation == "" {
		t.Errorf("%+v", l)
	}
	view(t, s, "W001", func(v layer.View) {
		if got := v.Layer(); got.Rows != n || got.Span != l.Span || got.Generation != l.Generation || len(got.Columns) != 3 || got.Columns[2].Role != gis.RoleSurname || got.Supplies[0].SHA256 != "abc" {
			t.Errorf("%+v", got)
		}
		rows, err := v.Window(orb.Bound{Min: orb.Point{500095, 1}, Max: orb.Point{500115, 2}}, 0, 0)
		must(t, err)
		if !slices.Equal(rows, []uint32{10, 11, 12}) {
			t.Errorf("window: %v", rows)
		}
		rows, err = v.Window(orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{1e6, 2}}, 3, 2)
		must(t, err)
		if !slices.Equal(rows, []uint32{4, 5}) {
			t.Errorf("window after: %v", rows)
		}
		among(t, v)
		row, err := v.RowOf("W001.41")
		must(t, err)
		none, err := v.RowOf("W001.x")
		must(t, err)
		if row != 42 || none != 0 {
			t.Errorf("ids: %d, %d", row, none)
		}
		var ids []string
		must(t, v.Rows([]uint32{42, n, 1}, func(f *layer.Feature) (bool, error) {
			ids = append(ids, f.ID)
			if g, err := f.Geometry(); err != nil || (g == nil) != (f.Row == n) {
				t.Errorf("%s: %v, %v", f.ID, g, err)
			}
			return f.Row != n, nil
		}))
		if !slices.Equal(ids, []string{"W001.41", "W001.4499"}) {
			t.Errorf("rows: %v", ids)
		}
		scan(t, v)
	})
}

func among(t *testing.T, v layer.View) {
	t.Helper()
	for what, c := range map[string]struct {
		column    string
		low, high []byte
		want      int
		first     uint32
	}{
		"equal number":   {"n", layer.NumberKey(7), layer.NumberKey(7), 1, 8},
		"range":          {"n", layer.NumberKey(7), layer.NumberKey(9), 3, 8},
		"from":           {"n", layer.NumberKey(4490), nil, 10, 4491},
		"up to":          {"n", nil, layer.NumberKey(0), 1, 1},
		"text":           {"label", layer.TextKey(`lotto "3", à`), layer.TextKey(`lotto "3", à`), 643, 4},
		"nobody":         {"owner", nil, nil, 0, 0},
		"no such column": {"x", nil, nil, 0, 0},
	} {
		rows, err := v.Among(c.column, c.low, c.high)
		must(t, err)
		if len(rows) != c.want || c.want > 0 && rows[0] != c.first || !slices.IsSorted(rows) {
			t.Errorf("%s: %d rows, want %d from %d", what, len(rows), c.want, c.first)
		}
	}
}

func scan(t *testing.T, v layer.View) {
	t.Helper()
	next := uint32(4000)
	must(t, v.Scan(next, func(f *layer.Feature) (bool, error) {
		next++
		tokens := layer.Split(f.Values, nil)
		if f.Row != next || len(tokens) != 3 || string(tokens[1]) != fmt.Sprint(next-1) || f.From != gis.Date(next-1) || f.To != gis.OpenEnd {
			t.Errorf("%d: %+v %s", next, f, f.Values)
		}
		return next < 4400, nil
	}))
	if next != 4400 {
		t.Errorf("the scan ended at %d", next)
	}
}

// replaced: a publication that fails changes nothing, one that succeeds takes
// the place of the former whole.
func replaced(t *testing.T, s layer.Store) {
	broken := errors.New("broken")
	fails := func(yield func(*layer.Feature, error) bool) {
		for f := range Squares("W001", 5000) {
			if !yield(f, nil) {
				return
			}
		}
		yield(nil, broken)
	}
	if _, err := s.Publish(t.Context(), Describe("W001"), fails); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if err := s.Layer(t.Context(), "W001", "parcels", func(layer.View) error { return nil }); !errors.Is(err, layer.ErrUnknown) {
		t.Errorf("half a layer is there: %v", err)
	}
	first, err := s.Publish(t.Context(), Describe("W001"), Squares("W001", 10))
	must(t, err)
	if _, err := s.Publish(t.Context(), Describe("W001"), fails); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	view(t, s, "W001", func(v layer.View) {
		if v.Layer().Generation != first.Generation || v.Layer().Rows != 10 {
			t.Errorf("%+v", v.Layer())
		}
	})
	second, err := s.Publish(t.Context(), Describe("W001"), Squares("W001", 3))
	must(t, err)
	view(t, s, "W001", func(v layer.View) {
		row, err := v.RowOf("W001.7")
		must(t, err)
		if v.Layer().Generation != second.Generation || row != 0 {
			t.Errorf("%+v, row %d", v.Layer(), row)
		}
	})
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Publish(cancelled, Describe("W001"), Squares("W001", 3)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// apart: municipalities and layers know nothing of each other.
func apart(t *testing.T, s layer.Store) {
	comuni := []string{"W001", "W002", "W003"}
	rand.Shuffle(len(comuni), func(i, j int) { comuni[i], comuni[j] = comuni[j], comuni[i] })
	for i, comune := range comuni {
		l := Describe(comune)
		_, err := s.Publish(t.Context(), l, Squares(comune, i+2))
		must(t, err)
	}
	other := Describe("W001")
	other.Name = "zones"
	_, err := s.Publish(t.Context(), other, Squares("W001", 1))
	must(t, err)
	all, err := s.Layers(t.Context())
	must(t, err)
	var names []string
	for i := range all {
		names = append(names, all[i].Comune+" "+all[i].Name)
	}
	if want := []string{"W001 parcels", "W001 zones", "W002 parcels", "W003 parcels"}; !slices.Equal(names, want) {
		t.Errorf("%v", names)
	}
	view(t, s, comuni[2], func(v layer.View) {
		row, err := v.RowOf(comuni[0] + ".0")
		must(t, err)
		if v.Layer().Rows != 4 || row != 0 {
			t.Errorf("%+v, %d", v.Layer(), row)
		}
	})
	withdrawn := func(comune string, want ...string) {
		t.Helper()
		if names, err := s.Withdrawn(t.Context(), comune); !slices.Equal(names, want) || err != nil {
			t.Errorf("withdrawn in %s: %v, %v; want %v", comune, names, err, want)
		}
	}
	withdrawn("W001")
	must(t, s.Withdraw(t.Context(), "W001", "zones"))
	withdrawn("W001", "zones")
	withdrawn("W002")
	withdrawn("W009")
	if err := s.Withdraw(t.Context(), "W001", "zones"); !errors.Is(err, layer.ErrUnknown) {
		t.Error(err)
	}
	if err := s.Layer(t.Context(), "W009", "parcels", func(layer.View) error { return nil }); !errors.Is(err, layer.ErrUnknown) {
		t.Error(err)
	}
}
