package ui

import (
	"bufio"
	"bytes"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"segit/gis/text"
	"segit/ui/trace"
)

// rig is a window over fake archives. The UI goroutine is the test: posted
// functions wait until the test lets them run.
type rig struct {
	*Window
	t        *testing.T
	archives *fakeArchives
	posted   chan func()
	trace    *lockedBuffer
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func newRig(t *testing.T) *rig {
	t.Helper()
	app := test.NewTempApp(t)
	r := &rig{t: t, archives: &fakeArchives{}, posted: make(chan func(), 10_000), trace: &lockedBuffer{}}
	w, err := New(Deps{
		App: app, Archives: r.archives, Post: func(f func()) { r.posted <- f },
		Trace: trace.New(r.trace), Lang: text.Italian, Operator: "prova", Version: "0",
	})
	if err != nil {
		t.Fatal(err)
	}
	r.Window = w
	w.win.Resize(fyne.NewSize(900, 600))
	t.Cleanup(func() {
		w.tasks.CancelAll()
		w.tasks.Wait()
	})
	return r
}

// event waits for a line of the trace that matches, running what is posted
// meanwhile and painting the map as the driver would.
func (r *rig) event(control, event string) map[string]any {
	r.t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		if e := r.seen(control, event); e != nil {
			return e
		}
		select {
		case f := <-r.posted:
			f()
		case <-deadline:
			r.t.Fatalf("no %s/%s in the trace:\n%s", control, event, r.trace.b.String())
		}
		if len(r.posted) == 0 && control == "map" {
			r.paintMap()
		}
	}
}

// paintMap asks the map for its image, as the driver does after a refresh.
func (r *rig) paintMap() {
	raster := test.WidgetRenderer(r.mapv).Objects()[0].(*canvas.Raster)
	size := raster.Size()
	raster.Generator(int(size.Width), int(size.Height))
}

// seen is the last line of the trace that matches.
func (r *rig) seen(control, event string) map[string]any {
	r.trace.mu.Lock()
	defer r.trace.mu.Unlock()
	var found map[string]any
	lines := bufio.NewScanner(bytes.NewReader(r.trace.b.Bytes()))
	for lines.Scan() {
		line := map[string]any{}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			r.t.Fatalf("trace line %q: %v", lines.Text(), err)
		}
		if line["control"] == control && line["event"] == event {
			found = line
		}
	}
	return found
}

// forget empties the trace, so that the next event is a new one.
func (r *rig) forgetTrace() {
	r.trace.mu.Lock()
	defer r.trace.mu.Unlock()
	r.trace.b.Reset()
}

func TestOpenShowsMapLayersAndFindings(t *testing.T) {
	r := newRig(t)
	r.open("/prova/W001.segit")
	if e := r.event("archive", "opened"); e["file"] != "W001.segit" || e["findings"] != 9.0 {
		t.Errorf("opened = %v", e)
	}
	view := r.event("map", "view")
	if view["width"].(float64) < 200 || view["x"] != fakeBound().Center()[0] {
		t.Errorf("view = %v", view)
	}
	if e := r.event("drawings", "kept"); e["segments"] != 1.0 {
		t.Errorf("drawings = %v", e)
	}
	if e := r.event("status", "archive"); e["epsg"] != 7792.0 || e["plaintext"] != true {
		t.Errorf("status = %v", e)
	}
	if got := r.win.Title(); got != "W001 — W001.segit — SE.G.I.T." {
		t.Errorf("title = %q", got)
	}
	if r.layers[0].Name != findingsLayer || r.layers[0].Count != 9 || len(r.layers) != 4 {
		t.Errorf("layers = %+v", r.layers)
	}
}
