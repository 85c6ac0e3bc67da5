package client

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/maruel/natural"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/peterstace/simplefeatures/geom"

	"segit/gis"
	"segit/store"
	"segit/sync/wire"
)

// Sheet is a sheet of the municipality that a checkout may name.
type Sheet struct {
	Cell    string       // "A/12", or "-" for what lies in no sheet
	Outline orb.Geometry // in the archive's CRS; nil where nobody knows it
	Rows    int64
	Bytes   int64 // before packing
}

// sheetsKey is where the list of the municipality's sheets is kept, so that an
// area can be chosen where no network is.
const sheetsKey = "sheets"

// keptSheets is the list as it came.
type keptSheets struct {
	Tag  string          `json:"tag"`
	List json.RawMessage `json:"list"`
}

// learnSheets asks which sheets there are, where the supplies changed or it never
// asked. A server that does not say is an older one: it stays unknown.
func (l *Link) learnSheets(ctx context.Context, t *talk, changed bool) error {
	var kept keptSheets
	err := l.archive.View(func(tx Tx) error { _, err := tx.Get(sheetsKey, &kept); return err })
	if err != nil || !changed && kept.Tag != "" {
		return err
	}
	_, comune := l.archive.Of()
	r, err := t.request(ctx, http.MethodGet, "/v1/sheets?comune="+url.QueryEscape(comune), nil)
	if err != nil {
		return err
	}
	if kept.Tag != "" {
		r.Header.Set("If-None-Match", kept.Tag)
	}
	raw, head, err := t.read(ctx, r, wire.MaxManifestBytes)
	var refused *wire.Problem
	if errors.As(err, &refused) && refused.Code == wire.NotFound {
		return nil
	}
	if err != nil || head.StatusCode == http.StatusNotModified {
		return err
	}
	kept = keptSheets{head.Header.Get("ETag"), raw}
	if _, err := l.readSheets(raw); err != nil {
		return err
	}
	return l.archive.Shared(func(tx Tx) error { return tx.Put(sheetsKey, kept) })
}

// Sheets are the sheets of the municipality as the last sync learned them, in
// the order in which people count; none before the first.
func (l *Link) Sheets() ([]Sheet, error) {
	var kept keptSheets
	err := l.archive.View(func(tx Tx) error { _, err := tx.Get(sheetsKey, &kept); return err })
	if err != nil || len(kept.List) == 0 {
		return nil, err
	}
	return l.readSheets(kept.List)
}

func (l *Link) readSheets(raw []byte) ([]Sheet, error) {
	const op = "client.Sheets"
	var list wire.Sheets
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "sync.altered")
	}
	if own := l.land.Head.EPSG; list.EPSG != 0 && list.EPSG != own {
		return nil, gis.Refuse(op, gis.BadInput, "sync.other-crs", list.EPSG, own)
	}
	all := make([]Sheet, 0, len(list.Sheets))
	for _, s := range list.Sheets {
		one := Sheet{Cell: s.Cell, Rows: s.Rows, Bytes: s.Bytes}
		if len(s.Outline) > 0 {
			g, err := wkb.Unmarshal(s.Outline)
			if err != nil {
				return nil, gis.Wrap(op, gis.BadInput, err, "sync.altered")
			}
			one.Outline = g
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(p, q Sheet) int {
		switch {
		case natural.Less(p.Cell, q.Cell):
			return -1
		case natural.Less(q.Cell, p.Cell):
			return 1
		}
		return 0
	})
	return all, nil
}

// reach is by how many metres a sheet may miss a polygon and still touch it: an
// outline is known to about a metre.
const reach = 1.5

// CheckSheets refuses cells that are none of the sheets; where no sheet is known it
// takes all.
func CheckSheets(sheets []Sheet, cells []string) error {
	for _, cell := range cells {
		if len(sheets) > 0 && !slices.ContainsFunc(sheets, func(s Sheet) bool { return s.Cell == cell }) {
			return gis.Refuse("client.CheckSheets", gis.BadUsage, "sync.sheet-unknown", cell)
		}
	}
	return nil
}

// Touching are the sheets that a polygon touches, in the archive's CRS; a polygon
// that touches none is refused, as is one that crosses itself. It is the one rule
// by which a polygon becomes sheets.
func Touching(sheets []Sheet, area orb.MultiPolygon) ([]string, error) {
	const op = "client.Touching"
	if len(sheets) == 0 {
		return nil, gis.Refuse(op, gis.BadUsage, "sync.area-unknown")
	}
	var polygons []geom.Geometry // they may overlap
	for _, p := range area {
		polygon, err := planeOf(p, true)
		if err != nil || polygon.IsEmpty() {
			return nil, gis.Wrap(op, gis.BadInput, err, "sync.area-polygon")
		}
		polygons = append(polygons, polygon)
	}
	var cells []string
	near := area.Bound().Pad(reach)
	for i := range sheets {
		s := &sheets[i]
		if s.Cell == store.UnlocatedCell || s.Outline == nil || !s.Outline.Bound().Intersects(near) {
			continue
		}
		outline, err := planeOf(s.Outline, false)
		if err != nil {
			return nil, gis.Wrap(op, gis.Damaged, err, "sync.store-damaged")
		}
		if slices.ContainsFunc(polygons, func(p geom.Geometry) bool {
			apart, ok := geom.Distance(p, outline)
			return ok && apart <= reach
		}) {
			cells = append(cells, s.Cell)
		}
	}
	if len(cells) == 0 {
		return nil, gis.Refuse(op, gis.BadInput, "sync.area-nowhere")
	}
	return cells, nil
}

func planeOf(g orb.Geometry, checked bool) (geom.Geometry, error) {
	raw, err := wkb.Marshal(g)
	switch {
	case err != nil:
		return geom.Geometry{}, err
	case checked:
		return geom.UnmarshalWKB(raw)
	}
	return geom.UnmarshalWKB(raw, geom.NoValidate{})
}
