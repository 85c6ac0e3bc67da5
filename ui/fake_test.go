package ui

import (
	"context"
	"errors"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"segit/gis"
	"segit/gis/control"
	"segit/gis/render"
	"segit/gis/text"
	"segit/store/desk"
	"segit/sync/client"
	"segit/sync/sharing"
	"segit/ui/dialogue"
)

// fakeArchive is an archive in memory: a grid of square parcels of 40 m with
// a building in each, and findings on some of them.
type fakeArchive struct {
	mu       sync.Mutex
	about    desk.About
	closed   bool
	findings []gis.Finding
	edits    []desk.Edit
	done     [][]string // ids of each edit that stands
	undone   [][]string
	reader   desk.Reader
	moment   desk.Moment
	acts     []gis.SupplyAct
	refuses  bool // the last edit cannot be undone
	imported desk.ImportRequest
	ran      desk.ControlRequest
	overlaid []desk.OverlayRequest
	attached []desk.Attachment
	block    chan bool // import waits for it when it is not nil

	shared    sharing.Shared
	syncs     int
	syncErr   error
	joined    client.EnrolRequest
	decisions []client.Choice
	resent    []uint64
	dismissed []uint64

	leaseOver  error
	passphrase string // set anew
	keyring    bool
}

// fakePassphrase opens fake archives that are sealed.
const fakePassphrase = "gatto lampada"

const (
	fakeSide  = 40.0
	fakeCount = 12
	fakeX     = 507_000.0
	fakeY     = 4_151_000.0
)

func newFakeArchive(path string) *fakeArchive {
	a := &fakeArchive{about: desk.About{Path: path, Comune: "W001", EPSG: 7792, Plaintext: true}}
	for i := range 9 {
		euro := gis.Cents(4320 + 1000*i)
		key := gis.MakeKey("W001", "A", "12", parcelNumber(i, i), "")
		f := gis.Finding{
			ID: strings.Repeat(string(rune('a'+i)), 16), Control: []string{"tari-surface", "ghost-building", "obsolete-class"}[i%3],
			Version: 1, Severity: gis.Level(i%3 + 1), TaxYear: 2025, Cadastre: gis.Urban, Key: key,
			Expected: gis.SquareMetres(80 * gis.One), Found: gis.SquareMetres(60 * gis.One), Delta: gis.SquareMetres(gis.Decimal(-20-i) * gis.One),
			Confidence: gis.High, State: "new", Geometry: parcelAt(i, i),
			Evidence: []gis.Evidence{{
				Dataset: "units", SHA256: strings.Repeat("0f", 32), File: "W001A0001.FAB", Row: uint32(100 + i),
				Facts: []gis.Fact{{Label: "surface", Value: "100"}},
			}},
		}
		if i%2 == 0 {
			f.Euro = &euro
		}
		a.findings = append(a.findings, f)
	}
	return a
}

func parcelNumber(i, j int) string { return string(rune('1'+i)) + string(rune('0'+j%10)) }

func parcelAt(i, j int) orb.Polygon {
	x, y := fakeX+fakeSide*float64(i), fakeY+fakeSide*float64(j)
	return orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + fakeSide, y + fakeSide}}.ToPolygon()
}

func fakeBound() orb.Bound {
	return orb.Bound{Min: orb.Point{fakeX, fakeY}, Max: orb.Point{fakeX + fakeSide*fakeCount, fakeY + fakeSide*fakeCount}}
}

func (a *fakeArchive) About() desk.About {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.about
}

func (a *fakeArchive) Layers(context.Context) ([]desk.Layer, error) {
	parcels := desk.Layer{Name: "parcels", Source: "cadastral-map", Count: fakeCount * fakeCount, Geometry: gis.PolygonShape, Bound: fakeBound()}
	buildings := parcels
	buildings.Name, buildings.Source = "buildings", "buildings"
	units := desk.Layer{Name: "units", Source: "census", Count: 1204, Bound: orb.Bound{Min: orb.Point{1, 1}}}
	return []desk.Layer{buildings, parcels, units}, nil
}

func (a *fakeArchive) KeepDrawings(context.Context) (int, error) { return 1, nil }

func (a *fakeArchive) Drawings(ctx context.Context, layer, _ string, _ orb.Bound, _ float64, _ func([]*render.Drawing)) ([]*render.Drawing, error) {
	var shapes gis.Shapes
	class := []uint8{}
	switch layer {
	case "parcels", "buildings":
		for i := range fakeCount {
			for j := range fakeCount {
				p := parcelAt(i, j)
				if layer == "buildings" {
					p = p.Bound().Pad(-fakeSide / 4).ToPolygon()
				}
				shapes.Append(p)
				class = append(class, 0)
			}
		}
	case findingsLayer:
		a.mu.Lock()
		defer a.mu.Unlock()
		for _, f := range a.findings {
			shapes.Append(f.Geometry)
			class = append(class, render.FindingClass(f.Severity))
		}
	default:
		return nil, errors.New("no such layer: " + layer)
	}
	d := render.Simplify(&shapes, nil, 0, orb.Point{fakeX, fakeY})
	d.Class = class
	return []*render.Drawing{d}, ctx.Err()
}

func (a *fakeArchive) Identify(_ context.Context, at orb.Point, _ float64, layers []desk.Layer) ([]desk.Feature, error) {
	i, j := int(math.Floor((at[0]-fakeX)/fakeSide)), int(math.Floor((at[1]-fakeY)/fakeSide))
	if i < 0 || j < 0 || i >= fakeCount || j >= fakeCount {
		return nil, nil
	}
	out := []desk.Feature{}
	for _, l := range layers {
		shape := parcelAt(i, j)
		if l.Name == "buildings" {
			shape = shape.Bound().Pad(-fakeSide / 4).ToPolygon()
		}
		if planar.PolygonContains(shape, at) {
			out = append(out, a.feature(l.Name, i, j, shape))
		}
	}
	return out, nil
}

func (a *fakeArchive) feature(layer string, i, j int, shape orb.Polygon) desk.Feature {
	return desk.Feature{
		Layer: layer, Source: "cadastral-map", Key: gis.MakeKey("W001", "A", "12", parcelNumber(i, j), ""),
		Shape: shape, Bound: shape.Bound(), Line: 7, Supply: gis.Supply{File: "W001A001200.CXF", Date: gis.Day(2025, 10, 2)},
		Fields: []desk.Field{{Name: "surface", Value: "1600.5", Type: gis.Number}, {Name: "empty"}},
	}
}

func (a *fakeArchive) Locate(_ context.Context, text string, limit int) ([]desk.Feature, error) {
	if text == "?" {
		return nil, gis.Refuse("fake.Locate", gis.BadInput, "key.form", text)
	}
	out := []desk.Feature{}
	for i := range fakeCount {
		f := a.feature("parcels", i, i, parcelAt(i, i))
		if strings.HasPrefix(f.Key.Parcel, text) && len(out) < limit || f.Key.String() == text {
			out = append(out, f)
		}
	}
	return out, nil
}

func (a *fakeArchive) Findings(_ context.Context, filter desk.FindingFilter) ([]gis.Finding, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(a.findings), func(f gis.Finding) bool {
		return filter.Control != "" && f.Control != filter.Control || filter.State != "" && f.State != filter.State
	}), nil
}

func (a *fakeArchive) Finding(_ context.Context, id string) (gis.Finding, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, f := range a.findings {
		if f.ID == id {
			return f, nil
		}
	}
	return gis.Finding{}, gis.Refuse("fake.Finding", gis.NotFound, "key.form", id)
}

func (a *fakeArchive) EditFindings(_ context.Context, ids []string, e desk.Edit) ([]desk.RefusedEdit, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.edits = append(a.edits, e)
	a.done = append(a.done, ids)
	a.undone = nil
	for i := range a.findings {
		if slices.Contains(ids, a.findings[i].ID) && e.State != nil {
			a.findings[i].State = *e.State
		}
	}
	return nil, nil
}

func (a *fakeArchive) History(_ context.Context, id string) ([]desk.Logged, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var all []desk.Logged
	for i, ids := range a.done {
		if slices.Contains(ids, id) && a.edits[i].State != nil {
			all = append(all, desk.Logged{Changes: []desk.Changed{{Column: "state", Old: "new", New: *a.edits[i].State}}})
		}
	}
	return all, nil
}

func fakeStep(ids []string) *desk.Step {
	if ids == nil {
		return nil
	}
	return &desk.Step{Columns: []string{"state"}, Rows: len(ids), Control: "tari-surface", Place: "F:W001/A/12/1"}
}

// turn moves the last of some edits to others.
func (a *fakeArchive) turn(from, to *[][]string) ([]desk.Step, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := len(*from)
	if n == 0 {
		return nil, gis.Refuse("fake.turn", gis.NotFound, "key.form", "")
	}
	ids := (*from)[n-1]
	*from, *to = (*from)[:n-1], append(*to, ids)
	return []desk.Step{*fakeStep(ids)}, nil
}

func (a *fakeArchive) PassOver(context.Context, string) (desk.Step, error) {
	a.refuses = false
	steps, err := a.turn(&a.done, new([][]string))
	if err != nil {
		return desk.Step{}, err
	}
	return steps[0], nil
}

func (a *fakeArchive) Undo(context.Context, int, string, string) ([]desk.Step, error) {
	if a.refuses {
		return nil, gis.Refuse("fake.Undo", gis.BadInput, "edit.changed-state", "F:W001/A/12/1")
	}
	return a.turn(&a.done, &a.undone)
}

func (a *fakeArchive) Redo(context.Context, int, string, string) ([]desk.Step, error) {
	return a.turn(&a.undone, &a.done)
}

func (a *fakeArchive) NextSteps(context.Context, string) (undo, redo *desk.Step, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	last := func(all [][]string) *desk.Step {
		if len(all) == 0 {
			return nil
		}
		return fakeStep(all[len(all)-1])
	}
	return last(a.done), last(a.undone), nil
}

func (a *fakeArchive) Assertions(_ context.Context, key string) ([]desk.Assertion, error) {
	return []desk.Assertion{{About: key, Text: "edificio demolito", Author: "prova"}}, nil
}

func (a *fakeArchive) SetReader(r desk.Reader) { a.reader = r }

func (a *fakeArchive) ReportFinding(_ context.Context, id string, r desk.ReportRequest, w io.Writer) error {
	_, err := io.WriteString(w, "%PDF "+id+" "+string(r.Lang))
	return err
}

func (a *fakeArchive) ReportControl(_ context.Context, id string, r desk.ReportRequest, w io.Writer, _ gis.Progress) error {
	_, err := io.WriteString(w, "%PDF "+id+" "+string(r.Lang))
	return err
}

func (a *fakeArchive) Import(ctx context.Context, r desk.ImportRequest, p gis.Progress, file func(desk.ImportedFile)) error {
	if a.block != nil {
		p.Stage(gis.Say("ui.task.import"), 10)
		select {
		case <-a.block:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	a.mu.Lock()
	a.imported = r
	a.mu.Unlock()
	for i, path := range r.Paths {
		f := desk.ImportedFile{Path: path, Supply: gis.Supply{ID: 1, File: filepath.Base(path), Source: "census", Read: 10, Accepted: 8, Rejected: 2}}
		if i > 0 {
			f = desk.ImportedFile{Path: path, Refused: gis.Refuse("fake.Import", gis.BadInput, "key.form", "x")}
		}
		file(f)
	}
	return nil
}

func (a *fakeArchive) Supplies(context.Context) ([]desk.SupplyStatus, error) {
	return []desk.SupplyStatus{{Supply: gis.Supply{ID: 1, Source: "census", File: "W001A0001.FAB", Date: gis.Day(2025, 10, 2), Read: 1210, Accepted: 1204, Rejected: 6}, InForce: true, Held: true}}, nil
}

func (a *fakeArchive) Controls() []control.Info {
	infos := []control.Info{}
	for _, c := range control.All() {
		infos = append(infos, c.Info())
	}
	return infos
}

func (a *fakeArchive) RunControls(_ context.Context, r desk.ControlRequest, _ gis.Progress, found func(gis.Finding)) ([]desk.ControlOutcome, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ran = r
	for _, f := range a.findings {
		found(f)
	}
	return []desk.ControlOutcome{{Control: "tari-surface", Findings: len(a.findings), New: 2}}, nil
}

func (a *fakeArchive) Overlay(_ context.Context, r desk.OverlayRequest, _ gis.Progress) (*desk.OverlayResult, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.overlaid = append(a.overlaid, r)
	return &desk.OverlayResult{Pieces: 7, Area: 1600, SetAside: 1, EPSG: 7792, Remarks: []gis.Message{gis.Say("overlay.apart", "a", "b")}, Aside: []desk.OverlayNote{
		{Side: "b", Number: 3, Reason: gis.Say("overlay.fault.self-crossing"), X: fakeX + 100, Y: fakeY + 100, Before: 90, After: 80},
		{Side: "b", Number: 4, Reason: gis.Say("overlay.fault.empty"), X: math.NaN(), Y: math.NaN(), Aside: true},
	}}, nil
}

func (a *fakeArchive) Overlays(context.Context) ([]desk.OverlayRecord, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var all []desk.OverlayRecord
	for _, r := range slices.Backward(a.overlaid) {
		all = append(all, desk.OverlayRecord{
			Layer: r.Into.Layer, Op: r.Op, Operator: r.Into.Operator, Version: 1, Pieces: 7, Params: map[string]string{},
			A: desk.OverlayInput{Layer: r.A.Layer, Supplies: []string{"W001A001200.CXF " + strings.Repeat("0f", 32)}}, B: desk.OverlayInput{Layer: r.B.Layer},
		})
	}
	return all, nil
}

func (a *fakeArchive) Notices() []gis.Message { return nil }

func (a *fakeArchive) KeyState() (desk.KeyState, error) {
	state := desk.KeyState{Locks: []string{"passphrase", "recovery"}, By: "passphrase"}
	if a.keyring {
		state.Locks = append(state.Locks, "keyring")
	}
	return state, nil
}

func (a *fakeArchive) NewPassphrase(p []byte) error {
	a.passphrase = string(p)
	return nil
}

func (a *fakeArchive) Rotate(_ context.Context, p []byte, _ gis.Progress) (desk.Rotated, error) {
	return desk.Rotated{Recovery: "CCCCC-DDDDD"}, a.NewPassphrase(p)
}

func (a *fakeArchive) Recovery() (string, error) { return "AAAAA-BBBBB", nil }

func (a *fakeArchive) RecoverySheet(key string, _ desk.ReportRequest, w io.Writer) error {
	_, err := io.WriteString(w, "%PDF "+key)
	return err
}

func (a *fakeArchive) UseKeyring(_ context.Context, use bool) error {
	a.keyring = use
	return nil
}

func (a *fakeArchive) Close() error {
	a.closed = true
	return nil
}

// fakeArchives opens fake archives by any path that exists in it.
type fakeArchives struct {
	last    *fakeArchive
	rescued string    // folder of a rescue
	stuck   bool      // compacting comes to no end by itself
	hold    chan bool // work that shows how far it is waits for it
}

func (f *fakeArchives) Open(_ context.Context, path string, passphrase []byte, p gis.Progress) (Archive, error) {
	if f.hold != nil && strings.Contains(path, "old") {
		p.Stage(gis.Say("store.migrating"), 12)
		p.Add(3)
		<-f.hold
	}
	if strings.Contains(path, "sealed") && string(passphrase) != fakePassphrase {
		if passphrase == nil {
			return nil, gis.Refuse("fake.Open", gis.Locked, "store.sealed", path)
		}
		return nil, gis.Refuse("fake.Open", gis.Locked, "store.passphrase-wrong", path)
	}
	if strings.Contains(path, "locked") {
		return nil, gis.Refuse("fake.Open", gis.Locked, "key.form", path)
	}
	f.last = newFakeArchive(path)
	f.last.about.Plaintext = !strings.Contains(path, "sealed")
	return f.last, nil
}

func (f *fakeArchives) Create(ctx context.Context, n dialogue.NewArchive) (Archive, error) {
	a, err := f.Open(ctx, n.Path, n.Passphrase, gis.Quiet{})
	f.last.about.Comune = n.Comune
	f.last.findings = nil
	return a, err
}

func (f *fakeArchives) Check(_ context.Context, path string, passphrase []byte, p gis.Progress, found func(desk.Trouble) error) (desk.Checked, error) {
	if err := f.closed(path, passphrase); err != nil {
		return desk.Checked{}, err
	}
	p.Stage(gis.Say("store.checking"), 1)
	return desk.Checked{Troubles: 1, Values: 7}, found(desk.Trouble{Message: gis.Say("store.check-head")})
}

func (f *fakeArchives) Compact(ctx context.Context, path string, passphrase []byte, _ gis.Progress) (desk.Compacted, error) {
	if f.stuck {
		<-ctx.Done()
		return desk.Compacted{}, ctx.Err()
	}
	return desk.Compacted{Before: 2, After: 1}, f.closed(path, passphrase)
}

func (f *fakeArchives) Rescue(_ context.Context, path string, passphrase []byte, dir string, _ text.Catalogue, p gis.Progress) (desk.Rescued, error) {
	if f.hold != nil {
		p.Stage(gis.Say("store.rescuing"), 10)
		p.Add(4)
		<-f.hold
	}
	f.rescued = dir
	return desk.Rescued{Rows: 3}, f.closed(path, passphrase)
}

// closed refuses work on the file of an archive that is open, and a wrong
// passphrase.
func (f *fakeArchives) closed(path string, passphrase []byte) error {
	if f.last != nil && !f.last.closed && f.last.about.Path == path {
		return gis.Refuse("fake.Upkeep", gis.Locked, "store.locked", path, "segit")
	}
	_, err := (&fakeArchives{}).Open(context.Background(), path, passphrase, gis.Quiet{})
	return err
}

func (f *fakeArchives) Demo(context.Context, string, gis.Progress) error { return nil }

func (a *fakeArchive) At(_ context.Context, at desk.Moment) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.moment = at
	a.about.Generation++
	return nil
}

func (a *fakeArchive) Moment() desk.Moment {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.moment
}

func (a *fakeArchive) Changes(_ context.Context, supply uint32, _ desk.ChangesPage, found func(desk.Change) error) (desk.ChangeCounts, error) {
	c := desk.Change{Kind: desk.RowChanged, Row: desk.Feature{Layer: "units"}, Columns: []desk.ColumnChange{{Name: "class", Was: "04", Is: "05"}}}
	return desk.ChangeCounts{desk.RowChanged: 1, desk.RowAdded: int(supply)}, found(c)
}

func (a *fakeArchive) Withdraw(_ context.Context, deed desk.SupplyDeed) (desk.SuppliesActed, error) {
	return a.act(deed, gis.SupplyAct{Withdrawn: true, Reason: deed.Reason})
}

func (a *fakeArchive) Restore(_ context.Context, deed desk.SupplyDeed) (desk.SuppliesActed, error) {
	return a.act(deed, gis.SupplyAct{})
}

// act tells that supply 2 came with what is acted on, and stands unless the whole
// delivery was meant.
func (a *fakeArchive) act(deed desk.SupplyDeed, act gis.SupplyAct) (desk.SuppliesActed, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.acts = append(a.acts, act)
	one := desk.SupplyStatus{Supply: gis.Supply{ID: deed.Supply, Acts: a.acts}, Held: true}
	other := desk.SupplyStatus{Supply: gis.Supply{ID: 2, File: "altro.csv"}, Held: true}
	if deed.Delivery {
		return desk.SuppliesActed{Done: []desk.SupplyStatus{one, other}}, nil
	}
	return desk.SuppliesActed{Done: []desk.SupplyStatus{one}, Beside: []desk.SupplyStatus{other}}, nil
}
