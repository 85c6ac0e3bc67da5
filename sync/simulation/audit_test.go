package simulation_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"segit/gis"
	"segit/store"
	"segit/sync/server"
	"segit/sync/wire"
)

// logOf is how far the server has a device's access log.
func (w *world) logOf(d *device) (link wire.Link) {
	certainly(w.t, w.store.Read(w.t.Context(), comune, func(v server.View) (err error) {
		link, err = v.Log(d.disk.device)
		return err
	}))
	return link
}

// TestI13Audit: whatever happens, the server has each device's log whole; one
// that was changed, cut or left behind gets no data.
func TestI13Audit(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	change := func(d *disk, n int) { d.access[n] = strings.Replace(d.access[n], `"actor":"a"`, `"actor":"b"`, 1) }
	// What was sent is at the server as it was: the rest is what can be altered.
	tampers := []func(d *disk, sent int){
		func(d *disk, sent int) { change(d, sent+1) },
		func(d *disk, sent int) { change(d, sent+2) },
		func(d *disk, sent int) { d.access = slices.Delete(d.access, sent+1, sent+2) },
		func(d *disk, sent int) { d.access = d.access[:sent+2] },
		func(d *disk, sent int) { d.access = d.access[:sent] },
	}
	for seed := range schedules() / 4 {
		run(t, ca, 90_000+uint64(seed), 2, 40, rough(), nil, func(w *world) {
			for _, d := range w.devices {
				if got := w.logOf(d); got.Seq != uint64(len(d.disk.access)) {
					t.Errorf("the server has %d entries of %d", got.Seq, len(d.disk.access))
				}
			}
			w.tampered(w.devices[0], tampers[w.random.IntN(len(tampers))])
		})
	}
}

// tampered writes into a device's log, reads and edits that were never sent and
// one that was, changes the log, and looks whether the device still gets data.
func (w *world) tampered(d *device, tamper func(d *disk, sent int)) {
	sent := len(d.disk.access)
	for range 3 {
		d.disk.look()
	}
	o := store.Operation{
		Layer: store.DatasetFindings, ID: "f0", Kind: store.SetKind, Set: map[string]store.Change{"due": {New: json.RawMessage(`"2026-12-01"`)}},
	}
	w.append(d, o)
	tamper(d.disk, sent)
	other := w.devices[1]
	w.append(other, o)
	w.sync(other)
	sum, err := d.link.Sync(w.t.Context(), gis.Quiet{})
	if err == nil || sum.Pulled > 0 {
		w.t.Errorf("the device gets %+v, %v", sum, err)
	}
}
