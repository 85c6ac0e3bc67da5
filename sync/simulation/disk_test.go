package simulation_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"segit/store"
	"segit/sync/client"
)

// died is what a process that is killed panics with.
type died struct{}

// disk is the archive of a device: what was committed survives, the rest does
// not. It stands in for [store.Archive], whose own tests show that a
// transaction is durable.
type disk struct {
	device  string
	former  []store.Former
	values  map[string]string
	journal []string
	access  []string
	edits   map[string]store.Edits
	now     func() time.Time
	fate    func() fate // of the next transaction
	lease   *store.Lease
	left    []byte // kept beside the archive that was erased
	wiped   bool
}

// fate is what befalls a transaction.
type fate int

const (
	fine fate = iota
	diesBefore
	diesAfter
)

func newDisk(device string, now func() time.Time, f func() fate) *disk {
	return &disk{device: device, values: map[string]string{}, edits: map[string]store.Edits{}, now: now, fate: f}
}

// Of is the device and its municipality.
func (d *disk) Of() (string, string) { return d.device, comune }

// Plaintext reports an archive in the clear.
func (d *disk) Plaintext() bool { return false }

// Leased is the lease of the archive.
func (d *disk) Leased() *store.Lease { return d.lease }

// Lease closes the archive with the half of a lease.
func (d *disk) Lease(l store.Lease) error {
	return d.written(func() { d.lease = &l })
}

// Renew gives the lease more time.
func (d *disk) Half() []byte {
	if d.lease == nil {
		return nil
	}
	return d.lease.Half
}

func (d *disk) Renew(until, _ time.Time) error {
	l := *d.lease
	l.Until = until
	return d.written(func() { d.lease = &l })
}

// Beside keeps something beside the archive.
func (d *disk) Beside(_ string, body []byte) (string, error) {
	return "beside", d.written(func() { d.left = body })
}

// Wipe erases the archive.
func (d *disk) Wipe() error {
	return d.written(func() {
		d.wiped, d.journal, d.access, d.values, d.edits = true, nil, nil, map[string]string{}, map[string]store.Edits{}
	})
}

// written is a change that the process may die in.
func (d *disk) written(f func()) error {
	switch d.fate() {
	case diesBefore:
		panic(died{})
	case diesAfter:
		f()
		panic(died{})
	}
	f()
	return nil
}

// memoryTx is a transaction that has not been committed.
type memoryTx struct {
	disk   *disk
	values map[string]*string
	edits  map[string]*store.Edits
}

// Shared runs f in one transaction.
func (d *disk) Shared(f func(client.Tx) error) error {
	tx := &memoryTx{d, map[string]*string{}, map[string]*store.Edits{}}
	if err := f(tx); err != nil {
		return err
	}
	fate := d.fate()
	if fate == diesBefore {
		panic(died{})
	}
	for k, v := range tx.values {
		if v == nil {
			delete(d.values, k)
		} else {
			d.values[k] = *v
		}
	}
	for k, v := range tx.edits {
		if v == nil {
			delete(d.edits, k)
		} else {
			d.edits[k] = *v
		}
	}
	if fate == diesAfter {
		panic(died{})
	}
	return nil
}

// View runs f in a transaction that only reads.
func (d *disk) View(f func(client.Tx) error) error {
	return f(&memoryTx{d, map[string]*string{}, map[string]*store.Edits{}})
}

// Get reads a value.
func (t *memoryTx) Get(key string, v any) (bool, error) {
	raw, found := t.disk.values[key]
	if changed, ok := t.values[key]; ok {
		if found = changed != nil; found {
			raw = *changed
		}
	}
	if !found {
		return false, nil
	}
	return true, json.Unmarshal([]byte(raw), v)
}

// Put keeps a value.
func (t *memoryTx) Put(key string, v any) error {
	raw, err := json.Marshal(v)
	text := string(raw)
	t.values[key] = &text
	return err
}

// Delete removes a value.
func (t *memoryTx) Delete(key string) error {
	t.values[key] = nil
	return nil
}

// Each gives the values under a prefix.
func (t *memoryTx) Each(prefix string, found func(string, json.RawMessage) error) error {
	all := maps.Clone(t.disk.values)
	for k, v := range t.values {
		delete(all, k)
		if v != nil {
			all[k] = *v
		}
	}
	for _, k := range slices.Sorted(maps.Keys(all)) {
		if strings.HasPrefix(k, prefix) {
			if err := found(k, json.RawMessage(all[k])); err != nil {
				return err
			}
		}
	}
	return nil
}

// Keys gives the keys under a prefix.
func (t *memoryTx) Keys(prefix string, found func(string) error) error {
	return t.Each(prefix, func(key string, _ json.RawMessage) error { return found(key) })
}

// Aside keeps what was said of an operation set aside.
func (t *memoryTx) Aside(seq uint64, said any) error {
	return t.Put(fmt.Sprintf("aside/%06d", seq), said)
}

// EachAside gives it back.
func (t *memoryTx) EachAside(found func(uint64, json.RawMessage) error) error {
	return t.Each("aside/", func(key string, said json.RawMessage) error {
		seq, err := strconv.ParseUint(strings.TrimPrefix(key, "aside/"), 10, 64)
		if err != nil {
			return err
		}
		return found(seq, said)
	})
}

// Journal gives the operations after a number.
func (t *memoryTx) Journal(after uint64, found func(uint64, []byte) (bool, error)) error {
	for i := after; i < uint64(len(t.disk.journal)); i++ {
		if more, err := found(i+1, []byte(t.disk.journal[i])); err != nil || !more {
			return err
		}
	}
	return nil
}

// Log gives the entries of the access log after a number.
func (t *memoryTx) Log(after uint64, found func(uint64, []byte) (bool, error)) error {
	for i := after; i < uint64(len(t.disk.access)); i++ {
		if more, err := found(i+1, []byte(t.disk.access[i])); err != nil || !more {
			return err
		}
	}
	return nil
}

// look writes an entry of the access log as [store.Archive.LogAccess] does.
func (d *disk) look() {
	x := store.Access{Device: d.device, Comune: comune, Seq: uint64(len(d.access) + 1), Deed: "finding", Actor: "a", At: d.now()}
	if len(d.access) > 0 {
		x.Prev = store.HashOf([]byte(d.access[len(d.access)-1]))
	}
	raw, err := x.Encode()
	if err != nil {
		panic(err)
	}
	d.access = append(d.access, string(raw))
}

// Show puts a row as people see it.
func (t *memoryTx) Show(layer, id string, e *store.Edits) error {
	t.edits[layer+"/"+id] = e
	return nil
}

// Append writes an operation as [store.Archive.Append] does.
func (d *disk) Append(o store.Operation) error {
	o.Device, o.Comune, o.Seq, o.At = d.device, comune, uint64(len(d.journal)+1), d.now()
	if o.Schema == 0 {
		o.Schema = 1
	}
	if len(d.journal) > 0 {
		o.Prev = store.HashOf([]byte(d.journal[len(d.journal)-1]))
	}
	if n := len(d.access); n > 0 {
		o.Seen = fmt.Sprint(n, ":", store.HashOf([]byte(d.access[n-1])))
	}
	name := o.Layer + "/" + o.ID
	e := d.edits[name]
	cells := maps.Clone(e.Cells)
	if cells == nil {
		cells = map[string]store.Cell{}
	}
	e.Cells = cells
	o.Set = maps.Clone(o.Set)
	for column, c := range o.Set {
		if column == "note" {
			continue
		}
		was := cells[column]
		if c.Base == nil {
			c.Base = was.Value
		}
		if o.Kind != store.ResolveKind {
			c.Saw = was.By
		}
		o.Set[column] = c
		others := slices.DeleteFunc(slices.Clone(was.Others), func(r store.Rival) bool { return slices.Contains(c.Saw, r.By) })
		cells[column] = store.Cell{Value: c.New, By: []string{o.Name()}, Others: others}
	}
	raw, err := json.Marshal(o)
	if err != nil {
		return err
	}
	switch d.fate() {
	case diesBefore:
		panic(died{})
	case diesAfter:
		d.journal, d.edits[name] = append(d.journal, string(raw)), e
		panic(died{})
	}
	d.journal, d.edits[name] = append(d.journal, string(raw)), e
	return nil
}
