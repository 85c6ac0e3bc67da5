package shapefile_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"segit/gis"
	"segit/gis/format/featuretest"
	"segit/gis/format/shapefile"
)

// TestBinaryFields are the types that dBASE VII and FoxPro keep as bytes, and
// those that nobody can read.
func TestBinaryFields(t *testing.T) {
	integer := binary.LittleEndian.AppendUint32(nil, uint32(0xFFFFFFFE)) // -2
	double := binary.LittleEndian.AppendUint64(nil, math.Float64bits(2.5))
	nan := binary.LittleEndian.AppendUint64(nil, math.Float64bits(math.NaN()))
	table := dbf([]column{{"I", 'I', 4, 0}, {"O", 'O', 8, 0}, {"B", 'B', 8, 0}, {"M", 'M', 10, 0}},
		[]string{string(integer), string(double), string(double), "7"},
		[]string{string(integer), string(nan), string(double), ""})
	f := open(t, save(t, "a", ".dbf", table))
	var types []gis.Type
	for _, c := range f.Layers()[0].Schema.Columns {
		types = append(types, c.Type)
	}
	if !slices.Equal(types, []gis.Type{gis.Integer, gis.Real, gis.Real, gis.Text}) {
		t.Errorf("types %v", types)
	}
	k := featuretest.Read(t, f)
	if d := cmp.Diff([][]string{{"-2", "2.5", "2.5", "7"}}, k.Values); d != "" {
		t.Error(d)
	}
	if len(k.Rejects) != 1 || k.Rejects[0].Reason.Code != "vector.value" {
		t.Errorf("%v", k.Rejects)
	}
}

// TestNumbers are the widths and places at which the type of a number turns.
func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		length, decimals int
		want             gis.Type
	}{{9, 0, gis.Integer}, {18, 0, gis.Integer}, {19, 0, gis.Real}, {9, 1, gis.Number}, {18, 6, gis.Number}, {18, 7, gis.Real}, {24, 2, gis.Real}} {
		f := open(t, save(t, "a", ".dbf", dbf([]column{{"N", 'N', c.length, c.decimals}}, []string{"1"})))
		if got := f.Layers()[0].Schema.Columns[0].Type; got != c.want {
			t.Errorf("N(%d,%d): %v, want %v", c.length, c.decimals, got, c.want)
		}
		if k := featuretest.Read(t, f); len(k.Values) != 1 || k.Values[0][0] != "1" {
			t.Errorf("N(%d,%d): %v", c.length, c.decimals, k.Values)
		}
	}
}

func TestLongText(t *testing.T) {
	long := strings.Repeat("à", 150) // 300 bytes: the length needs a second byte
	table := dbf([]column{{"NOTE", 'C', 300, 300 >> 8}}, []string{long})
	table[32+16] = 300 & 0xFF
	if k := featuretest.Read(t, open(t, save(t, "a", ".dbf", table))); k.Values[0][0] != long {
		t.Errorf("%q", k.Values)
	}
}

func TestBadTables(t *testing.T) {
	good := dbf([]column{{"NOME", 'C', 6, 0}}, []string{"uno"})
	for _, c := range []struct {
		name   string
		change func(b []byte)
	}{
		{"rows shorter than their fields", func(b []byte) { binary.LittleEndian.PutUint16(b[10:], 3) }},
		{"rows of no length", func(b []byte) { binary.LittleEndian.PutUint16(b[10:], 0) }},
		{"head longer than the file", func(b []byte) { binary.LittleEndian.PutUint16(b[8:], 60_000) }},
		{"head shorter than itself", func(b []byte) { binary.LittleEndian.PutUint16(b[8:], 7) }},
		{"field without a name", func(b []byte) { clear(b[32:43]) }},
	} {
		b := slices.Clone(good)
		c.change(b)
		if _, err := shapefile.Open(save(t, "a", ".dbf", b)); gis.KindOf(err) != gis.BadInput {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	// More rows declared than there are: said, and what is there goes in.
	b := slices.Clone(good)
	binary.LittleEndian.PutUint32(b[4:], math.MaxUint32)
	k := featuretest.Read(t, open(t, save(t, "a", ".dbf", b)))
	if len(k.Values) != 1 || !slices.Equal(k.Codes(), []string{"shapefile.dbf-length"}) {
		t.Errorf("%v, %v", k.Values, k.Codes())
	}
}

// TestRecordsOutOfOrder follows the index where the records lie in another order
// and have gaps between, as after an edit in place.
func TestRecordsOutOfOrder(t *testing.T) {
	main, _ := shp(1, point(1, 2), nothing(), point(3, 4))
	_, index := shp(1, point(1, 2), point(3, 4))
	third := uint32(100+28+12) / 2
	binary.BigEndian.PutUint32(index[100:], third)
	binary.BigEndian.PutUint32(index[108:], 50)
	k := featuretest.Read(t, open(t, save(t, "a", ".shp", main, ".shx", index)))
	if got := fmt.Sprint(k.Geometries); got != "[[3 4] [1 2]]" {
		t.Errorf("%s", got)
	}
}

// TestThreadLost: without an index, bytes that are no record end the reading,
// and the rows that are left are kept.
func TestThreadLost(t *testing.T) {
	main, index := shp(1, point(1, 2), point(3, 4), point(5, 6))
	copy(main[100+28:], "these are not the bytes of a record")
	table := dbf([]column{{"N", 'N', 2, 0}}, []string{"1"}, []string{"2"}, []string{"3"})
	k := featuretest.Read(t, open(t, save(t, "a", ".shp", main, ".dbf", table)))
	var reasons []string
	for _, r := range k.Rejects {
		reasons = append(reasons, fmt.Sprintf("%d %s %s", r.Line, r.Reason.Code, r.Text))
	}
	if want := []string{"2 shapefile.cut N=2", "3 shapefile.no-record N=3"}; len(k.Values) != 1 || !slices.Equal(reasons, want) {
		t.Errorf("%v, %q", k.Values, reasons)
	}
	if f := open(t, save(t, "a", ".shp", main, ".shx", []byte("not an index"), ".dbf", table)); !slices.Contains(featuretest.Read(t, f).Codes(), "shapefile.bad-shx") {
		t.Error("an index that is none is not said")
	}
	if !slices.Contains(featuretest.Read(t, open(t, save(t, "a", ".shp", main, ".shx", index[:100], ".dbf", table))).Codes(), "shapefile.bad-shx") {
		t.Error("an empty index is not said")
	}
}

// TestLargeRecord reads a record longer than the window.
func TestLargeRecord(t *testing.T) {
	ring := make([]float64, 0, 400_000)
	for i := range 100_000 {
		a := 2 * math.Pi * float64(i) / 100_000
		ring = append(ring, math.Cos(a), math.Sin(a))
	}
	ring = append(ring, ring[0], ring[1])
	main, index := shp(5, parts{square(0, 0, 1)}.content(5), parts{ring}.content(5), parts{square(5, 5, 1)}.content(5))
	k := featuretest.Read(t, open(t, save(t, "a", ".shp", main, ".shx", index)))
	if len(k.Geometries) != 3 || k.Geometries[2].Bound().Min[0] != 5 || k.Geometries[1].Bound().Max[0] != 1 {
		t.Errorf("%d rows", len(k.Geometries))
	}
}
