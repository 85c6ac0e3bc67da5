package gis

import (
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

func testSchema() *Schema {
	return &Schema{Dataset: "test", Shape: PolygonShape, Columns: []Column{
		{"comune", Text, RoleComune},
		{"sheet", Text, RoleSheet},
		{"parcel", Text, RoleParcel},
		{"surface", Number, RoleSurface},
		{"height", Real, ""},
		{"section", Text, RoleSection},
	}}
}

func TestBatch(t *testing.T) {
	b := NewBatch(testSchema())
	b.SetText(2, "5")
	b.SetNum(3, int64(80*One))
	b.Add(7, Day(2020, 1, 1), OpenEnd)
	b.Add(8, Always, OpenEnd) // nothing set
	b.Shapes.Append(orb.Point{1, 2})
	b.SetText(0, "w001")
	b.SetText(1, "0012")
	b.SetReal(4, 2.5)
	b.Add(9, Always, Day(2021, 1, 1))

	if b.Len() != 3 || b.Shapes.Len() != 3 || !slices.Equal(b.Line, []uint32{7, 8, 9}) {
		t.Fatalf("%d rows, %d shapes, lines %v", b.Len(), b.Shapes.Len(), b.Line)
	}
	if got := b.Texts(2); !slices.Equal(got, []string{"5", "", ""}) {
		t.Errorf("parcels %q", got)
	}
	nums, null := b.Nums(3)
	if !slices.Equal(nums, []int64{80_000_000, 0, 0}) || !slices.Equal(null, []bool{false, true, true}) {
		t.Errorf("surfaces %v, null %v", nums, null)
	}
	if v, ok := b.Real(4, 2); v != 2.5 || !ok {
		t.Errorf("height %v %v", v, ok)
	}
	if _, ok := b.Real(4, 0); ok || !b.Null(4, 0) || !b.Null(0, 1) || b.Null(2, 0) || b.Null(3, 0) {
		t.Error("nulls")
	}
	if b.Shapes.Kind[1] != NoShape || b.Shapes.Kind[2] != PointShape {
		t.Errorf("kinds %v", b.Shapes.Kind)
	}
	if got, want := b.Key(2, "C351"), MakeKey("W001", "", "12", "", ""); got != want {
		t.Errorf("key %+v", got)
	}
	if got, want := b.Key(0, "C351"), MakeKey("C351", "", "", "5", ""); got != want {
		t.Errorf("the archive's municipality stands in: %+v", got)
	}
	if v, ok := b.Num(-1, 0); v != 0 || ok || b.Text(-1, 0) != "" {
		t.Error("a column that is not there")
	}

	b.Reset()
	b.SetText(2, "6")
	b.Add(1, Always, OpenEnd)
	if b.Len() != 1 || b.Text(2, 0) != "6" || !b.Null(3, 0) || b.Shapes.Len() != 1 {
		t.Error("a batch used again keeps what it had")
	}
}

func TestColumnsNotRead(t *testing.T) {
	b := NewBatch(testSchema())
	b.Line, b.From, b.To = []uint32{1}, []Date{Always}, []Date{OpenEnd}
	b.PutTexts(1, []string{"12"})
	b.PutNums(3, []int64{5}, []bool{false})
	if b.Text(1, 0) != "12" || b.Text(2, 0) != "" || b.Texts(2) != nil {
		t.Error("texts")
	}
	if v, ok := b.Num(3, 0); v != 5 || !ok {
		t.Error("numbers")
	}
	if _, ok := b.Num(4, 0); ok {
		t.Error("a column that was not read has a value")
	}
}

func TestSchema(t *testing.T) {
	s := testSchema()
	if s.Index("surface") != 3 || s.Index("none") != -1 || s.Role(RoleSection) != 5 || s.Role(RoleSub) != -1 {
		t.Error("Index or Role")
	}
	for k, want := range map[ShapeKind]string{NoShape: "none", PointShape: "point", LineShape: "line", PolygonShape: "polygon", AnyShape: "mixed"} {
		if k.String() != want {
			t.Errorf("%d is %q", k, k.String())
		}
	}
}

// TestAppendAll puts batches behind each other whole and in runs of rows, and
// holds the result to what Append makes row by row.
func TestAppendAll(t *testing.T) {
	full := NewBatch(testSchema())
	for i := range 5 {
		if i != 2 {
			full.Shapes.Append(orb.MultiPolygon{{{{0, 0}, {float64(i), 0}, {1, 1}, {0, 0}}, {{0, 0}, {1, 0}, {1, 1}, {0, 0}}}, {{{5, 5}, {6, 5}, {6, 6}, {5, 5}}}})
			full.SetText(2, "p")
			full.SetNum(3, int64(i))
		}
		full.Add(uint32(i+1), Always, OpenEnd)
	}
	bare := &Batch{
		Schema: full.Schema, From: full.From, To: full.To, Line: full.Line, Shapes: full.Shapes,
		texts: make([][]string, 6), nums: make([][]int64, 6), nulls: make([][]bool, 6),
	} // no column was read
	whole, single := NewBatch(full.Schema), NewBatch(full.Schema)
	for _, part := range []*Batch{full, bare, full} {
		whole.AppendAll(part)
		single.Append(part, []int{0, 1, 2, 3, 4})
		whole.AppendRange(part, 1, 4)
		whole.AppendRange(part, 3, 3)
		single.Append(part, []int{1, 2, 3})
	}
	for row := range 24 {
		if whole.Text(2, row) != single.Text(2, row) || whole.Null(3, row) != single.Null(3, row) || whole.Line[row] != single.Line[row] ||
			!slices.Equal(whole.Shapes.RowXY(row), single.Shapes.RowXY(row)) || whole.Shapes.Kind[row] != single.Shapes.Kind[row] {
			t.Errorf("row %d differs", row)
		}
	}
	if !slices.Equal(whole.Shapes.RingEnd, single.Shapes.RingEnd) || !slices.Equal(whole.Shapes.PartEnd, single.Shapes.PartEnd) || !slices.Equal(whole.Shapes.RowEnd, single.Shapes.RowEnd) {
		t.Error("the ends of rings, parts or rows differ")
	}
	if bare.Texts(2) != nil {
		t.Error("the batch that was appended was changed")
	}
}
