package store_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
)

// owners is a schema of rows without a place.
func owners() *gis.Schema {
	return &gis.Schema{Dataset: "subjects", Source: "test", Identity: []string{"id"}, Columns: []gis.Column{
		{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet}, {Name: "id", Type: gis.Integer}, {Name: "share", Type: gis.Number},
	}}
}

// ownersOf are n rows of a sheet.
func ownersOf(sheet string, n int) *gis.Batch {
	b := gis.NewBatch(owners())
	for i := range n {
		b.SetText(0, sheet)
		b.SetNum(1, int64(i))
		b.SetNum(2, int64(i%7)*int64(gis.One))
		b.Add(uint32(i+1), gis.Day(2001, 1, 1), gis.OpenEnd)
	}
	return b
}

// shownRow is a row in force: its attributes with line and validity, and its
// geometry, bit for bit.
type shownRow struct{ said, shape string }

// shownRows are the rows in force of an archive, by how often they stand there.
func shownRows(t testing.TB, path string, keys store.Keys) map[shownRow]int {
	t.Helper()
	a, err := store.OpenWith(t.Context(), path, keys)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // only read
	return shownIn(t, a)
}

func shownIn(t testing.TB, a *store.Archive) map[shownRow]int {
	t.Helper()
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // only read
	all := map[shownRow]int{}
	for _, d := range s.Datasets() {
		for rows, err := range s.Scan(t.Context(), store.Ask{Dataset: d.Schema.Dataset, Shapes: true}) {
			if err != nil {
				t.Fatal(err)
			}
			for row := range rows.Len() {
				said := fmt.Sprint(d.Schema.Dataset, rows.Line[row], rows.From[row], rows.To[row])
				for col := range rows.Schema.Columns {
					if rows.Schema.Columns[col].Type == gis.Text {
						said += fmt.Sprintf(" %q", rows.Text(col, row))
						continue
					}
					n, ok := rows.Num(col, row)
					said += fmt.Sprint(" ", n, ok)
				}
				var shape []byte
				if rows.Schema.Shape != gis.NoShape {
					for _, v := range rows.Shapes.RowXY(row) {
						shape = binary.LittleEndian.AppendUint64(shape, math.Float64bits(v))
					}
				}
				all[shownRow{said, string(shape)}]++
			}
		}
	}
	return all
}

// cutTo gives the first bytes of a file, as a file.
func cutTo(t testing.TB, raw []byte, size int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "monco.segit")
	if err := os.WriteFile(path, raw[:size], 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// lengths are those to which a file is cut: every page near its end, then each
// twentieth.
func lengths(size int) (all []int) {
	for page := range 12 {
		all = append(all, size-4096*page)
	}
	for part := 19; part > 0; part-- {
		all = append(all, size*part/20)
	}
	return all
}

// fewer tells of rows that are not among those that are allowed, by what they say
// and, where they have one, by their geometry.
func fewer(t testing.TB, what string, got, allowed map[shownRow]int) {
	t.Helper()
	bare := map[string]int{}
	for row, n := range allowed {
		bare[row.said] += n
	}
	counts := map[string]int{}
	for row, n := range got {
		counts[row.said] += n
		if counts[row.said] > bare[row.said] || row.shape != "" && n > allowed[row] {
			t.Errorf("%s: %q came out %d times", what, row.said, n)
			return
		}
	}
}

func total(rows map[shownRow]int) (n int) {
	for _, times := range rows {
		n += times
	}
	return n
}

// has reports whether a rescue says something of a code.
func has(r store.Rescued, code string) bool {
	for _, m := range r.Notes {
		if m.Code == code {
			return true
		}
	}
	return false
}

// imported is a fresh archive of the fictional municipality, in one delivery.
func imported(t testing.TB, a *store.Archive) string {
	t.Helper()
	build := begin(t, a)
	for sheet := range 8 {
		name := fmt.Sprint(sheet + 1)
		s := build.Supply(intakeOf(name))
		at := orb.Point{corner[0] + 1000*float64(sheet), corner[1]}
		if err := s.Rows(t.Context(), grid(plots(), name, 30, at)); err != nil {
			t.Fatal(err)
		}
		if err := s.Rows(t.Context(), ownersOf(name, 700)); err != nil {
			t.Fatal(err)
		}
		s.Counted(gis.Counts{Read: 1600})
		s.Close()
	}
	if err := build.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return a.Path
}

// unlisted is a file of which every copy of the list of what is in force is lost.
func unlisted(raw []byte) []byte {
	bad := slices.Clone(raw)
	key := []byte("current")
	for at := bytes.Index(bad, key); at >= 0; {
		bad[at+len(key)+5] ^= 1 // in the value that follows its key
		next := bytes.Index(bad[at+1:], key)
		if next < 0 {
			break
		}
		at += 1 + next
	}
	return bad
}

// Of a fresh archive that is cut, whatever stands before the cut comes out, be the
// list of what is in force among it or not.
func TestRescueOfAFreshArchiveCutShort(t *testing.T) {
	path := imported(t, openNew(t))
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	whole := shownRows(t, path, store.Keys{})
	for name, raw := range map[string][]byte{"with its list": raw, "without its list": unlisted(raw)} {
		t.Run(name, func(t *testing.T) {
			last := total(whole)
			for _, size := range lengths(len(raw)) {
				last = cutFresh(t, raw, size, whole, last)
			}
		})
	}
}

// cutFresh rescues a fresh archive of which the first bytes are left, and gives the
// number of rows; most are those of a longer one.
func cutFresh(t *testing.T, raw []byte, size int, whole map[shownRow]int, most int) int {
	what := fmt.Sprintf("%d of %d bytes", size, len(raw))
	to, r, err := rescued(t, cutTo(t, raw, size), store.Keys{})
	if err != nil {
		if gis.KindOf(err) != gis.Damaged || size > len(raw)/6 {
			t.Errorf("%s: %v", what, err)
		}
		return 0
	}
	sound(t, to)
	got := shownRows(t, to, store.Keys{})
	fewer(t, what, got, whole)
	n := total(got)
	t.Logf("%s: %d rows of %d, %d without shape, lost %d, missing %d, list made again: %v", what, n, total(whole), r.Shapes, r.Lost, r.Missing, r.Listed)
	if n > most || n != int(r.Rows) {
		t.Errorf("%s: %d rows, %d of the longer one, %d said", what, n, most, r.Rows)
	}
	if size >= len(raw)*9/10 && n < total(whole)*7/10 {
		t.Errorf("%s: only %d rows of %d", what, n, total(whole))
	}
	if r.Listed && !has(r, "store.rescue-listed") && !has(r, "store.rescue-older") {
		t.Errorf("%s: the list was made again: %v, said is %v", what, r.Listed, r.Notes)
	}
	if size%3 == 0 { // of some
		takesMore(t, to, what)
	}
	return n
}

// takesMore imports into an archive that was brought out.
func takesMore(t testing.TB, path, what string) {
	t.Helper()
	a, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	before := total(shownIn(t, a))
	load(t, a, "nuova", grid(plots(), "99", 5, corner))
	if after := total(shownIn(t, a)); after != before+25 {
		t.Errorf("%s: %d rows after %d", what, after, before)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	sound(t, path)
}
