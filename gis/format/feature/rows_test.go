package feature_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/feature"
	"segit/gis/format/featuretest"
)

// schemaOfAll has a column of each type, named as the type.
func schemaOfAll(shape gis.ShapeKind) *gis.Schema {
	return &gis.Schema{Dataset: "x", Shape: shape, Columns: []gis.Column{
		{Name: "text", Type: gis.Text},
		{Name: "integer", Type: gis.Integer},
		{Name: "number", Type: gis.Number},
		{Name: "money", Type: gis.Money},
		{Name: "day", Type: gis.DayType},
		{Name: "flag", Type: gis.Flag},
		{Name: "real", Type: gis.Real},
	}}
}

func ExampleRows() {
	sink := &featuretest.Kept{}
	schema := &gis.Schema{Dataset: "wells", Shape: gis.PointShape, Columns: []gis.Column{{Name: "depth", Type: gis.Number}}}
	rows := feature.NewRows(context.Background(), schema, sink)
	for i, depth := range []string{"12.5", "deep"} {
		rows.Text(0, depth)
		rows.SetKind(gis.PointShape)
		rows.Shapes().AppendPoint(507707.3, 4150644.5)
		rows.EndRing(gis.PointShape)
		rows.EndPart()
		if err := rows.Finish(uint32(i + 1)); err != nil {
			fmt.Println(err)
		}
	}
	counts, err := rows.Close()
	fmt.Println(counts, err)
	fmt.Println(sink.Values, sink.Rejects[0].Reason.Code, sink.Rejects[0].Text)
	// Output:
	// {2 1} <nil>
	// [[12.5]] vector.value depth=deep
}

// TestConversion sets every column from each kind of value; "!" is a reject.
func TestConversion(t *testing.T) {
	set := func(text string) func(*feature.Rows, int) {
		return func(r *feature.Rows, col int) { r.Text(col, text) }
	}
	whole := func(v int64) func(*feature.Rows, int) { return func(r *feature.Rows, col int) { r.Int(col, v) } }
	float := func(v float64) func(*feature.Rows, int) {
		return func(r *feature.Rows, col int) { r.Float(col, v) }
	}
	for _, c := range []struct {
		name string
		set  func(*feature.Rows, int)
		want [7]string // text integer number money day flag real
	}{
		{"blank", set("  "), [7]string{"  ", "", "", "", "", "", ""}},
		{"1", set("1"), [7]string{"1", "1", "1", "1.00", "!", "1", "1"}},
		{"12.5", set(" 12.5 "), [7]string{" 12.5 ", "!", "12.5", "12.50", "!", "!", "12.5"}},
		{"12.0", set("12.0"), [7]string{"12.0", "12", "12", "12.00", "!", "!", "12"}},
		{"1e3", set("1e3"), [7]string{"1e3", "1000", "1000", "!", "!", "!", "1000"}},
		{"1e40", set("1e40"), [7]string{"1e40", "!", "!", "!", "!", "!", "1e+40"}},
		{"NaN", set("NaN"), [7]string{"NaN", "!", "!", "!", "!", "!", "!"}},
		{"true", set("TRUE"), [7]string{"TRUE", "!", "!", "!", "!", "1", "!"}},
		{"20240229", set("20240229"), [7]string{"20240229", "20240229", "20240229", "20240229.00", "2024-02-29", "!", "2.0240229e+07"}},
		{"2024-02-29", set("2024-02-29"), [7]string{"2024-02-29", "!", "!", "!", "2024-02-29", "!", "!"}},
		{"2024-02-30", set("2024-02-30"), [7]string{"2024-02-30", "!", "!", "!", "!", "!", "!"}},
		{"with a time", set("2024/02/29 10:00:00+01"), [7]string{"2024/02/29 10:00:00+01", "!", "!", "!", "2024-02-29", "!", "!"}},
		{"integer 1", whole(1), [7]string{"1", "1", "1", "1.00", "!", "1", "1"}},
		{"integer -3", whole(-3), [7]string{"-3", "-3", "-3", "-3.00", "!", "!", "-3"}},
		{"largest integer", whole(math.MaxInt64), [7]string{"9223372036854775807", "9223372036854775807", "!", "!", "!", "!", "9.223372036854776e+18"}},
		{"float 2.5", float(2.5), [7]string{"2.5", "!", "2.5", "2.50", "!", "!", "2.5"}},
		{"float 1", float(1), [7]string{"1", "1", "1", "1.00", "!", "1", "1"}},
		{"float 1e300", float(1e300), [7]string{"1" + strings.Repeat("0", 300), "!", "!", "!", "!", "!", "1e+300"}},
		{"not a number", float(math.NaN()), [7]string{"!", "!", "!", "!", "!", "!", "!"}},
		{"infinite", float(math.Inf(-1)), [7]string{"!", "!", "!", "!", "!", "!", "!"}},
	} {
		for col, want := range c.want {
			k := &featuretest.Kept{}
			rows := feature.NewRows(t.Context(), schemaOfAll(gis.NoShape), k)
			c.set(rows, col)
			if err := rows.Finish(1); err != nil {
				t.Fatal(err)
			}
			if _, err := rows.Close(); err != nil {
				t.Fatal(err)
			}
			got := "!"
			if len(k.Values) == 1 {
				got = k.Values[0][col]
			} else if k.Rejects[0].Reason.Code != "vector.value" {
				t.Errorf("%s: %v", c.name, k.Rejects)
			}
			if got != want {
				t.Errorf("%s as %s: %q, want %q", c.name, schemaOfAll(0).Columns[col].Name, got, want)
			}
		}
	}
}

// point appends a point to the open row.
func point(r *feature.Rows, x, y float64) {
	r.SetKind(gis.PointShape)
	r.Shapes().AppendPoint(x, y)
	r.EndRing(gis.PointShape)
	r.EndPart()
}

// TestRejectedLeaveNoTrace sends good and bad rows in turn over several batches.
func TestRejectedLeaveNoTrace(t *testing.T) {
	k := &featuretest.Kept{}
	rows := feature.NewRows(t.Context(), &gis.Schema{Dataset: "x", Shape: gis.PointShape, Columns: []gis.Column{{Name: "n", Type: gis.Integer}}}, k)
	for i := range 5000 {
		rows.Int(0, int64(i))
		point(rows, float64(i), 0)
		if i%3 == 1 {
			point(rows, math.NaN(), 0)
		}
		if err := rows.Finish(uint32(i + 1)); err != nil {
			t.Fatal(err)
		}
	}
	counts, err := rows.Close()
	if err != nil || counts != (gis.Counts{Read: 5000, Rejected: 1667}) || counts != rows.Counts() {
		t.Errorf("%+v, %v", counts, err)
	}
	for i, g := range k.Geometries {
		line := k.Lines[i] - 1
		if g.(orb.Point)[0] != float64(line) || k.Values[i][0] != fmt.Sprint(line) {
			t.Fatalf("row %d has line %d, %v, %v", i, line, g, k.Values[i])
		}
	}
	if r := k.Rejects[0]; r.Line != 2 || r.Text != "n=1" || r.Reason.Code != "vector.not-finite" {
		t.Errorf("%+v", r)
	}
}

func TestKindsAndRemarks(t *testing.T) {
	k := &featuretest.Kept{}
	rows := feature.NewRows(t.Context(), &gis.Schema{Dataset: "x", Shape: gis.PolygonShape}, k)
	point(rows, 1, 2) // the wrong kind
	for number := uint32(1); number <= 3; number++ {
		if number == 3 {
			rows.SetKind(gis.PolygonShape)
			rows.Flattened()
			for _, xy := range [][2]float64{{0, 0}, {1, 0}, {1, 1}} {
				rows.Shapes().AppendPoint(xy[0], xy[1])
			}
			rows.EndRing(gis.PolygonShape)
			rows.EndPart()
		}
		if err := rows.Finish(number); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	if len(k.Rejects) != 1 || k.Rejects[0].Reason.Code != "vector.kind" {
		t.Errorf("%v", k.Rejects)
	}
	want := []orb.Geometry{nil, orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}}
	if d := cmp.Diff(want, k.Geometries); d != "" {
		t.Error(d)
	}
	if codes := k.Codes(); !slices.Equal(codes, []string{"vector.rings-closed", "vector.no-geometry", "vector.flattened"}) {
		t.Errorf("%v", codes)
	}
}

// failing is a sink that takes no rejects.
type failing struct{ featuretest.Kept }

func (*failing) Reject(int, gis.Message, string) error { return io.ErrShortWrite }

func TestErrorOfTheSinkEnds(t *testing.T) {
	rows := feature.NewRows(t.Context(), schemaOfAll(gis.NoShape), &failing{})
	rows.Text(1, "x")
	if err := rows.Finish(1); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("%v", err)
	}
}

func TestColumns(t *testing.T) {
	l := feature.Layer{Name: "edifici", Schema: &gis.Schema{Columns: []gis.Column{{Name: "ID"}, {Name: "Altezza"}, {Name: "Nome"}}}}
	got, err := l.Columns(&gis.Schema{Columns: []gis.Column{{Name: "nome"}, {Name: "ID"}}})
	if err != nil || !slices.Equal(got, []int{1, -1, 0}) {
		t.Errorf("%v, %v", got, err)
	}
	for _, wanted := range [][]gis.Column{{{Name: "piani"}}, {{Name: "nome"}, {Name: "NOME"}}} {
		if _, err := l.Columns(&gis.Schema{Columns: wanted}); gis.KindOf(err) != gis.BadInput {
			t.Errorf("%v: %v", wanted, err)
		}
	}
	if _, err := feature.Find([]feature.Layer{l}, "strade"); gis.KindOf(err) != gis.BadInput {
		t.Errorf("%v", err)
	}
}

func TestFreeName(t *testing.T) {
	taken := []gis.Column{{Name: "fid"}, {Name: "FID_2"}}
	for name, want := range map[string]string{"geom": "geom", "Fid": "Fid_3"} {
		if got := feature.FreeName(taken, name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// closing is a sink that wants to know which features had open rings.
type closing struct {
	featuretest.Kept
	closed []int
}

func (c *closing) Closed(feature int) { c.closed = append(c.closed, feature) }

// Features with open rings are named, also those of a lot; what is rejected is
// none of them.
func TestClosedRingsAreNamed(t *testing.T) {
	k := &closing{}
	schema := &gis.Schema{Dataset: "x", Shape: gis.PolygonShape}
	rows := feature.NewRows(t.Context(), schema, k)
	triangle := func(rows *feature.Rows, open bool, bad bool, number uint32) {
		rows.SetKind(gis.PolygonShape)
		for i, xy := range [][2]float64{{0, 0}, {1, 0}, {1, 1}, {0, 0}} {
			if i < 3 || !open {
				rows.Shapes().AppendPoint(xy[0], xy[1])
			}
		}
		rows.EndRing(gis.PolygonShape)
		rows.EndPart()
		if bad {
			rows.Fault(gis.Say("vector.kind"))
		}
		if err := rows.Finish(number); err != nil {
			t.Fatal(err)
		}
	}
	triangle(rows, true, false, 1)
	triangle(rows, false, false, 2)
	triangle(rows, true, true, 3)
	lot := feature.NewLot(t.Context(), schema)
	for again := range uint32(2) {
		triangle(lot.Rows, false, false, 10*again+11)
		triangle(lot.Rows, true, true, 10*again+12)
		triangle(lot.Rows, true, false, 10*again+13)
		if err := rows.Take(lot); err != nil {
			t.Fatal(err)
		}
	}
	triangle(rows, true, false, 30)
	if _, err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	if want := []int{1, 13, 23, 30}; !slices.Equal(k.closed, want) || len(k.Codes()) > 0 {
		t.Errorf("%v, want %v; %v", k.closed, want, k.Codes())
	}
}
