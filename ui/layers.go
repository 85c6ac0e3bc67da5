package ui

import (
	"slices"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
	"segit/store/desk"
	"segit/sync/sharing"
	"segit/ui/mapview"
	"segit/ui/panel"
)

// findingsLayer is the layer of the anomalie; the archive draws it like the
// others.
const findingsLayer = store.DatasetFindings

// ownSource is the source of what the program itself found and did.
const ownSource = "controls"

// layerOrder is the order on the map from the top: what means something lies
// above what only fills. Layers that are not named lie between waters and
// hazards.
func layerOrder() []string {
	return []string{
		findingsLayer, sharing.AreaLayer, "civic-numbers", "sheets", "parcels", "map-buildings", "buildings",
		"aggregates", "roads", "waters", "", "hazards", "zones",
	}
}

// identifyOrder is the order in which a click lists what it hit: what one
// usually means comes first, what lies around it after.
func identifyOrder() []string {
	return []string{"parcels", "buildings", "map-buildings", "civic-numbers", "aggregates", "roads", "waters", "", "zones", "hazards", "sheets"}
}

// rank is the place of a layer in an order, in which "" stands for all that
// are not named.
func rank(order []string, name string) int {
	if at := slices.Index(order, name); at >= 0 {
		return at
	}
	return slices.Index(order, "")
}

// arrange puts the layers of an archive in order, all shown, with that of the
// findings at the top even before there are any.
func arrange(layers []desk.Layer, findings int) []panel.LayerRow {
	rows := []panel.LayerRow{{
		Layer:   desk.Layer{Name: findingsLayer, Source: ownSource, Count: int64(findings), Geometry: gis.AnyShape},
		Visible: true,
	}}
	for _, l := range layers {
		if l.Name != findingsLayer {
			rows = append(rows, panel.LayerRow{Layer: l, Visible: true})
		}
	}
	// What an overlay made was asked for to be seen: it lies right below the
	// findings.
	place := func(l *panel.LayerRow) int {
		if l.Source == ownSource {
			return 0
		}
		return rank(layerOrder(), l.Name)
	}
	slices.SortStableFunc(rows, func(a, b panel.LayerRow) int { return place(&a) - place(&b) })
	return rows
}

// drawn are the layers as the map wants them: bottom first, with geometry.
func drawn(rows []panel.LayerRow) []mapview.Layer {
	out := []mapview.Layer{}
	for _, r := range slices.Backward(rows) {
		if r.Geometry != gis.NoShape {
			out = append(out, mapview.Layer{Name: r.Name, Source: r.Source, Hidden: !r.Visible, Over: r.Name == findingsLayer})
		}
	}
	return out
}

// extent is the box of everything on the map, an inside-out one when there is
// nothing.
func extent(layers []desk.Layer) orb.Bound {
	box := orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}}
	for _, l := range layers {
		switch {
		case l.Geometry == gis.NoShape || l.Count == 0 || l.Bound.IsEmpty():
		case box.IsEmpty():
			box = l.Bound
		default:
			box = box.Union(l.Bound)
		}
	}
	return box
}

func (w *Window) toggleLayer(name, source string, visible bool) {
	for i := range w.layers {
		if w.layers[i].Name == name && w.layers[i].Source == source {
			w.layers[i].Visible = visible
		}
	}
	w.mapv.SetLayers(w.mapLayers())
	w.deps.Trace.Event("layers", "toggled", "layer", name, "source", source, "visible", visible)
}

func (w *Window) toggleAll(visible bool) {
	for _, l := range w.layers {
		w.layerBox.Toggle(l.Name, l.Source, visible)
	}
}

// hidden are the layers that the user switched off.
func (w *Window) hidden() map[[2]string]bool {
	out := map[[2]string]bool{}
	for _, l := range w.layers {
		out[[2]string{l.Name, l.Source}] = !l.Visible
	}
	return out
}

// drawnOnly reports a layer that is drawn and whose rows are asked for in other
// ways: that of the findings, and that of the area.
func drawnOnly(l *desk.Layer) bool {
	return l.Name == findingsLayer || l.Name == sharing.AreaLayer && l.Source == sharing.AreaSource
}

// visible are the layers that a click asks.
func (w *Window) visible() []desk.Layer {
	out := []desk.Layer{}
	for _, l := range w.layers {
		if l.Visible && l.Geometry != gis.NoShape && !drawnOnly(&l.Layer) {
			out = append(out, l.Layer)
		}
	}
	return out
}
