package store_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"segit/gis"
	"segit/store"
	"segit/store/tracetest"
)

// territory is the model: what an archive must say.
type territory struct {
	sheets  map[string]work   // the load in force of each sheet
	derived *work             // what was derived last
	edits   map[string]string // "" for a value taken back
	done    []edited          // steps that can be undone
	undone  []edited
	loads   int
}

type edited struct{ id, before, after string }

func (m *territory) clone() *territory {
	raw := *m
	c := &raw
	c.sheets, c.edits = map[string]work{}, map[string]string{}
	for k, v := range m.sheets {
		c.sheets[k] = v
	}
	for k, v := range m.edits {
		c.edits[k] = v
	}
	c.done, c.undone = append([]edited(nil), m.done...), append([]edited(nil), m.undone...)
	return c
}

func (m *territory) do(w work) {
	switch w.kind {
	case "load", "hold":
		m.sheets[w.sheet] = w
		m.loads++
	case "derive":
		m.derived = &w
	case "edit":
		m.done = append(m.done, edited{w.id, m.edits[w.id], w.value})
		m.edits[w.id], m.undone = w.value, nil
	case "undo":
		if n := len(m.done); n > 0 {
			e := m.done[n-1]
			m.edits[e.id], m.done, m.undone = e.before, m.done[:n-1], append(m.undone, e)
		}
	case "redo":
		if n := len(m.undone); n > 0 {
			e := m.undone[n-1]
			m.edits[e.id], m.undone, m.done = e.after, m.undone[:n-1], append(m.done, e)
		}
	}
}

// differs compares an archive with the model; "" when they say the same.
func (m *territory) differs(t testing.TB, a *store.Archive) string {
	t.Helper()
	supplies, err := a.Supplies()
	if err != nil {
		t.Fatal(err)
	}
	if len(supplies) != m.loads {
		return fmt.Sprintf("%d supplies, want %d", len(supplies), m.loads)
	}
	want := map[string]int{}
	for sheet, w := range m.sheets {
		want[sheet+" test"] = w.side * w.side
	}
	if m.derived != nil {
		want[m.derived.sheet+" derived"] = m.derived.side * m.derived.side
	}
	got := map[string]int{}
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // what is left is removed later
	for rows, err := range s.Scan(t.Context(), store.Ask{Dataset: "parcels", Shapes: true}) {
		if err != nil {
			t.Fatal(err)
		}
		for row := range rows.Len() {
			sheet, w := rows.Text(0, row), m.sheets[rows.Text(0, row)]
			kind := " test"
			if rows.Supply == 0 {
				kind = " derived"
				if m.derived != nil {
					w = *m.derived
				}
			}
			got[sheet+kind]++
			if east := rows.Shapes.Bound(row).Min[0] - 507_000; int(math.Round(east*1000))%10_000 != w.variant {
				return fmt.Sprintf("sheet %s%s has a row of another version", sheet, kind)
			}
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		return fmt.Sprintf("rows %v, want %v", got, want)
	}
	edits, err := a.Edits(store.DatasetFindings)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 8 {
		id := "f" + strconv.Itoa(n)
		value := ""
		if _, err := func() (bool, error) { e := edits[id]; return e.Value("state", &value) }(); err != nil {
			t.Fatal(err)
		}
		if value != m.edits[id] {
			return fmt.Sprintf("%s is %q, want %q", id, value, m.edits[id])
		}
	}
	return ""
}

func TestSoak(t *testing.T) {
	minutes, seed := 0.05, uint64(5)
	if v := os.Getenv(soakMinutes); v != "" {
		var err error
		if minutes, err = strconv.ParseFloat(v, 64); err != nil {
			t.Fatal(err)
		}
		seed = uint64(time.Now().UnixNano()) % 1_000_000
	}
	if v := os.Getenv(soakSeed); v != "" {
		var err error
		if seed, err = strconv.ParseUint(v, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	end := time.Now().Add(time.Duration(minutes * float64(time.Minute)))
	total := 0
	for ; time.Now().Before(end) && !t.Failed(); seed++ {
		total += soak(t, seed, end)
	}
	t.Logf("%d interruptions", total)
}

// soak tortures one archive for a while; it gives the number of interruptions.
func soak(t *testing.T, seed uint64, end time.Time) (interrupted int) {
	s := &soaked{path: filepath.Join(t.TempDir(), "prova.segit"), sealed: seed%4 == 0}
	var err error
	if s.sealed {
		s.open, err = store.CreateSealed(t.Context(), s.path, "W001", 7792, passphrase)
	} else {
		s.open, err = store.Create(t.Context(), s.path, "W001", 7792)
	}
	if err == nil {
		err = s.open.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	m := &territory{sheets: map[string]work{}, edits: map[string]string{}}
	random := rand.New(rand.NewPCG(seed, 0))
	for step, round := 0, 0; round < 40 && time.Now().Before(end); round++ {
		tr := tracetest.Tracer{At: 1 + random.IntN(200), Fails: []syscall.Errno{0, 0, syscall.EIO, syscall.ENOSPC}[random.IntN(4)]}
		_, said := tr.Run(t, []string{s.path}, []string{childRole + "=soak", soakSeed + "=" + strconv.FormatUint(seed, 10), soakStep + "=" + strconv.Itoa(step)})
		if strings.Contains(said, "goroutine ") {
			t.Fatalf("seed %d, step %d, call %d, %v: %s", seed, step, tr.At, tr.Fails, said)
		}
		if len(tr.Calls) >= tr.At {
			interrupted++
		}
		for range strings.Count(said, "did ") {
			m.do(workOf(seed, step))
			step++
		}
		where := fmt.Sprintf("seed %d, step %d (%s), call %d, %v, which said\n%s", seed, step, workOf(seed, step).kind, tr.At, tr.Fails, said)
		if _, err := store.Check(t.Context(), s.path, s.keys(), gis.Quiet{}, func(trouble store.Trouble) error {
			if !trouble.Harmless {
				t.Errorf("%s\nthe check tells %v", where, trouble)
			}
			return nil
		}); err != nil {
			t.Fatalf("%s\nthe check ends with %v", where, err)
		}
		if err := s.reopen(); err != nil {
			t.Fatalf("%s\nit does not open: %v", where, err)
		}
		if first := m.differs(t, s.open); first != "" {
			next := m.clone()
			next.do(workOf(seed, step))
			if second := next.differs(t, s.open); second != "" {
				t.Fatalf("%s\nas before: %s\nas after: %s", where, first, second)
			}
			m = next
			step++
		}
		if err := s.open.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return interrupted
}
