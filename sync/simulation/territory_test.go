package simulation_test

import (
	"crypto/x509"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
	"segit/sync/authority"
	"segit/sync/client"
	"segit/sync/server"
)

// office is a device with an archive on a disk, whose supplies travel.
type office struct {
	w        *world
	archive  *store.Archive
	link     *client.Link
	line     *line
	imported int
}

func (w *world) office(n int) *office {
	w.t.Helper()
	a, err := store.Create(w.t.Context(), filepath.Join(w.t.TempDir(), fmt.Sprint("banco", n, ".segit")), comune, 7792)
	certainly(w.t, err)
	w.t.Cleanup(func() { certainly(w.t, a.Close()) })
	o := &office{w: w, archive: a}
	o.line = &line{world: w, shows: func() *x509.Certificate {
		var state json.RawMessage
		certainly(w.t, a.SharedView(func(tx *store.SharedTx) error {
			_, err := tx.Get("state", &state)
			return err
		}))
		return certificateIn(state)
	}}
	o.link = client.NewOver(client.Of(a), o.line, w.now)
	code, kept := server.NewCode(fmt.Sprint("user", n), "analyst", []string{comune}, w.clock)
	certainly(w.t, w.store.AddCode(w.t.Context(), kept))
	pem, _, err := w.ca.PEM()
	certainly(w.t, err)
	_, _, err = o.link.Enrol(w.t.Context(), client.EnrolRequest{Server: "https://segit.example", CA: pem, Code: code})
	certainly(w.t, err)
	return o
}

// supply imports a picture of some sheets; the next may repeat some of it.
func (o *office) supply(n int) {
	o.imported++
	schema := &gis.Schema{Dataset: "parcels", Source: "cadastral-map", Shape: gis.PolygonShape, Identity: []string{"sheet", "parcel"}, Columns: []gis.Column{
		{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet}, {Name: "parcel", Type: gis.Text, Role: gis.RoleParcel}, {Name: "area", Type: gis.Integer},
	}}
	b := gis.NewBatch(schema)
	for i := range 12 + o.w.random.IntN(12) {
		x := 500000 + 900*float64(i%3)
		b.SetText(0, fmt.Sprint(i%3+1))
		b.SetText(1, fmt.Sprint(i/3))
		b.SetNum(2, int64(o.w.random.IntN(2)))
		b.Shapes.Append(orb.Bound{Min: orb.Point{x, 1.1}, Max: orb.Point{x + 9, 9}}.ToPolygon())
		b.Add(uint32(i+1), gis.Always, gis.OpenEnd)
	}
	day := gis.Day(2025, 1, 1+o.w.random.IntN(28))
	o.build(func(build *store.Build) error {
		in := build.Supply(store.Intake{EPSG: 7792, Scope: func(*gis.Batch, int) string { return "" }, Supply: gis.Supply{
			Source: "cadastral-map", File: fmt.Sprint(n, "-", o.imported), SHA256: fmt.Sprint(n, o.imported), Date: day, Imported: time.Unix(int64(1000*n+o.imported), 0).UTC(),
		}})
		return in.Rows(o.w.t.Context(), b)
	})
}

func (o *office) build(f func(*store.Build) error) {
	build, err := o.archive.Build(o.w.t.Context())
	certainly(o.w.t, err)
	certainly(o.w.t, f(build))
	certainly(o.w.t, build.Commit())
}

// attach puts a file beside a finding.
func (o *office) attach(n int) {
	o.imported++
	body := strings.Repeat(fmt.Sprint("foto ", n, o.w.random.IntN(3)), 300)
	b, err := o.archive.KeepBlob(o.w.t.Context(), strings.NewReader(body))
	certainly(o.w.t, err)
	_, err = o.archive.Append(store.Operation{
		Layer: store.LayerAttachments, ID: fmt.Sprint("a", n, "-", o.imported), Cell: "_/1", Kind: store.CreateKind, Actor: "anna",
		Set: map[string]store.Change{store.HashColumn: {New: fmt.Appendf(nil, "%q", b.SHA256)}, store.SizeColumn: {New: fmt.Append(nil, b.Size)}},
	})
	certainly(o.w.t, err)
}

// shows are the rows and attachments that an office has to show.
func (o *office) shows() []string {
	all, err := o.archive.Contents(o.w.t.Context())
	certainly(o.w.t, err)
	var lines []string
	for _, c := range all {
		if strings.HasPrefix(c.Part, "rows") {
			lines = append(lines, c.String())
		}
	}
	edits, err := o.archive.Edits(store.LayerAttachments)
	certainly(o.w.t, err)
	for id, e := range edits {
		lines = append(lines, id+string(e.Cells[store.HashColumn].Value))
	}
	register, err := o.archive.Supplies()
	certainly(o.w.t, err)
	for i := range register {
		lines = append(lines, register[i].File)
	}
	slices.Sort(lines)
	return lines
}

// TestI12SuppliesConverge: offices import, compute and attach over a network that
// loses, repeats, cuts and alters, with a server that restarts and is restored:
// in the end all show the same, and the server has every attachment.
func TestI12SuppliesConverge(t *testing.T) {
	ca, err := authority.New(time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC))
	certainly(t, err)
	for seed := range uint64(schedulesOfTerritory(t)) {
		w := newWorld(t, ca, seed, 0, faults{})
		var offices []*office
		for n := range 3 {
			offices = append(offices, w.office(n))
		}
		w.faults = rough()
		w.faults.dies = 0
		for range 30 {
			n := w.random.IntN(len(offices))
			o := offices[n]
			switch w.random.IntN(9) {
			case 0:
				o.line.down = !o.line.down
			case 1:
				w.restart()
			case 2:
				o.supply(n)
			case 3:
				o.attach(n)
			case 4:
				w.backup()
			case 5:
				if w.chance(0.4) {
					w.restoreBackup()
				}
			default:
				_, _ = o.link.Sync(t.Context(), gis.Quiet{})
			}
		}
		w.faults, w.late = faults{}, nil
		for range 3 {
			for _, o := range offices {
				o.line.down = false
				if _, err := o.link.Sync(t.Context(), gis.Quiet{}); err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
			}
		}
		want := offices[0].shows()
		for n, o := range offices {
			if got := o.shows(); !slices.Equal(got, want) {
				t.Errorf("seed %d, office %d shows\n%v\nthe first\n%v", seed, n, got, want)
			}
			blobs, err := o.archive.Blobs()
			certainly(t, err)
			certainly(t, w.store.Read(t.Context(), comune, func(v server.View) error {
				for i := range blobs {
					if b, err := v.Blob(blobs[i].SHA256); b == nil || err != nil {
						t.Errorf("seed %d: the server lacks an attachment of office %d, %v", seed, n, err)
					}
				}
				return nil
			}))
		}
		w.close()
	}
}

// schedulesOfTerritory is how many schedules a run takes: archives on a disk take
// their time.
func schedulesOfTerritory(t *testing.T) int {
	t.Helper()
	if testing.Short() {
		return 2
	}
	return 6
}
