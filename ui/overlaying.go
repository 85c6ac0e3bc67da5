package ui

import (
	"context"
	"strings"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/task"
)

// askOverlay asks for an overlay, beginning with the first layers of the map.
func (w *Window) askOverlay() { w.askOverlayAs(desk.OverlayRequest{}) }

// askOverlayAs asks for an overlay, beginning with the settings of another.
func (w *Window) askOverlayAs(start desk.OverlayRequest) {
	if w.archive == nil {
		return
	}
	layers := []desk.Layer{}
	for _, l := range w.layers {
		if !drawnOnly(&l.Layer) {
			layers = append(layers, l.Layer)
		}
	}
	if start.Into.Layer == "" {
		start.Into.Layer = w.freeLayer(strings.ToLower(w.words.Saying("ui.task.overlay")))
	}
	w.ask.Overlay(layers, start, w.runOverlay)
}

// freeLayer is a name that no layer has, made of another.
func (w *Window) freeLayer(name string) string {
	free := name
	for n := 2; w.hasLayer(free); n++ {
		free = name + " " + w.words.Count(int64(n))
	}
	return free
}

func (w *Window) hasLayer(name string) bool {
	for _, l := range w.layers {
		if l.Name == name {
			return true
		}
	}
	return false
}

// runOverlay makes a layer of the archive, tells what came of it, and shows it
// on the map.
func (w *Window) runOverlay(request desk.OverlayRequest) {
	archive := w.archive
	request.Into.Operator = w.deps.Operator
	var result *desk.OverlayResult
	var records []desk.OverlayRecord
	w.tasks.Run(task.Job{
		Slot:  slotOverlay,
		Title: gis.Say("ui.task.overlay"),
		Work: func(ctx context.Context, progress gis.Progress) (err error) {
			if result, err = archive.Overlay(ctx, request, progress); err != nil {
				return err
			}
			records, err = archive.Overlays(ctx)
			return err
		},
		Done: func() {
			w.overlays.SetRecords(records)
			w.overlays.SetNotes(result.Aside)
			w.outcome.Clear()
			w.outcome.Overlay(request.Into.Layer, result)
			w.tabs.SelectIndex(tabOverlays)
			w.status.Say(w.words.Saying("ui.status.overlaid", request.Into.Layer, w.words.Count(result.Pieces)))
			w.refresh(func() {
				w.deps.Trace.Event("overlay", "done", "layer", request.Into.Layer, "op", request.Op, "pieces", result.Pieces,
					"set_aside", result.SetAside, "notes", len(result.Aside), "records", len(records))
			})
		},
	})
}

// loadOverlays fills the page of the overlays of the archive that is open.
func (w *Window) loadOverlays() {
	archive := w.archive
	var records []desk.OverlayRecord
	w.tasks.Run(task.Job{
		Slot: slotOverlays,
		Work: func(ctx context.Context, _ gis.Progress) (err error) {
			records, err = archive.Overlays(ctx)
			return err
		},
		Done: func() { w.overlays.SetRecords(records) },
	})
}

// zoomToNote brings the place of a feature that an overlay repaired or set
// aside into the middle of the map.
func (w *Window) zoomToNote(at orb.Point) {
	const reach = 20 // metres of ground around the place
	w.mapv.ZoomToFeature(at.Bound().Pad(reach))
	w.mapv.Select(at)
	w.deps.Trace.Event("overlay", "note", "x", at[0], "y", at[1])
}
