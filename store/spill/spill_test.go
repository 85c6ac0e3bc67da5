package spill_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"segit/gis"
	"segit/store/spill"
)

func schema() *gis.Schema {
	return &gis.Schema{Dataset: "lots", Shape: gis.PolygonShape, Columns: []gis.Column{{Name: "name", Type: gis.Text}, {Name: "n", Type: gis.Integer}}}
}

// squares makes n rows with numbers from first on.
func squares(n, first int) *spill.Rows {
	b := gis.NewBatch(schema())
	for i := range n {
		x, y := float64(first+i), float64(i%7)
		b.Shapes.Append(orb.Polygon{{{x, y}, {x + 1.25, y}, {x + 1, y + 0.1}, {x, y}}})
		b.SetText(0, fmt.Sprintf("VIA ROMA %d", first+i))
		b.SetNum(1, int64(i))
		b.Add(uint32(first+i+1), gis.Always, gis.OpenEnd)
	}
	r := spill.Number(b, first)
	for i := range n {
		r.Measures[i], r.Marks[i] = math.Sqrt(float64(i)), byte(i)
	}
	return r
}

func open(t testing.TB) *spill.File {
	t.Helper()
	f, err := spill.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func same(t testing.TB, got, want *spill.Rows) {
	t.Helper()
	if !slices.Equal(got.Numbers, want.Numbers) || !slices.Equal(got.Measures, want.Measures) || !bytes.Equal(got.Marks, want.Marks) {
		t.Fatalf("numbers %v, want %v", got.Numbers, want.Numbers)
	}
	for row := range want.Len() {
		if got.Batch.Text(0, row) != want.Batch.Text(0, row) || got.Batch.Line[row] != want.Batch.Line[row] ||
			!slices.Equal(got.Batch.Shapes.RowXY(row), want.Batch.Shapes.RowXY(row)) {
			t.Fatalf("row %d differs", row)
		}
	}
}

// What is put on a tape comes back row by row, and nothing of it can be read in
// the folder.
func TestTape(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "segit-1.spill"), []byte("of a killed run"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := spill.New(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // closed below too
	tape := f.NewTape(schema(), 100)
	want := squares(1234, 0)
	for from := 0; from < want.Len(); from += 77 {
		if err := tape.Put(want, from, min(from+77, want.Len())); err != nil {
			t.Fatal(err)
		}
	}
	if err := tape.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := spill.Raw(f)
	if clear := spill.Encode(want); err != nil || !bytes.Contains(clear, []byte("ROMA 1233")) || bytes.Contains(raw, []byte("ROMA")) {
		t.Errorf("the file holds what was put as it came: %v", err)
	}
	left, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range left {
		b, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil || bytes.Contains(b, []byte("ROMA")) || bytes.Contains(b, []byte("killed")) {
			t.Errorf("%s can be read: %v", entry.Name(), err)
		}
	}
	got := spill.NewRows(schema())
	var all []int
	first := 0
	for i, b := range tape.Blocks() {
		rows := b.Points / 4
		if rows > 100 || b.Points != 4*rows || b.Box.Min[0] != float64(first) || b.Weight != spill.Weight(want.Batch, first, first+rows) {
			t.Errorf("block %d: %+v", i, b)
		}
		first, all = first+rows, append(all, i)
	}
	if err := tape.Each(t.Context(), all, func(r *spill.Rows) error { got.AppendAll(r); return nil }); err != nil {
		t.Fatal(err)
	}
	same(t, got, want)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

// A sorter gives the same order whatever its room is.
func TestSorter(t *testing.T) {
	f := open(t)
	rapid.Check(t, func(t *rapid.T) {
		want := spill.NewRows(schema())
		sorter := f.NewSorter(schema(), rapid.SampledFrom([]int64{0, 3000, 1 << 30}).Draw(t, "room"))
		for range rapid.IntRange(0, 6).Draw(t, "lots") {
			r := squares(rapid.IntRange(0, 400).Draw(t, "rows"), want.Len())
			for i := range r.Numbers {
				r.Numbers[i] = uint64(rapid.IntRange(0, 50).Draw(t, "number"))
			}
			want.AppendAll(r)
			if err := sorter.Add(r); err != nil {
				t.Fatal(err)
			}
		}
		order := make([]int, want.Len())
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(i, j int) int { return int(want.Numbers[i]) - int(want.Numbers[j]) })
		sorted, got := spill.NewRows(schema()), spill.NewRows(schema())
		sorted.Append(want, order)
		if err := sorter.Each(context.Background(), func(r *spill.Rows) error { got.AppendAll(r); return nil }); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Batch.Line, sorted.Batch.Line) {
			t.Fatalf("%v, want %v", got.Batch.Line, sorted.Batch.Line)
		}
	})
}

func TestBlockThatDoesNotRead(t *testing.T) {
	f := open(t)
	ref, err := f.Append([]byte("some bytes"))
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []spill.Ref{{At: ref.At + 1, Size: ref.Size}, {At: ref.At, Size: ref.Size - 1}, {At: 1 << 20, Size: 50}} {
		var known *gis.Error
		if b, err := f.Read(bad); !errors.As(err, &known) || known.Code != "spill.read" {
			t.Errorf("%+v: %q, %v", bad, b, err)
		}
	}
	if b, err := f.Read(ref); err != nil || string(b) != "some bytes" {
		t.Errorf("%q, %v", b, err)
	}
	if _, err := spill.New(filepath.Join(t.TempDir(), "nowhere")); err == nil {
		t.Error("a working file in no folder")
	}
}

func TestDefaultIsSensible(t *testing.T) {
	if n := spill.Default(); n < 128<<20 {
		t.Errorf("%d bytes", n)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(spill.Encode(squares(3, 0)))
	f.Add(spill.Encode(squares(0, 0)))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := spill.Decode(data, schema())
		if err != nil {
			return
		}
		again, err := spill.Decode(spill.Encode(got), schema())
		if err != nil || again.Len() != got.Len() {
			t.Fatalf("%d rows read back as %d: %v", got.Len(), again.Len(), err)
		}
	})
}
