package mapview

import (
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/paulmach/orb"
)

func TestWheelKeepsTheGroundUnderThePointer(t *testing.T) {
	r := newRig(t, Layer{Name: "parcels"})
	for _, at := range []fyne.Position{{X: 0, Y: 0}, {X: 399, Y: 1}, {X: 123, Y: 234}} {
		for _, step := range []struct {
			dy   float32
			fine bool
			want float64
		}{{25, false, 2}, {-25, false, 0.5}, {300, true, fineStep}, {-1, true, 1 / fineStep}} {
			before, scale := r.world(at), r.View().MetresPerPixel
			r.wheel(at, step.dy, step.fine)
			x, y := r.View().ToPixel(before)
			wantX, wantY := r.pixel(at)
			if math.Abs(x-wantX) > 1e-6 || math.Abs(y-wantY) > 1e-6 {
				t.Errorf("wheel %v at %v: the ground moved to %.3f %.3f", step.dy, at, x, y)
			}
			if got := scale / r.View().MetresPerPixel; math.Abs(got-step.want) > 1e-9 {
				t.Errorf("wheel %v fine %v magnified by %v, want %v", step.dy, step.fine, got, step.want)
			}
		}
	}
	before := r.View()
	r.wheel(fyne.NewPos(10, 10), 0, false)
	if r.View() != before {
		t.Error("a sideways wheel zoomed")
	}
}

func press(r *rig, button desktop.MouseButton, x, y float32, modifier fyne.KeyModifier) {
	e := &desktop.MouseEvent{Button: button, Modifier: modifier}
	e.Position = fyne.NewPos(x, y)
	r.MouseDown(e)
}

func drag(r *rig, x, y float32) {
	r.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
}

func lift(r *rig, button desktop.MouseButton, x, y float32) {
	e := &desktop.MouseEvent{Button: button}
	e.Position = fyne.NewPos(x, y)
	r.MouseUp(e)
	r.DragEnd()
}

func TestDragMovesTheMapWithTheHand(t *testing.T) {
	for _, button := range []desktop.MouseButton{desktop.MouseButtonPrimary, desktop.MouseButtonTertiary} {
		r := newRig(t, Layer{Name: "parcels"})
		clicks := 0
		r.Events.Click = func(orb.Point, float64) { clicks++ }
		held := r.world(fyne.NewPos(100, 100))
		scale := r.View().MetresPerPixel
		press(r, button, 100, 100, 0)
		for step := float32(0); step <= 60; step += 6 {
			drag(r, 100+step, 100+step/2)
			if step > 10 {
				now := r.world(fyne.NewPos(100+step, 100+step/2))
				if math.Abs(now[0]-held[0]) > scale || math.Abs(now[1]-held[1]) > scale {
					t.Fatalf("button %v: the hand slid off the ground by %v", button, now)
				}
			}
		}
		during := r.View()
		lift(r, button, 160, 130)
		if r.View() != during {
			t.Errorf("button %v: the map jumped on release", button)
		}
		if clicks != 0 {
			t.Errorf("button %v: a drag counted as a click", button)
		}
		r.settle()
		r.Back()
		if sameGround(r.View(), during) {
			t.Errorf("button %v: the pan cannot be taken back", button)
		}
	}
}

func TestClickTellsPlaceAndTolerance(t *testing.T) {
	r := newRig(t, Layer{Name: "parcels"})
	var at orb.Point
	var tolerance float64
	r.Events.Click = func(p orb.Point, d float64) { at, tolerance = p, d }
	press(r, desktop.MouseButtonPrimary, 200, 150, 0)
	drag(r, 202, 151) // a trembling hand
	lift(r, desktop.MouseButtonPrimary, 202, 151)
	if want := r.world(fyne.NewPos(202, 151)); at != want {
		t.Errorf("click at %v, want %v", at, want)
	}
	if want := 5 * r.View().MetresPerPixel; tolerance != want {
		t.Errorf("tolerance %v, want %v", tolerance, want)
	}
	menu := false
	r.Events.Context = func(orb.Point, fyne.Position) { menu = true }
	press(r, desktop.MouseButtonSecondary, 10, 10, 0)
	lift(r, desktop.MouseButtonSecondary, 10, 10)
	if !menu {
		t.Error("a right click gave no menu")
	}
}

func TestShiftDragZoomsToTheBox(t *testing.T) {
	r := newRig(t, Layer{Name: "parcels"})
	r.SetScale(20_000)
	a, b := r.world(fyne.NewPos(100, 100)), r.world(fyne.NewPos(200, 160))
	press(r, desktop.MouseButtonPrimary, 100, 100, fyne.KeyModifierShift)
	drag(r, 150, 130)
	drag(r, 200, 160)
	if !r.box.Visible() || r.box.Size() != fyne.NewSize(100, 60) {
		t.Errorf("the box shows %v, size %v", r.box.Visible(), r.box.Size())
	}
	lift(r, desktop.MouseButtonPrimary, 200, 160)
	middle := orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}
	if d := r.View().Centre; math.Hypot(d[0]-middle[0], d[1]-middle[1]) > 1e-6 {
		t.Errorf("centre %v, want %v", d, middle)
	}
	if got := r.View().Bound(); !got.Contains(a) || !got.Contains(b) {
		t.Errorf("the view %v does not show the box", got)
	}
	if r.box.Visible() {
		t.Error("the box stays")
	}
}

func TestSpacePansAndLeavesTheToolAsItWas(t *testing.T) {
	r := newRig(t, Layer{Name: "parcels"})
	move := func(x float32) {
		e := &desktop.MouseEvent{}
		e.Position = fyne.NewPos(x, 50)
		r.MouseMoved(e)
	}
	move(50)
	held := r.world(fyne.NewPos(50, 50))
	r.KeyDown(&fyne.KeyEvent{Name: fyne.KeySpace})
	move(90)
	r.KeyUp(&fyne.KeyEvent{Name: fyne.KeySpace})
	if now := r.world(fyne.NewPos(90, 50)); math.Abs(now[0]-held[0]) > 1e-6 {
		t.Errorf("the ground moved to %v, want %v", now, held)
	}
	before := r.View()
	move(120)
	if r.View() != before {
		t.Error("the map follows the pointer after the space bar")
	}
}

func TestKeysMoveAndZoom(t *testing.T) {
	r := newRig(t, Layer{Name: "parcels"})
	r.SetScale(5000)
	start := r.View()
	step := float64(rigWidth) * arrowPart * start.MetresPerPixel
	for _, c := range []struct {
		key    fyne.KeyName
		dx     float64
		factor float64
	}{
		{fyne.KeyRight, step, 1},
		{fyne.KeyLeft, -step, 1},
		{fyne.KeyPageUp, 0, 2},
		{fyne.KeyPageDown, 0, 0.5},
	} {
		r.move(start)
		r.TypedKey(&fyne.KeyEvent{Name: c.key})
		v := r.View()
		if math.Abs(v.Centre[0]-start.Centre[0]-c.dx) > 1e-6 || math.Abs(start.MetresPerPixel/v.MetresPerPixel-c.factor) > 1e-9 {
			t.Errorf("%s: centre %v, scale %v", c.key, v.Centre, v.Scale())
		}
	}
	r.move(start)
	r.TypedRune('+')
	r.TypedRune('-')
	if math.Abs(r.View().MetresPerPixel-start.MetresPerPixel) > 1e-9 {
		t.Error("plus and minus do not undo each other")
	}
}

func TestEscapeStopsTheDrawingBeforeTheSelection(t *testing.T) {
	r := newRig(t, Layer{Name: "parcels"})
	escapes := 0
	r.Events.Escape = func() { escapes++ }
	r.source.mu.Lock()
	r.source.hold = make(chan bool)
	r.source.mu.Unlock()
	r.Redraw()
	r.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if escapes != 0 {
		t.Error("Esc cleared the selection while the map was being drawn")
	}
	r.until("the cancelled job", func() bool { return !r.runner.Busy(slotDraw) })
	r.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if escapes != 1 {
		t.Errorf("Esc on an idle map was told %d times", escapes)
	}
}
