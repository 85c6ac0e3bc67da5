package mapview

import (
	"context"
	"errors"
	"image"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/render"
	"segit/ui/task"
)

// squares is a source with one square of 100 m per layer; the layer "broken"
// fails.
type squares struct {
	mu    sync.Mutex
	asked map[string]int // calls by layer
	hold  chan bool      // Drawings waits for it when it is not nil
}

func (s *squares) Drawings(ctx context.Context, layer, _ string, _ orb.Bound, _ float64, some func([]*render.Drawing)) ([]*render.Drawing, error) {
	s.mu.Lock()
	s.asked[layer]++
	hold := s.hold
	s.mu.Unlock()
	if layer == "broken" {
		return nil, errors.New("the block does not read back")
	}
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	var shapes gis.Shapes
	shapes.Append(orb.Bound{Min: orb.Point{1000, 1000}, Max: orb.Point{1100, 1100}})
	return []*render.Drawing{render.Simplify(&shapes, nil, 0, orb.Point{1000, 1000})}, nil
}

func (s *squares) calls(layer string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[layer]
}

// rig is a map in a test window; the test is the UI goroutine.
type rig struct {
	*Map
	t      *testing.T
	source *squares
	runner *task.Runner
	posted chan func()
	drawn  int
	views  []render.View
}

const (
	rigWidth  = 400
	rigHeight = 300
)

// newRig shows the square at its full extent and waits until it is drawn fine.
func newRig(t *testing.T, layers ...Layer) *rig {
	t.Helper()
	test.NewTempApp(t)
	r := &rig{t: t, source: &squares{asked: map[string]int{}}, posted: make(chan func(), 1000)}
	r.runner = task.NewRunner(r.post, func(err error) { t.Errorf("a job failed: %v", err) }, func(task.Status) {})
	r.Map = New(r.runner, r.post)
	r.Events.Drawn = func(f Frame) {
		if f.Settled {
			r.drawn++
		}
	}
	r.Events.Viewed = func(v render.View) { r.views = append(r.views, v) }
	w := test.NewTempWindow(t, r.Map)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(rigWidth, rigHeight))
	r.generate(rigWidth, rigHeight)
	r.Display(r.source, layers, orb.Bound{Min: orb.Point{1000, 1000}, Max: orb.Point{1100, 1100}})
	t.Cleanup(func() {
		r.runner.CancelAll()
		r.runner.Wait()
	})
	r.settle()
	return r
}

func (r *rig) post(f func()) { r.posted <- f }

// until runs what is posted until the condition holds, calling the generator
// as the canvas does after each refresh.
func (r *rig) until(what string, condition func() bool) {
	r.t.Helper()
	deadline := time.After(10 * time.Second)
	for !condition() {
		select {
		case f := <-r.posted:
			f()
			r.generate(rigWidth, rigHeight)
		case <-deadline:
			r.t.Fatalf("%s: did not come in 10 s", what)
		}
	}
}

// settle waits for the finished frame of the view.
func (r *rig) settle() {
	r.t.Helper()
	before := r.drawn
	r.until("a settled frame", func() bool { return r.drawn > before })
}

func (r *rig) image() *image.RGBA { return r.generate(rigWidth, rigHeight).(*image.RGBA) }

// touched reports whether a pixel differs from the ground.
func (r *rig) touched(at orb.Point) bool {
	x, y := r.View().ToPixel(at)
	return r.image().RGBAAt(int(x), int(y)) != r.MapTheme().Ground()
}
