// Package mapview is the map: one raster that shows a ready image. Drawing runs
// in jobs of package task; the UI goroutine only shifts the last frame, which
// takes a few milliseconds, so that the map follows the hand at once.
package mapview

import (
	"context"
	"image"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/render"
	"segit/ui/look"
	"segit/ui/task"
)

// Tasks runs the jobs that draw.
type Tasks interface {
	Run(task.Job)
	Cancel(slot string)
	Busy(slot string) bool
}

// Events is what the map tells; nil members are not called. All run on the UI
// goroutine.
type Events struct {
	Click   func(at orb.Point, tolerance float64)   // left click; tolerance in metres
	Context func(at orb.Point, where fyne.Position) // right click; where on the canvas
	Hover   func(at orb.Point)                      // the pointer moved over the map
	Viewed  func(v render.View)                     // the view changed
	Drawn   func(f Frame)                           // a frame of the view is on the screen
	Failed  func(err error)                         // the layers could not be read
	Escape  func()                                  // Esc while nothing was being drawn
}

// Frame is a frame that shows.
type Frame struct {
	View    render.View
	Took    time.Duration // from the request to the finished drawing
	Settled bool          // drawn with smooth edges: nothing better will follow
}

// The slots of the map's jobs.
const (
	slotDraw  = "map"
	slotFlash = "map-flash"
)

// Pauses before the fine drawing of an idle map, and while a fresh selection
// is shown bold.
const (
	idle  = 200 * time.Millisecond
	flash = 700 * time.Millisecond
)

// cacheBudget bounds the frames that are kept, bytes.
const cacheBudget = 64 << 20

// Map is the widget. Its methods are called on the UI goroutine.
type Map struct {
	widget.BaseWidget
	Events Events

	tasks Tasks
	post  func(func())

	raster *canvas.Raster
	box    *canvas.Rectangle // the zoom box while it is being drawn

	painter *painter
	layers  []Layer
	theme   render.Theme
	marked  []*render.Drawing
	bold    bool

	view    render.View
	fit     *orb.Bound // wanted extent until the size of the widget is known
	full    orb.Bound
	trail   history
	frame   *image.RGBA // last drawn frame, of frameOf
	frameOf render.View
	shown   *image.RGBA // what the raster shows: frame, or moved
	moved   *image.RGBA // the frame shifted to where the view is now

	generation uint64  // of the latest request; frames of older ones are thrown away
	coarse     request // what the running coarse job draws
	again      bool    // the view moved on while it ran
	fresh      *Frame  // what Drawn has not been told of yet

	hand   gesture
	sketch *sketch         // nil while none is drawn
	pen    *fyne.Container // its lines
}

// New makes a map without layers. post brings a function to the UI goroutine.
func New(tasks Tasks, post func(func())) *Map {
	m := &Map{tasks: tasks, post: post, painter: &painter{cache: newCache(cacheBudget)}}
	m.view.PixelRatio = 1
	m.raster = canvas.NewRaster(m.generate)
	m.box = canvas.NewRectangle(nil)
	m.box.StrokeWidth = 2
	m.box.Hide()
	m.pen = container.NewWithoutLayout()
	m.ExtendBaseWidget(m)
	return m
}

// Display puts another source and its layers (bottom first) on the map and moves
// to its full extent.
func (m *Map) Display(source Source, layers []Layer, full orb.Bound) {
	m.tasks.Cancel(slotDraw)
	m.painter = &painter{source: source, cache: newCache(cacheBudget)}
	m.layers, m.full = layers, full
	m.marked, m.frame, m.trail = nil, nil, history{}
	m.FullExtent()
}

// Clear empties the map.
func (m *Map) Clear() {
	m.LeaveSketch()
	m.Stop()
	m.tasks.Cancel(slotDraw)
	m.painter = &painter{cache: newCache(cacheBudget)}
	m.layers, m.marked, m.frame, m.shown = nil, nil, nil, nil
}

// SetLayers changes order and visibility; what is drawn already is kept.
func (m *Map) SetLayers(layers []Layer) {
	m.layers = layers
	m.redraw()
}

// Changed forgets the frames of a dataset, "" for all, and draws again: the
// archive has something new.
func (m *Map) Changed(dataset string) {
	m.painter.cache.clear(func(k key) bool { return dataset == "" || k.layer == dataset })
	m.redraw()
}

// SetFull changes the full extent without moving.
func (m *Map) SetFull(full orb.Bound) { m.full = full }

// SetDark switches between the light and the dark map.
func (m *Map) SetDark(dark bool) {
	if next := look.MapTheme(dark); next != m.theme {
		m.theme = next
		m.redraw()
	}
}

// Select outlines geometries in the one colour of the selection, bold for a
// moment so that the eye finds them; none clears the selection.
func (m *Map) Select(geometries ...orb.Geometry) {
	m.marked = nil
	var shapes gis.Shapes
	for _, g := range geometries {
		if g != nil {
			shapes.Append(g)
		}
	}
	if shapes.Len() > 0 {
		bound := shapes.Bound(0)
		m.marked = []*render.Drawing{render.Simplify(&shapes, nil, 0, bound.Min)}
	}
	m.bold = m.marked != nil
	m.tasks.Cancel(slotFlash)
	if m.bold {
		m.tasks.Run(task.Job{
			Slot: slotFlash,
			Work: func(ctx context.Context, _ gis.Progress) error { return task.Pause(ctx, flash) },
			Done: func() {
				m.bold = false
				m.redraw()
			},
		})
	}
	m.redraw()
}

// Layers are the layers as they are set, bottom first.
func (m *Map) Layers() []Layer { return m.layers }

// MapTheme is the brightness of the map.
func (m *Map) MapTheme() render.Theme { return m.theme }

// Reach is the tolerance of a click, metres.
func (m *Map) Reach() float64 { return identifyReach * m.view.MetresPerPixel * m.view.PixelRatio }

// View is what the map shows.
func (m *Map) View() render.View { return m.view }

// CreateRenderer is part of fyne.Widget.
func (m *Map) CreateRenderer() fyne.WidgetRenderer { return &renderer{m: m} }

// Refresh draws the map again with the colours of the theme.
func (m *Map) Refresh() { m.raster.Refresh() }
