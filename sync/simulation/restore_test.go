package simulation_test

import (
	"reflect"
	"slices"
	"testing"
)

// TestI15Restore: a server put back to any backup gets from the devices all
// that it lost, as they wrote it, and everybody sees the same again.
func TestI15Restore(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	f := rough()
	f.backup, f.restore = 0.06, 0.05
	restored := 0
	for seed := range schedules() / 2 {
		run(t, ca, 80_000+uint64(seed), 3, 60, f, nil, func(w *world) {
			have := map[string][]string{}
			for _, a := range w.accepted() {
				have[a.Dev] = append(have[a.Dev], string(a.Raw))
			}
			want := w.rows()
			for _, d := range w.devices {
				if !slices.Equal(have[d.disk.device], d.disk.journal) {
					t.Errorf("%s wrote %d operations, the server has %d", d.disk.device, len(d.disk.journal), len(have[d.disk.device]))
				}
				if !reflect.DeepEqual(d.disk.edits, want) {
					t.Errorf("%s shows\n%s\nthe server has\n%s", d.disk.device, asJSON(d.disk.edits), asJSON(want))
				}
			}
			if slices.Contains(w.log, "restored") {
				restored++
			}
		})
	}
	if restored < schedules()/8 {
		t.Errorf("the server was restored in %d schedules only", restored)
	}
}
