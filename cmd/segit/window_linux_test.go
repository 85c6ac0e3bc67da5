package main

import (
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"segit/gis"
	"segit/gis/demo"
	"segit/store/desk"
)

// town makes the archive of an invented municipality with its findings, and
// names a parcel whose middle no finding touches.
func town(t *testing.T) (path, parcel string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "paese")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if _, err := desk.Demo(ctx, dir, demo.Options{Seed: 7, Units: 200}, gis.Quiet{}, func(desk.ImportedFile) {}); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(dir, desk.DemoArchive)
	d, err := desk.Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.RunControls(ctx, desk.ControlRequest{All: true, Year: 2025}, gis.Quiet{}, func(gis.Finding) {}); err != nil {
		t.Fatal(err)
	}
	parcel = quietParcel(t, d)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return path, parcel
}

func quietParcel(t *testing.T, d *desk.Desk) string {
	t.Helper()
	findings, err := d.Findings(context.Background(), desk.FindingFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n < 100; n++ {
		found, err := d.Locate(context.Background(), "A 1 "+strconv.Itoa(n), 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 || found[0].Layer != "parcels" {
			continue
		}
		middle := found[0].Bound.Center()
		shape, ok := found[0].Shape.(orb.Polygon)
		touched := slices.ContainsFunc(findings, func(f gis.Finding) bool {
			return f.Geometry != nil && f.Geometry.Bound().Contains(middle)
		})
		if ok && !touched && planar.PolygonContains(shape, middle) {
			return found[0].Key.String()
		}
	}
	t.Fatal("no parcel of the municipality is free of findings")
	return ""
}

// number is a value of a trace line.
func number(line map[string]any, name string) float64 {
	v, _ := line[name].(float64)
	return v
}

// at is a place of the map in pixels of the screen, from its top left corner.
func at(view map[string]any, x, y float64) (string, string) {
	return strconv.Itoa(int(number(view, "left") + x)), strconv.Itoa(int(number(view, "top") + y))
}

// TestWindowOnAScreen drives the built application by mouse and keyboard and
// reads from its trace what it shows.
func TestWindowOnAScreen(t *testing.T) {
	binary := build(t)
	archive, parcel := town(t)
	s := newScreen(t)
	s.start(binary, archive, "--goto", parcel)
	if opened := s.wait("archive", "opened", nil); number(opened, "findings") == 0 {
		t.Fatalf("opened = %v", opened)
	}
	if e := s.wait("map", "goto", nil); e["key"] != parcel {
		t.Errorf("goto = %v, want %s", e, parcel)
	}
	view := s.wait("map", "view", nil)
	mpp, width, height := number(view, "metres_per_pixel"), number(view, "width"), number(view, "height")

	t.Run("wheel zooms about the pointer", func(t *testing.T) {
		s.t = t
		x, y := at(view, width/3, height/4)
		s.do("mousemove", x, y)
		before := s.wait("status", "coordinate", nil)
		s.do("click", "4")
		after := s.wait("status", "coordinate", nil)
		zoomed := s.wait("map", "view", func(e map[string]any) bool { return number(e, "metres_per_pixel") < mpp })
		if got := mpp / number(zoomed, "metres_per_pixel"); math.Abs(got-2) > 1e-6 {
			t.Errorf("a step of the wheel magnified by %v", got)
		}
		if d := math.Hypot(number(after, "x")-number(before, "x"), number(after, "y")-number(before, "y")); d > mpp {
			t.Errorf("the ground under the pointer moved %.3f m, a pixel is %.3f m", d, mpp)
		}
		s.do("click", "5")
		s.wait("map", "view", func(e map[string]any) bool { return math.Abs(number(e, "metres_per_pixel")-mpp) < 1e-9 })
	})

	t.Run("drag moves the map with the hand", func(t *testing.T) {
		s.t = t
		for _, button := range []string{"1", "2"} {
			x, y := at(view, width/2, height/2)
			s.do("mousemove", x, y)
			held := s.wait("status", "coordinate", nil)
			s.do("mousedown", button, "mousemove_relative", "60", "40", "mousemove_relative", "20", "10", "mouseup", button)
			s.wait("map", "view", nil)
			s.do("mousemove_relative", "5", "0")
			s.wait("status", "coordinate", nil)
			x, y = at(view, width/2+80, height/2+50)
			s.do("mousemove", x, y)
			now := s.wait("status", "coordinate", nil)
			if d := math.Hypot(number(now, "x")-number(held, "x"), number(now, "y")-number(held, "y")); d > 1.5*mpp {
				t.Errorf("button %s: the hand slid %.2f m over the ground, a pixel is %.2f m", button, d, mpp)
			}
		}
	})

	t.Run("search goes to a parcel and a click identifies it", func(t *testing.T) {
		s.t = t
		s.do("key", "ctrl+k")
		s.wait("locator", "focused", nil)
		s.do("type", parcel)
		s.wait("locator", "results", func(e map[string]any) bool { return number(e, "count") > 0 })
		s.do("key", "Return")
		if e := s.wait("map", "goto", nil); e["key"] != parcel {
			t.Errorf("goto = %v, want %s", e, parcel)
		}
		s.wait("map", "view", nil)
		x, y := at(view, width/2, height/2)
		s.do("mousemove", x, y, "click", "1")
		if e := s.wait("identify", "opened", nil); e["layer"] != "parcels" || e["key"] != parcel {
			t.Errorf("identified %v, want %s", e, parcel)
		}
		s.do("key", "ctrl+shift+f")
		full := s.wait("map", "view", func(e map[string]any) bool { return number(e, "scale") > 1500 })
		s.do("key", "alt+Left")
		s.wait("map", "view", func(e map[string]any) bool { return number(e, "scale") < number(full, "scale") })
	})

	t.Run("findings and map are linked", func(t *testing.T) {
		s.t = t
		s.do("key", "alt+Down")
		first := s.wait("evidence", "shown", nil)
		if number(first, "sources") < 1 {
			t.Errorf("evidence = %v", first)
		}
		s.do("key", "alt+Down")
		second := s.wait("evidence", "shown", nil)
		if second["id"] == first["id"] {
			t.Error("the next finding is the same one")
		}
	})

	t.Run("layers are switched off and on", func(t *testing.T) {
		s.t = t
		for _, step := range []struct {
			key     string
			visible bool
		}{{"ctrl+shift+h", false}, {"ctrl+shift+u", true}} {
			s.do("key", step.key)
			s.wait("layers", "toggled", func(e map[string]any) bool { return e["layer"] == "parcels" && e["visible"] == step.visible })
			s.wait("map", "view", nil)
		}
		x, y := at(view, width/2, height/2)
		s.do("mousemove", x, y, "click", "1")
		s.wait("map", "view", nil)
	})

	t.Run("an overlay becomes a layer of the map", func(t *testing.T) {
		s.t = t
		s.do("key", "ctrl+shift+o")
		s.wait("menu", "chosen", func(e map[string]any) bool { return e["command"] == "ui.menu.overlay" })
		s.do("key", "ctrl+a")
		s.do("type", "costruito")
		s.do("key", "Return")
		if e := s.wait("overlay", "done", nil); e["layer"] != "costruito" || number(e, "pieces") < 100 || number(e, "records") != 1 {
			t.Errorf("overlay = %v", e)
		}
		s.wait("map", "view", nil)
	})

	t.Run("the finding becomes a PDF", func(t *testing.T) {
		s.t = t
		s.do("key", "Escape")
		s.do("key", "alt+Down")
		s.wait("evidence", "shown", nil)
		path := filepath.Join(t.TempDir(), "scheda.pdf")
		s.do("key", "ctrl+p")
		s.wait("menu", "chosen", func(e map[string]any) bool { return e["command"] == "ui.menu.sheet" })
		s.do("key", "ctrl+a")
		s.do("type", path)
		s.do("key", "Return")
		s.wait("report", "written", nil)
		if body, err := os.ReadFile(path); err != nil || !bytes.HasPrefix(body, []byte("%PDF-")) {
			t.Errorf("the report reads %.20q, %v", body, err)
		}
	})

	s.t = t
	if err := s.leave(); err != nil {
		t.Errorf("the application ended with %v\n%s", err, s.said())
	}
}
