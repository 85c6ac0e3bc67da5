package ui

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/render"
	"segit/sync/client"
	"segit/sync/sharing"
	"segit/ui/mapview"
	"segit/ui/panel"
	"segit/ui/task"
)

// ground is what the map draws: the archive, and the sheets as they stand, or as
// they are being chosen while somebody chooses.
type ground struct {
	mapview.Source
	chosen   atomic.Pointer[sharing.Sheeted]
	standing atomic.Pointer[sharing.Sheeted] // read once and not for every frame; nil before it was
}

// Drawings gives what a layer draws in a window.
func (g *ground) Drawings(
	ctx context.Context, layer, source string, bound orb.Bound, metresPerPixel float64, some func([]*render.Drawing),
) ([]*render.Drawing, error) {
	s := g.chosen.Load()
	if s == nil {
		s = g.standing.Load()
	}
	if layer != sharing.AreaLayer || source != sharing.AreaSource || s == nil {
		return g.Source.Drawings(ctx, layer, source, bound, metresPerPixel, some)
	}
	if d := s.Drawing(bound); d != nil {
		return []*render.Drawing{d}, nil
	}
	return nil, nil
}

// mapLayers are the layers as the map wants them; while sheets are being chosen
// they show.
func (w *Window) mapLayers() []mapview.Layer {
	layers := drawn(w.layers)
	if w.choice == nil {
		return layers
	}
	layers = slices.DeleteFunc(layers, func(l mapview.Layer) bool { return l.Name == sharing.AreaLayer })
	at := slices.IndexFunc(layers, func(l mapview.Layer) bool { return l.Over })
	if at < 0 {
		at = len(layers)
	}
	return slices.Insert(layers, at, mapview.Layer{Name: sharing.AreaLayer, Source: sharing.AreaSource})
}

// areaEvents is what the panel of the area does.
func (w *Window) areaEvents() panel.AreaEvents {
	return panel.AreaEvents{
		Toggle: w.toggleSheet, Draw: w.drawArea, Zoom: w.zoomToSheet, Leave: w.leaveChoice, Take: w.takeChoice,
		All: func() {
			w.choice.Want = nil
			w.showChoice()
		},
	}
}

// chooseArea lets the user choose which sheets the archive holds.
func (w *Window) chooseArea() {
	shared := w.sharing.Shown()
	switch {
	case !shared.Joined:
		w.status.Say(w.words.Saying("ui.share.alone"))
		return
	case len(shared.Sheeted.Sheets) == 0:
		w.status.Say(w.words.Saying("sync.area-unknown"))
		return
	}
	s := shared.Sheeted
	s.Want = slices.Clone(s.Want)
	w.choice = &s
	w.deps.Trace.Event("area", "choosing", "sheets", len(s.Sheets), "here", len(s.Here))
	w.showChoice()
}

// showChoice shows the sheets as they are chosen now, on the map and beside it.
func (w *Window) showChoice() {
	now := *w.choice
	now.Want = slices.Clone(now.Want) // read by the jobs that draw
	w.ground.chosen.Store(&now)
	w.mapv.SetLayers(w.mapLayers())
	w.mapv.Changed(sharing.AreaLayer)
	w.showSide()
}

// toggleSheet takes a sheet into the choice, or out of it. One stays at least.
func (w *Window) toggleSheet(cell string) {
	c := w.choice
	if c == nil || cell == "" {
		return
	}
	c.Spell()
	if at := slices.Index(c.Want, cell); at < 0 {
		c.Want = append(c.Want, cell)
	} else if len(c.Want) > 1 {
		c.Want = slices.Delete(c.Want, at, at+1)
	} else {
		w.status.Say(w.words.Saying("sync.area-empty"))
	}
	w.deps.Trace.Event("area", "toggled", "cell", cell, "chosen", len(c.Want))
	w.showChoice()
}

// drawArea takes in, or gives back, the sheets that a polygon touches which the
// user draws.
func (w *Window) drawArea(into bool) {
	w.mapv.Sketch(func(ring orb.Ring) {
		if w.choice == nil {
			return
		}
		if ring != nil {
			w.touchSheets(orb.MultiPolygon{{ring}}, into)
		}
		w.showChoice()
	})
	w.showSide()
}

func (w *Window) touchSheets(area orb.MultiPolygon, into bool) {
	cells, err := client.Touching(w.choice.Sheets, area)
	if err != nil {
		w.status.Say(w.words.Error(err))
		return
	}
	c := w.choice
	c.Spell()
	left := slices.DeleteFunc(slices.Clone(c.Want), func(cell string) bool { return slices.Contains(cells, cell) })
	switch {
	case into:
		left = append(left, cells...)
	case len(left) == 0:
		w.status.Say(w.words.Saying("sync.area-empty"))
		return
	}
	c.Want = left
	w.deps.Trace.Event("area", "drawn", "touched", len(cells), "chosen", len(c.Want))
}

func (w *Window) zoomToSheet(cell string) {
	for i := range w.choice.Sheets {
		if s := &w.choice.Sheets[i]; s.Cell == cell && s.Outline != nil {
			w.mapv.ZoomTo(s.Outline.Bound())
		}
	}
}

// leaveChoice leaves the area as it is.
func (w *Window) leaveChoice() {
	if w.choice == nil {
		return
	}
	w.choice = nil
	w.ground.chosen.Store(nil)
	w.mapv.LeaveSketch()
	w.mapv.SetLayers(w.mapLayers())
	w.mapv.Changed(sharing.AreaLayer)
	w.showSide()
}

// takeChoice makes the chosen sheets the archive's area, and syncs.
func (w *Window) takeChoice() {
	archive, cells := w.archive, w.choice.Want
	w.leaveChoice()
	var done sharing.Reshaped
	w.tasks.Run(task.Job{
		Slot:  slotSync,
		Title: gis.Say("ui.task.area"),
		Work: func(ctx context.Context, progress gis.Progress) (err error) {
			done, err = archive.Reshape(ctx, cells, progress)
			return err
		},
		Done: func() {
			w.away = false
			w.deps.Trace.Event("area", "taken", "sheets", len(cells), "shrank", done.Shrank, "supplies", done.Supplies)
			w.status.Say(w.words.Saying("ui.area.taken"))
			w.afterSharing(true)
			if done.Shrank {
				w.ask.Confirm("ui.area.title", "ui.area.shrank", "ui.menu.compact", w.compactFile)
			}
		},
		Failed: func(err error) {
			w.away = client.Away(err)
			w.afterSharing(true)
			w.fail(err)
		},
	})
}

// showHolding shows on the map what an archive of some sheets holds.
func (w *Window) showHolding(shared *sharing.Shared) {
	was, is := w.ground.standing.Load(), &shared.Sheeted
	w.ground.standing.Store(is)
	if was != nil && (was.Whole != is.Whole || len(was.Sheets) != len(is.Sheets) || !slices.Equal(was.Here, is.Here) || !slices.Equal(was.Want, is.Want)) {
		w.mapv.Changed(sharing.AreaLayer)
	}
	w.card.RemoveAll()
	if shared.Joined && shared.Sheeted.Partial() {
		card := panel.AreaCard(w.words, &shared.Holding, time.Now(), w.chooseArea)
		w.card.Add(container.New(layout.NewCustomPaddedLayout(0, 8, 8, 0), container.NewHBox(card)))
	}
	w.card.Refresh()
}
