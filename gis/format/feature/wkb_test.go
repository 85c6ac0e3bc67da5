package feature_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/paulmach/orb/encoding/wkt"

	"segit/gis"
	"segit/gis/format/feature"
	"segit/gis/format/featuretest"
)

func anyShape() *gis.Schema { return &gis.Schema{Dataset: "x", Shape: gis.AnyShape} }

// readWKB reads one geometry: its WKT, or the code of the reject.
func readWKB(t testing.TB, b []byte) string {
	t.Helper()
	k := &featuretest.Kept{}
	rows := feature.NewRows(context.Background(), anyShape(), k)
	rows.WKB(b)
	if err := rows.Finish(1); err != nil {
		t.Fatal(err)
	}
	if _, err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	switch {
	case len(k.Rejects) == 1:
		return k.Rejects[0].Reason.Code
	case k.Geometries[0] == nil:
		return ""
	}
	return wkt.MarshalString(k.Geometries[0])
}

// TestWKBAgainstOrb reads what orb writes, in both byte orders.
func TestWKBAgainstOrb(t *testing.T) {
	ring := orb.Ring{{0, 0}, {9, 0}, {9, math.Pi}, {0, 0}}
	hole := orb.Ring{{8, 0.5}, {8.5, 0.5}, {8, 0.7}, {8, 0.5}}
	for _, g := range []orb.Geometry{
		orb.Point{1, 2},
		orb.MultiPoint{{1, 2}, {3, 4}},
		orb.LineString{{1, 2}, {3, 4}},
		orb.MultiLineString{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}},
		orb.Polygon{ring},
		orb.Polygon{ring, hole},
		orb.MultiPolygon{{ring, hole}, {ring}},
	} {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			b, err := wkb.Marshal(g, order)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := readWKB(t, b), wkt.MarshalString(g); got != want {
				t.Errorf("%v: %s, want %s", order, got, want)
			}
			for cut := range b {
				if got := readWKB(t, b[:cut]); got != "vector.wkb-short" {
					t.Errorf("%T cut at %d of %d: %s", g, cut, len(b), got)
				}
			}
		}
	}
}

func TestWKBForms(t *testing.T) {
	point := "0101000000000000000000F03F0000000000000040"
	for _, c := range []struct{ name, hex, want string }{
		{"point", point, "POINT(1 2)"},
		{"ISO height", "01E9030000000000000000F03F00000000000000400000000000000840", "POINT(1 2)"},
		{"ISO height and measure", "01B90B0000000000000000F03F000000000000004000000000000008400000000000000840", "POINT(1 2)"},
		{"extended height", "0101000080000000000000F03F00000000000000400000000000000840", "POINT(1 2)"},
		{"extended system", "0101000020701E0000000000000000F03F0000000000000040", "POINT(1 2)"},
		{"empty point", "0101000000000000000000F87F000000000000F87F", ""},
		{"half a point", "0101000000000000000000F87F0000000000000040", "vector.not-finite"},
		{"empty line", "010200000000000000", ""},
		{"empty polygon", "010300000000000000", ""},
		{"collection of one kind", "010700000002000000" + point + point, "MULTIPOINT((1 2),(1 2))"},
		{"collection of two kinds", "010700000002000000" + point + "010200000002000000000000000000F03F000000000000004000000000000008400000000000000840", "vector.collection"},
		{"circular string", "010800000000000000", "vector.type"},
		{"no order", "0501000000", "vector.wkb-order"},
		{"huge count", "0102000000FFFFFFFF00000000", "vector.wkb-short"},
		{"nothing", "", "vector.wkb-short"},
	} {
		b, err := hex.DecodeString(c.hex)
		if err != nil {
			t.Fatal(err)
		}
		if got := readWKB(t, b); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	deep := bytes.Repeat([]byte{1, 7, 0, 0, 0, 1, 0, 0, 0}, 100)
	if got := readWKB(t, append(deep, 1, 7, 0, 0, 0, 0, 0, 0, 0)); got != "vector.depth" {
		t.Errorf("collections in collections: %s", got)
	}
}

func FuzzWKB(f *testing.F) {
	for _, g := range []orb.Geometry{orb.Point{1, 2}, orb.MultiPolygon{{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}}, orb.Collection{orb.Point{1, 2}}} {
		b, err := wkb.Marshal(g)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) { readWKB(t, b) })
}
