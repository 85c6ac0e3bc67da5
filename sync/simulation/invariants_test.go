package simulation_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"segit/store"
	"segit/sync/authority"
	"segit/sync/merge"
	"segit/sync/server"
	"segit/sync/wire"
)

func newAuthority(t *testing.T) *authority.Authority {
	t.Helper()
	ca, err := authority.New(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	certainly(t, err)
	return ca
}

// log is all that the server accepted, in order.
func (w *world) accepted() []server.Accepted {
	var all []server.Accepted
	certainly(w.t, w.store.Read(w.t.Context(), comune, func(v server.View) (err error) {
		all, err = v.Changes(0, 1<<20)
		return err
	}))
	return all
}

// rows are the server's rows as people see them.
func (w *world) rows() map[string]store.Edits {
	rows := map[string]store.Edits{}
	certainly(w.t, w.store.Read(w.t.Context(), comune, func(v server.View) error {
		all, err := v.Rows("", 1<<20)
		for _, r := range all {
			rows[r.Layer+"/"+r.ID] = r.Row.Edits(nil)
		}
		return err
	}))
	return rows
}

// run lets a schedule happen, comes to rest and looks.
func run(t *testing.T, ca *authority.Authority, seed uint64, devices, steps int, f faults, each func(*world), end func(*world)) {
	t.Helper()
	w := newWorld(t, ca, seed, devices, f)
	defer w.close()
	for range steps {
		w.step()
		if each != nil {
			each(w)
		}
	}
	w.settle()
	end(w)
	if t.Failed() {
		t.Fatalf("seed %d: %v", seed, w.log)
	}
}

// schedules is how many a test tries.
func schedules() int {
	if testing.Short() {
		return 60
	}
	return 240
}

// TestI1Convergence: at rest every device shows what the server has.
func TestI1Convergence(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	conflicts := 0
	for seed := range schedules() {
		run(t, ca, uint64(seed), 3, 60, rough(), nil, func(w *world) {
			want := w.rows()
			for _, d := range w.devices {
				if !reflect.DeepEqual(d.disk.edits, want) {
					t.Errorf("seed %d: %s shows\n%s\nthe server has\n%s", seed, d.disk.device, asJSON(d.disk.edits), asJSON(want))
				}
				all, err := d.link.Conflicts()
				certainly(t, err)
				conflicts += len(all)
			}
		})
	}
	if conflicts < schedules() {
		t.Errorf("%d conflicts only: the schedules do not meet", conflicts)
	}
}

func asJSON(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}

// TestI2OneCurrentValue: what is current is the same on all devices, and what
// stands does not depend on the order (see also the test of package merge).
func TestI2OneCurrentValue(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	for seed := range schedules() / 2 {
		run(t, ca, 10_000+uint64(seed), 3, 40, rough(), nil, func(w *world) {
			rows := map[string]*merge.Row{}
			ops := w.accepted()
			w.random.Shuffle(len(ops), func(i, j int) { ops[i], ops[j] = ops[j], ops[i] })
			for i := range ops {
				if ops[i].Kind == "" {
					continue
				}
				o, err := wire.ParseOperation(ops[i].Raw)
				certainly(t, err)
				name := o.Layer + "/" + o.ID
				if rows[name] == nil {
					rows[name] = new(merge.Row)
				}
				_, err = rows[name].Apply(&o.Operation, merge.Rules{})
				certainly(t, err)
			}
			certainly(t, w.store.Read(t.Context(), comune, func(v server.View) error {
				all, err := v.Rows("", 1<<20)
				for _, r := range all {
					if got, want := r.Row.Shown(), rows[r.Layer+"/"+r.ID].Shown(); !slices.Equal(got, want) {
						t.Errorf("%s: %v stands, in another order %v", r.ID, got, want)
					}
				}
				return err
			}))
			for _, d := range w.devices[1:] {
				for name, e := range d.disk.edits {
					for column, cell := range e.Cells {
						if other := w.devices[0].disk.edits[name].Cells[column]; string(cell.Value) != string(other.Value) {
							t.Errorf("%s %s is %s and %s", name, column, cell.Value, other.Value)
						}
					}
				}
			}
		})
	}
}

// TestI3ExactlyOnce: however often an operation was sent, the server has it
// once, as it was written, and answers the same.
func TestI3ExactlyOnce(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	f := rough()
	f.repeated, f.answerLost, f.delayed = 0.4, 0.3, 0.2
	for seed := range schedules() / 2 {
		run(t, ca, 20_000+uint64(seed), 3, 50, f, nil, func(w *world) {
			have := map[string][]string{}
			for _, a := range w.accepted() {
				have[a.Dev] = append(have[a.Dev], string(a.Raw))
			}
			before, first := w.rows(), w.accepted()
			for _, d := range w.devices {
				if !slices.Equal(have[d.disk.device], d.disk.journal) {
					t.Errorf("%s wrote %d operations, the server has %d", d.disk.device, len(d.disk.journal), len(have[d.disk.device]))
				}
				for range 2 {
					w.resend(d)
				}
			}
			if !reflect.DeepEqual(w.rows(), before) || !reflect.DeepEqual(w.accepted(), first) {
				t.Error("sent again, the operations changed something")
			}
		})
	}
}

// resend sends a run of operations that the server has, and looks at the
// answers.
func (w *world) resend(d *device) {
	n := len(d.disk.journal)
	if n == 0 {
		return
	}
	from := w.random.IntN(n)
	to := from + 1 + w.random.IntN(n-from)
	status, body := w.send(d, d.disk.journal[from:to])
	if status != 200 {
		w.t.Errorf("sent again: %d %s", status, body)
		return
	}
	for i, line := range body {
		var r wire.Result
		certainly(w.t, json.Unmarshal(line, &r))
		certainly(w.t, w.store.Read(w.t.Context(), comune, func(v server.View) error {
			a, err := v.Accepted(d.disk.device, uint64(from+i+1))
			if err == nil && (r.Status != wire.Duplicate || !reflect.DeepEqual(*r.First, a.Result)) {
				w.t.Errorf("the answer is %+v, the first was %+v", r, a.Result)
			}
			return err
		}))
	}
}

// TestI4NothingAcknowledgedIsLost: each value that the server accepted stands,
// or an operation that saw it replaced it.
func TestI4NothingAcknowledgedIsLost(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	for seed := range schedules() / 2 {
		run(t, ca, 30_000+uint64(seed), 4, 60, rough(), nil, func(w *world) {
			stands, seen := map[string]bool{}, map[string]bool{}
			certainly(t, w.store.Read(t.Context(), comune, func(v server.View) error {
				all, err := v.Rows("", 1<<20)
				for _, r := range all {
					for _, name := range r.Row.Shown() {
						stands[name] = true
					}
				}
				return err
			}))
			for _, a := range w.accepted() {
				o, err := wire.ParseOperation(a.Raw)
				certainly(t, err)
				if a.Kind == "" {
					stands[o.Name()] = true // set aside, whole
					continue
				}
				for _, c := range o.Set {
					for _, name := range c.Saw {
						seen[name] = true
					}
				}
			}
			for _, d := range w.devices {
				for n := range d.disk.journal {
					if name := fmt.Sprintf("%s/%d", d.disk.device, n+1); !stands[name] && !seen[name] {
						t.Errorf("%s is lost", name)
					}
				}
			}
		})
	}
}

// TestI5NothingSavedIsLost: what was said to be saved is in the queue after
// every death of the process, and reaches the server.
func TestI5NothingSavedIsLost(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	f := rough()
	f.dies = 0.25
	for seed := range schedules() / 2 {
		run(t, ca, 40_000+uint64(seed), 3, 60, f, func(w *world) {
			for _, d := range w.devices {
				if len(d.disk.journal) < d.saved {
					t.Errorf("%d operations of %d that were saved", len(d.disk.journal), d.saved)
				}
			}
		}, func(w *world) {
			have := map[string]int{}
			for _, a := range w.accepted() {
				have[a.Dev]++
			}
			for _, d := range w.devices {
				if have[d.disk.device] < d.saved {
					t.Errorf("the server has %d of %d", have[d.disk.device], d.saved)
				}
			}
		})
	}
}

// TestI7PageAtomicity: whatever happens to a page, the rows of a device are
// those of its cursor.
func TestI7PageAtomicity(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	f := rough()
	f.cut, f.altered, f.dies, f.bad = 0.3, 0.3, 0.1, 0.2
	for seed := range schedules() / 2 {
		run(t, ca, 50_000+uint64(seed), 3, 40, f, func(w *world) {
			all := w.accepted()
			for _, d := range w.devices {
				base, at := d.disk.base(t)
				want := map[string]*merge.Row{}
				for i := range all {
					if all[i].CSeq > at || all[i].Kind == "" {
						continue
					}
					o, err := (&wire.Change{Op: all[i].Raw, User: all[i].User}).Operation()
					certainly(t, err)
					if want[o.ID] == nil {
						want[o.ID] = new(merge.Row)
					}
					_, err = want[o.ID].Apply(&o.Operation, merge.Rules{})
					certainly(t, err)
				}
				if asJSON(base) != asJSON(want) {
					t.Errorf("at %d the device has\n%s\nwant\n%s", at, asJSON(base), asJSON(want))
				}
			}
		}, func(*world) {})
	}
}

// TestI8PendingIsNotOverwritten: what a person wrote and the server has not
// joined yet stays before the eyes.
func TestI8PendingIsNotOverwritten(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	f := rough()
	f.bad = 0
	shown := 0
	for seed := range schedules() / 2 {
		run(t, ca, 60_000+uint64(seed), 3, 60, f, func(w *world) {
			for _, d := range w.devices {
				own := d.disk.own(t)
				last := map[string]wire.Signed{}
				for n := own; n < uint64(len(d.disk.journal)); n++ {
					o, err := wire.ParseOperation([]byte(d.disk.journal[n]))
					certainly(t, err)
					for column := range o.Set {
						last[o.Layer+"/"+o.ID+" "+column] = o
					}
				}
				for _, o := range last {
					for column, c := range o.Set {
						cell := d.disk.edits[o.Layer+"/"+o.ID].Cells[column]
						if shown++; column != "note" && !merge.Equal(cell.Value, c.New) {
							t.Errorf("%s wrote %s, and sees %s", o.Name(), c.New, cell.Value)
						}
					}
				}
			}
		}, func(*world) {})
	}
	if shown < 1000 {
		t.Errorf("%d fields were pending only", shown)
	}
}

// TestI9Liveness: an operation that cannot be joined is set aside whole, its
// author is told, and what comes after goes through.
func TestI9Liveness(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	f := rough()
	f.bad = 0.5
	aside := 0
	for seed := range schedules() / 4 {
		run(t, ca, 70_000+uint64(seed), 3, 50, f, nil, func(w *world) {
			want := map[string]map[uint64]string{}
			for _, a := range w.accepted() {
				if a.Result.Status == wire.Parked {
					if want[a.Dev] == nil {
						want[a.Dev] = map[uint64]string{}
					}
					want[a.Dev][a.Seq] = a.Result.Code
					aside++
				}
			}
			for _, d := range w.devices {
				all, err := d.link.Parked()
				certainly(t, err)
				got := map[uint64]string{}
				for _, p := range all {
					got[p.Result.Seq] = p.Result.Code
					if string(p.Operation) != d.disk.journal[p.Result.Seq-1] {
						t.Errorf("the operation set aside is %s", p.Operation)
					}
				}
				if !maps.Equal(got, want[d.disk.device]) {
					t.Errorf("%s knows of %v, the server set aside %v", d.disk.device, got, want[d.disk.device])
				}
			}
		})
	}
	if aside < schedules() {
		t.Errorf("%d operations were set aside only", aside)
	}
}
