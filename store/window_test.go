package store_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/render"
	"segit/store"
)

// scattered makes n points over 10 km, on no sheet.
func scattered(n int) *gis.Batch {
	schema := plots()
	schema.Shape = gis.PointShape
	b := gis.NewBatch(schema)
	random := rand.New(rand.NewPCG(1, 2))
	for line := range n {
		b.Shapes.Append(orb.Point{500_000 + 10_000*random.Float64(), 4_150_000 + 10_000*random.Float64()})
		b.Add(uint32(line+1), gis.Always, gis.OpenEnd)
	}
	return b
}

func TestWindowAgainstEveryRow(t *testing.T) {
	a := openNew(t)
	points := scattered(6000)
	load(t, a, "a", points)
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	random := rand.New(rand.NewPCG(3, 4))
	for range 40 {
		x, y, side := 499_000+12_000*random.Float64(), 4_149_000+12_000*random.Float64(), 3000*random.Float64()
		w := orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + side, y + side}}
		var want []uint32
		for row := range points.Len() {
			if w.Contains(points.Shapes.Bound(row).Min) {
				want = append(want, points.Line[row])
			}
		}
		blocks := map[store.Ref]bool{}
		var got []uint32
		ask := store.Ask{Dataset: "parcels", Shapes: true}
		if _, err := s.Hits(ask, w); err != nil { // the indexes are read now, blocks below
			t.Fatal(err)
		}
		before := a.Reads()
		err := s.Window(t.Context(), ask, w, func(r *store.Row) error {
			got = append(got, r.Line[r.At])
			blocks[store.Ref{Segment: r.Segment, Row: r.First}] = true
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("%v: %d rows, want %d", w, len(got), len(want))
		}
		// Rows and shapes of each block that holds one, and the head of the
		// segment once.
		if reads := a.Reads() - before; reads > 2*len(blocks)+1 {
			t.Fatalf("%v: %d values read for %d blocks", w, reads, len(blocks))
		}
		if n, err := s.Hits(ask, w); err != nil || n != len(want) {
			t.Fatalf("%d hits, %v; want %d", n, err, len(want))
		}
		ask.Within = &w
		scanned := 0
		for rows, err := range s.Scan(t.Context(), ask) {
			if err != nil {
				t.Fatal(err)
			}
			for row := range rows.Len() {
				if w.Contains(rows.Shapes.Bound(row).Min) {
					scanned++
				}
			}
		}
		if scanned != len(want) {
			t.Fatalf("a scan within the window meets %d rows, want %d", scanned, len(want))
		}
	}
}

func TestCoordinatesThatAreNoNumbersAreKeptAndNotFound(t *testing.T) {
	a := openNew(t)
	schema := plots()
	schema.Shape = gis.PointShape
	b := gis.NewBatch(schema)
	odd := []float64{
		math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), 507_000,
		math.Float64frombits(0x7ff8_0000_dead_beef), math.Float64frombits(0xfff0_0000_0000_0001), math.SmallestNonzeroFloat64,
	}
	for line, x := range odd {
		b.Shapes.Append(orb.Point{x, 4_151_000})
		b.Add(uint32(line+1), gis.Always, gis.OpenEnd)
	}
	load(t, a, "a", b)
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	everywhere := orb.Bound{Min: orb.Point{-1e300, -1e300}, Max: orb.Point{1e300, 1e300}}
	if n, err := s.Hits(store.Ask{Dataset: "parcels"}, everywhere); n != 3 || err != nil {
		t.Errorf("%d rows in the widest window, %v; want the three that are somewhere", n, err)
	}
	read := 0
	for rows, err := range s.Scan(t.Context(), store.Ask{Dataset: "parcels", Shapes: true}) {
		if err != nil {
			t.Fatal(err)
		}
		for row := range rows.Len() {
			read++
			want := odd[rows.Line[row]-1]
			if got := rows.Shapes.RowXY(row)[0]; math.Float64bits(got) != math.Float64bits(want) {
				t.Errorf("line %d: %v, want %v", rows.Line[row], got, want)
			}
		}
	}
	if read != len(odd) {
		t.Errorf("%d rows, want %d", read, len(odd))
	}
}

// A layer of another CRS is stored as it came and shown where it lies.
func TestLayerOfAnotherCRS(t *testing.T) {
	a := openNew(t)
	build := begin(t, a)
	in := intakeOf("a")
	in.EPSG = 7794 // the other zone, E-N
	s := build.Supply(in)
	there := grid(plots(), "12", 3, orb.Point{1_007_000, 4_170_000})
	if err := s.Rows(t.Context(), there); err != nil {
		t.Fatal(err)
	}
	if err := build.Commit(); err != nil {
		t.Fatal(err)
	}
	snapshot := a.Snapshot()
	defer snapshot.Release() //nolint:errcheck // nothing to sweep in a test
	set := snapshot.Datasets()[0]
	if !slices.Equal(set.EPSG, []int{7794}) || set.Bound.Min[0] > 700_000 {
		t.Errorf("CRS %v, box %v", set.EPSG, set.Bound)
	}
	for rows, err := range snapshot.Scan(t.Context(), store.Ask{Dataset: "parcels", Shapes: true}) {
		if err != nil {
			t.Fatal(err)
		}
		for row := range rows.Len() {
			if b := rows.Shapes.Bound(row); !set.Bound.Contains(b.Min) || !set.Bound.Contains(b.Max) {
				t.Errorf("row %d at %v is outside %v", row, b, set.Bound)
			}
		}
	}
	// The same file again, in the same CRS, changes nothing: what is compared
	// is what came.
	again := begin(t, a)
	in.Supply.SHA256 = "again"
	s = again.Supply(in)
	if err := s.Rows(t.Context(), there); err != nil {
		t.Fatal(err)
	}
	if err := again.Commit(); err != nil {
		t.Fatal(err)
	}
	if got := s.Result(); got.Added+got.Changed+got.Removed != 0 {
		t.Errorf("added %d changed %d removed %d", got.Added, got.Changed, got.Removed)
	}
}

func TestDrawingsStandInsideTheirChunks(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 90, corner)) // 8,100 rows: two chunks
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	all := orb.Bound{Min: corner, Max: orb.Point{507900, 4151900}}
	for level := 1; level < render.Levels; level++ {
		refs, err := s.Drawings(store.Ask{Dataset: "parcels"}, all, level)
		if err != nil || len(refs) != 2 {
			t.Fatalf("level %d: %d drawings, %v; want 2", level, len(refs), err)
		}
		rows := map[uint32]bool{}
		for _, ref := range refs {
			d, err := s.Drawing(ref)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range d.Row {
				rows[row] = true
			}
			// A window that only touches what is drawn names its chunk.
			edge := orb.Bound{Min: d.Bound.Max, Max: d.Bound.Max}
			near, err := s.Drawings(store.Ask{Dataset: "parcels"}, edge, level)
			if err != nil || !slices.Contains(near, ref) {
				t.Errorf("level %d: the drawing at %v is not named for its corner, %v", level, d.Bound, err)
			}
		}
		if len(rows) != 8100 {
			t.Errorf("level %d: %d rows drawn, want 8100", level, len(rows))
		}
	}
	if refs, err := s.Drawings(store.Ask{Dataset: "parcels"}, orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{2, 2}}, 1); len(refs) != 0 || err != nil {
		t.Errorf("%d drawings far away, %v", len(refs), err)
	}
	if _, err := s.Drawing(store.DrawingRef{Segment: 99, Level: 1}); gis.KindOf(err) != gis.NotFound {
		t.Errorf("a drawing of nothing: %v", err)
	}
}

func TestFullDrawingsOfANearView(t *testing.T) {
	a := openNew(t)
	schema := plots()
	schema.Columns[1].Role = gis.RoleLabel
	load(t, a, "a", grid(schema, "12", 30, corner))
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	w := orb.Bound{Min: orb.Point{507001, 4151001}, Max: orb.Point{507019, 4151009}}
	var labels []string
	err := s.FullDrawings(t.Context(), store.Ask{Dataset: "parcels"}, w, func(d *render.Drawing) error {
		for i, label := range d.Label {
			labels = append(labels, label)
			row, err := s.Get(t.Context(), store.Ref{Segment: 1, Row: d.Row[i]})
			if err != nil || row.Text(1, row.At) != label {
				t.Errorf("row %d is labelled %q, %v", d.Row[i], label, err)
			}
		}
		return nil
	})
	slices.Sort(labels)
	if err != nil || !slices.Equal(labels, []string{"1", "2"}) {
		t.Errorf("labels %v, %v; want parcels 1 and 2", labels, err)
	}
}
