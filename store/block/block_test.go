package block

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"segit/gis"
)

// everyType is a schema with a column of each type.
func everyType() *gis.Schema {
	s := &gis.Schema{Dataset: "all", Source: "test"}
	for kind := gis.Text; kind <= gis.Real; kind++ {
		s.Columns = append(s.Columns, gis.Column{Name: string('a' + rune(kind)), Type: kind})
	}
	s.Columns = append(s.Columns, gis.Column{Name: "again", Type: gis.Text})
	return s
}

var anyDate = rapid.OneOf(
	rapid.SampledFrom([]gis.Date{gis.Always, gis.OpenEnd, 0, -1, gis.Always + 1, gis.OpenEnd - 1}),
	rapid.Custom(func(t *rapid.T) gis.Date { return gis.Date(rapid.Int32().Draw(t, "day")) }),
)

var anyNumber = rapid.OneOf(
	rapid.SampledFrom([]int64{0, 1, -1, math.MaxInt64, math.MinInt64, int64(math.Float64bits(math.NaN()))}),
	rapid.Int64(),
)

var anyText = rapid.OneOf(rapid.SampledFrom([]string{"", "A02", "VIA ROMA", "è", "\x00", "\xff"}), rapid.String())

// drawRows makes rows of every type with nulls in any pattern.
func drawRows(t *rapid.T) *gis.Batch {
	b := gis.NewBatch(everyType())
	for row := range rapid.IntRange(0, 40).Draw(t, "rows") {
		for col := range b.Schema.Columns {
			switch {
			case rapid.IntRange(0, 3).Draw(t, "null") == 0:
			case b.Schema.Columns[col].Type == gis.Text:
				b.SetText(col, anyText.Draw(t, "text"))
			default:
				b.SetNum(col, anyNumber.Draw(t, "number"))
			}
		}
		b.Add(uint32(row)*rapid.Uint32().Draw(t, "line"), anyDate.Draw(t, "from"), anyDate.Draw(t, "to"))
	}
	return b
}

func TestRowsReadBack(t *testing.T) {
	var used Decoder // what it read before leaves no trace
	schema := everyType()
	rapid.Check(t, func(t *rapid.T) {
		b := drawRows(t)
		times := Times{KnownFrom: anyDate.Draw(t, "known from"), KnownTo: anyDate.Draw(t, "known to"), Supply: rapid.Uint32().Draw(t, "supply")}
		data := EncodeRows(b, times)
		got, gotTimes, err := used.Rows(data, schema, nil)
		if err != nil {
			t.Fatal(err)
		}
		if b.Len() > 0 && gotTimes != times {
			t.Errorf("times %v, want %v", gotTimes, times)
		}
		sameRows(t, got, b, nil)
		if !bytes.Equal(EncodeRows(got, gotTimes), EncodeRows(b, gotTimes)) {
			t.Error("the rows read back are written otherwise")
		}
		want := rapid.SliceOfN(rapid.Bool(), len(b.Schema.Columns), len(b.Schema.Columns)).Draw(t, "want")
		some, _, err := used.Rows(data, schema, want)
		if err != nil {
			t.Fatal(err)
		}
		sameRows(t, some, b, want)
	})
}

// sameRows compares the wanted columns, and that no other was read.
func sameRows(t *rapid.T, got, b *gis.Batch, want []bool) {
	if !slices.Equal(got.Line, b.Line) || !slices.Equal(got.From, b.From) || !slices.Equal(got.To, b.To) {
		t.Fatalf("lines or days differ")
	}
	for col := range b.Schema.Columns {
		if want != nil && !want[col] {
			if nums, _ := got.Nums(col); nums != nil || got.Texts(col) != nil {
				t.Errorf("column %d was read without being asked for", col)
			}
			continue
		}
		for row := range b.Len() {
			v, ok := b.Num(col, row)
			g, there := got.Num(col, row)
			if got.Text(col, row) != b.Text(col, row) || v != g || ok != there {
				t.Fatalf("column %d row %d: %q %d %t, want %q %d %t", col, row, got.Text(col, row), g, there, b.Text(col, row), v, ok)
			}
		}
	}
}

func TestUnderNullNothingIsStored(t *testing.T) {
	rows := func(under int64) *gis.Batch {
		b := gis.NewBatch(&gis.Schema{Columns: []gis.Column{{Name: "n", Type: gis.Integer}}})
		b.PutNums(0, []int64{7, under, 9}, []bool{false, true, false})
		b.Line, b.From, b.To = []uint32{1, 2, 3}, make([]gis.Date, 3), make([]gis.Date, 3)
		return b
	}
	if !bytes.Equal(EncodeRows(rows(0), Times{}), EncodeRows(rows(1234), Times{})) {
		t.Error("what stands under a null changes the bytes")
	}
}

func TestColumnOfOneValueCostsLittle(t *testing.T) {
	b := gis.NewBatch(&gis.Schema{Columns: []gis.Column{{Name: "comune", Type: gis.Text}, {Name: "x", Type: gis.Integer}}})
	for row := range 512 {
		b.SetText(0, "W001")
		b.Add(uint32(row+1), gis.Always, gis.OpenEnd)
	}
	if n := len(EncodeRows(b, Times{})); n > 512*6+100 {
		t.Errorf("%d bytes for 512 rows: their days, lines and times are one byte a row each, the columns nothing", n)
	}
}

func TestRefusedBlocks(t *testing.T) {
	b := gis.NewBatch(everyType())
	b.SetText(0, "VIA ROMA")
	b.Add(3, 1, 2)
	good := EncodeRows(b, Times{})
	for name, data := range map[string][]byte{
		"empty":          {},
		"newer":          append([]byte{version + 1}, good[1:]...),
		"cut":            good[:len(good)-1],
		"longer":         append(slices.Clone(good), 0),
		"too many rows":  {version, 0xff, 0xff, 0x7f, 8},
		"other columns":  {version, 1, 3},
		"enormous count": {version, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1},
	} {
		if got, _, err := DecodeRows(data, b.Schema, nil); err == nil || got != nil {
			t.Errorf("%s: read without an error", name)
		}
	}
	other := everyType()
	other.Columns[0].Type = gis.Integer
	if _, _, err := DecodeRows(good, other, nil); err == nil {
		t.Error("a text column was read as numbers")
	}
}

func FuzzDecodeRows(f *testing.F) {
	b := gis.NewBatch(everyType())
	f.Add(EncodeRows(b, Times{}))
	for row := range 20 {
		b.SetText(0, []string{"A", "B", "C"}[row%3])
		b.SetNum(1, int64(row*row))
		if row%2 == 0 {
			b.SetNum(2, -1)
		}
		b.Add(uint32(row), gis.Always, gis.Date(row))
	}
	f.Add(EncodeRows(b, Times{KnownFrom: 3, Supply: 9}))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, times, err := DecodeRows(data, everyType(), nil)
		if err != nil {
			return
		}
		again, _, err := DecodeRows(EncodeRows(got, times), everyType(), nil)
		if err != nil || again.Len() != got.Len() || got.Len() > MaxRows {
			t.Fatalf("%d rows read back as %d: %v", got.Len(), again.Len(), err)
		}
	})
}

// TestSomeRowsAreWrittenAsIfAlone: rows in another order, left out and repeated
// give the bytes that a batch of them has.
func TestSomeRowsAreWrittenAsIfAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawRows(t)
		b.Schema.Shape = gis.AnyShape
		b.Shapes = *drawShapes(t)
		for b.Shapes.Len() < b.Len() {
			b.Shapes.AppendEmpty()
		}
		var rows []int
		if b.Len() > 0 {
			rows = rapid.SliceOf(rapid.IntRange(0, b.Len()-1)).Draw(t, "rows")
		}
		alone := gis.NewBatch(b.Schema)
		alone.Append(b, rows)
		var e Encoder
		for range 2 { // in memory of its own and in used memory
			if !bytes.Equal(e.Rows(b, rows, Times{Supply: 7}), EncodeRows(alone, Times{Supply: 7})) {
				t.Error("the attributes are written otherwise")
			}
			if !bytes.Equal(e.Shapes(&b.Shapes, rows), EncodeShapes(&alone.Shapes)) {
				t.Error("the geometries are written otherwise")
			}
		}
	})
}
