package simulation_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"segit/gis"
	"segit/gis/finding"
	"segit/store"
	"segit/sync/authority"
	"segit/sync/client"
	"segit/sync/server"
	"segit/sync/server/boltstore"
)

const comune = "W001"

// faults are how often things go wrong, from 0 to 1.
type faults struct{ lost, answerLost, delayed, repeated, cut, altered, dies, bad, backup, restore float64 }

// rough is a bad day.
func rough() faults {
	return faults{lost: 0.1, answerLost: 0.1, delayed: 0.05, repeated: 0.1, cut: 0.05, altered: 0.05, dies: 0.04, bad: 0.05}
}

// world is a server and its devices.
type world struct {
	t       *testing.T
	random  *rand.Rand
	faults  faults
	clock   time.Time
	ca      *authority.Authority
	store   *boltstore.Store
	path    string
	backups []string
	copies  int // backups ever made
	handler http.Handler
	devices []*device
	late    []func() // requests still on their way
	log     []string
	words   int             // given to operations, by which each is known
	saved   map[string]bool // those of operations that were said to be saved
}

// device is a desk or a laptop.
type device struct {
	disk  *disk
	line  *line
	link  *client.Link
	saved int // operations that were said to be saved
}

func newWorld(t *testing.T, ca *authority.Authority, seed uint64, devices int, f faults) *world {
	t.Helper()
	w := &world{
		t: t, random: rand.New(rand.NewPCG(seed, 99)), clock: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC), ca: ca,
		path: filepath.Join(t.TempDir(), "segitd.db"), saved: map[string]bool{},
	}
	w.open(w.path)
	for n := range devices {
		w.enrol(n)
	}
	w.faults = f
	return w
}

// open starts the server on a file.
func (w *world) open(path string) {
	w.t.Helper()
	var err error
	if w.store, err = boltstore.Open(path, boltstore.Options{NoSync: true}); err != nil {
		w.t.Fatal(err)
	}
	w.restart()
}

// restart is another process of the server on the same file.
func (w *world) restart() {
	w.t.Helper()
	s, err := server.New(w.t.Context(), server.Config{Store: w.store, Authority: w.ca, Now: w.now, Told: func(told server.Told) {
		if told.Err != nil {
			w.t.Errorf("%s: %v", told.Route, told.Err)
		}
	}})
	if err != nil {
		w.t.Fatal(err)
	}
	w.handler = s.Handler()
}

func (w *world) close() {
	if err := w.store.Close(); err != nil {
		w.t.Error(err)
	}
}

// now goes on, and sometimes jumps.
func (w *world) now() time.Time {
	w.clock = w.clock.Add(time.Duration(w.random.IntN(1000)) * time.Millisecond)
	if w.chance(0.01) {
		return w.clock.Add(time.Duration(w.random.IntN(48)-24) * time.Hour)
	}
	return w.clock
}

func (w *world) chance(p float64) bool { return p > 0 && w.random.Float64() < p }

func (w *world) fate() fate {
	if w.chance(w.faults.dies) {
		return fate(1 + w.random.IntN(2))
	}
	return fine
}

// enrol adds a device.
func (w *world) enrol(n int) *device {
	w.t.Helper()
	id := uuid.NewSHA1(uuid.NameSpaceOID, []byte(fmt.Sprint("device", n))).String()
	d := &device{disk: newDisk(id, w.now, w.fate)}
	d.line = &line{world: w, shows: d.disk.certificate}
	d.link = client.NewOver(d.disk, d.line, w.now)
	code, kept := server.NewCode(fmt.Sprint("user", n), "analyst", []string{comune}, w.clock)
	if err := w.store.AddCode(w.t.Context(), kept); err != nil {
		w.t.Fatal(err)
	}
	certificate, _, err := w.ca.PEM()
	if err == nil {
		_, _, err = d.link.Enrol(w.t.Context(), client.EnrolRequest{Server: "https://segit.example", CA: certificate, Code: code})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.devices = append(w.devices, d)
	return d
}

// attempt runs something that the device may die in: then it starts again.
func (w *world) attempt(d *device, f func() error) (err error, dead bool) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case died:
			d.link, dead = client.NewOver(d.disk, d.line, w.now), true
		default:
			panic(r)
		}
	}()
	return f(), false
}

func (w *world) say(format string, args ...any) { w.log = append(w.log, fmt.Sprintf(format, args...)) }

// step is one thing that happens.
func (w *world) step() {
	d := w.devices[w.random.IntN(len(w.devices))]
	switch w.random.IntN(12) {
	case 0:
		d.line.down = !d.line.down
	case 1:
		w.restart()
	case 2:
		if len(w.late) > 0 {
			i := w.random.IntN(len(w.late))
			deliver := w.late[i]
			w.late = append(w.late[:i], w.late[i+1:]...)
			deliver()
		}
	case 3:
		w.resolve(d)
	case 4, 5, 6:
		w.sync(d)
	default:
		if w.chance(0.5) {
			d.disk.look()
		}
		w.edit(d)
	}
	if w.chance(w.faults.backup) {
		w.backup()
	}
	if w.chance(w.faults.restore) {
		w.restoreBackup()
	}
}

// edit writes an operation, now and then one that the server cannot join.
func (w *world) edit(d *device) {
	o := store.Operation{
		Layer: store.DatasetFindings, ID: fmt.Sprint("f", w.random.IntN(4)), Cell: "A/12", Kind: store.SetKind, Actor: d.disk.device[:4],
	}
	n := w.random.IntN(5)
	value := json.RawMessage(fmt.Sprintf("%q", fmt.Sprint("v", n)))
	column := []string{"assignee", "due", "note", "state"}[w.random.IntN(4)]
	if column == "due" {
		value = json.RawMessage(fmt.Sprintf(`"2026-12-0%d"`, n+1))
	}
	if column == "state" {
		o.Kind = store.TransitionKind
		value = decision([]string{"checking", "to-invite", "closed", "rejected"}[w.random.IntN(4)])
		var before *finding.Decision
		if cell, ok := d.disk.edits[o.Layer+"/"+o.ID].Cells[column]; ok {
			if err := json.Unmarshal(cell.Value, &before); err != nil {
				w.t.Fatal(err)
			}
		}
		states, err := finding.BuiltInStates()
		if err != nil {
			w.t.Fatal(err)
		}
		var after finding.Decision
		if err := json.Unmarshal(value, &after); err != nil {
			w.t.Fatal(err)
		}
		if states.Follows(before, after) != nil {
			return // the desk would not let it through
		}
	}
	o.Set = map[string]store.Change{column: {New: value}}
	if w.chance(w.faults.bad) {
		w.spoil(&o)
	}
	w.append(d, o)
}

// spoil makes an operation one that the server sets aside.
func (w *world) spoil(o *store.Operation) {
	switch w.random.IntN(4) {
	case 0:
		o.Layer = "parcels"
	case 1:
		o.Schema = 77
	case 2:
		o.Kind = "burn"
	case 3:
		o.Kind = store.TransitionKind
		o.Set = map[string]store.Change{"state": {Base: decision("closed"), New: decision("to-invite")}}
	}
}

func decision(state string) json.RawMessage {
	raw, err := json.Marshal(finding.Decision{State: state, Reason: "perché", Proof: "p"})
	if err != nil {
		panic(err)
	}
	return raw
}

func (w *world) append(d *device, o store.Operation) {
	o.Purpose = w.word()
	err, dead := w.attempt(d, func() error { return d.disk.Append(o) })
	if err != nil {
		w.t.Fatal(err)
	}
	if !dead {
		d.saved, w.saved[o.Purpose] = len(d.disk.journal), true
	}
}

// word is a purpose that no other operation has: it stays however the operation
// is told.
func (w *world) word() string {
	w.words++
	return fmt.Sprint("edit ", w.words)
}

// resolve decides a conflict that the device shows.
func (w *world) resolve(d *device) {
	_, _ = w.attempt(d, func() error {
		all, err := d.link.Conflicts()
		if err != nil || len(all) == 0 {
			return err
		}
		c := all[w.random.IntN(len(all))]
		err = d.link.Resolve(c.ID, client.Choice{Number: 1 + w.random.IntN(len(c.Values))}, d.disk.device[:4], w.word())
		if err == nil {
			d.saved = len(d.disk.journal)
		}
		return err
	})
}

// sync lets a device sync; what the network does to it is no fault of its own.
func (w *world) sync(d *device) client.Summary {
	var sum client.Summary
	err, dead := w.attempt(d, func() (err error) {
		sum, err = d.link.Sync(w.t.Context(), gis.Quiet{})
		return err
	})
	if !dead && err == nil {
		w.say("%s %+v", d.disk.device[:4], sum)
	}
	return sum
}

// settle heals everything and lets the devices sync until nothing moves.
func (w *world) settle() {
	w.t.Helper()
	w.faults = faults{}
	for _, deliver := range w.late {
		deliver()
	}
	w.late = nil
	for range 12 {
		moved := 0
		for _, d := range w.devices {
			d.line.down = false
			sum, err := d.link.Sync(w.t.Context(), gis.Quiet{})
			if err != nil {
				w.t.Fatalf("%s does not sync: %v\n%v", d.disk.device, err, w.log)
			}
			moved += sum.Pushed + sum.Pulled + sum.Pending
		}
		if moved == 0 {
			return
		}
	}
	w.t.Fatal("the devices never come to rest")
}

// backup copies the server's file.
func (w *world) backup() {
	w.copies++
	path := fmt.Sprintf("%s.%d", w.path, w.copies)
	if err := w.store.Backup(w.t.Context(), path); err != nil {
		w.t.Fatal(err)
	}
	w.backups = append(w.backups, path)
}

// restoreBackup starts the server again on an old copy.
func (w *world) restoreBackup() {
	if len(w.backups) == 0 {
		return
	}
	path := w.backups[len(w.backups)-1]
	w.backups = w.backups[:len(w.backups)-1]
	w.close()
	w.open(path)
	if err := w.store.Renew(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	w.restart()
	w.say("restored")
}

func certainly(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
