package desk

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"segit/gis"
	"segit/gis/source"
	"segit/store"
)

// OverlayRecord is how a layer of the archive was made by an overlay: all that
// is needed to make it again.
type OverlayRecord struct {
	Layer    string
	Op       string
	At       time.Time
	Operator string
	Version  int // of the engine
	A, B     OverlayInput
	Params   map[string]string
	Pieces   int64
	Area     float64 // m²
	SetAside int
	Repaired int
}

// OverlayInput is a side of an overlay as the record names it.
type OverlayInput struct {
	Path     string // of a file; "" for a layer of the archive itself
	Layer    string
	SHA256   string   // of the file
	Supplies []string // "file sha256" of the supplies behind a layer of an archive
	Fields   []string // that were carried; nil for all
	EPSG     int      `json:",omitempty"` // that was given for the file
	// The moment at which a layer of an archive was read; 0 for today's knowledge.
	AsAt, AsKnown gis.Date `json:",omitempty"`
}

// overlayVersion grows when the same inputs would give another result.
const overlayVersion = 3 // a vertex beside many edges is drawn into the nearest alone; crowded rows are united some at a time

const overlayDataset = "overlays"

func overlayScope(layer string) string { return "overlay/" + layer }

func overlayRecordRow(r OverlayRecord) (*gis.Batch, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, gis.Wrap(overlayOp, gis.Internal, err, "store.encode", overlayDataset)
	}
	b := gis.NewBatch(&gis.Schema{Dataset: overlayDataset, Source: findingSource, Columns: []gis.Column{
		{Name: "layer", Type: gis.Text}, {Name: "at", Type: gis.Text}, {Name: "_body", Type: gis.Text},
	}})
	b.SetText(0, r.Layer)
	b.SetText(1, r.At.Format(time.RFC3339))
	b.SetText(2, string(body))
	b.Add(1, gis.Always, gis.OpenEnd)
	return b, nil
}

// record is what is known of the run before its pieces.
func (r *overlayRun) record(ctx context.Context) (OverlayRecord, error) {
	out := OverlayRecord{
		Layer: r.req.Into.Layer, Op: r.req.Op, At: time.Now().UTC(), Operator: r.req.Into.Operator, Version: overlayVersion,
		Params: r.req.params(),
	}
	var err error
	if out.A, err = r.input(ctx, r.req.A, r.a, r.req.FieldsA); err != nil {
		return out, err
	}
	if r.b != nil {
		out.B, err = r.input(ctx, r.req.B, r.b, r.req.FieldsB)
	}
	return out, err
}

// params are the settings of a request by name, those left out apart.
func (req *OverlayRequest) params() map[string]string {
	all := map[string]string{}
	number := func(name string, v float64) {
		if v != 0 {
			all[name] = strconv.FormatFloat(v, 'g', -1, 64)
		}
	}
	number("sliver", req.Sliver)
	number("distance", req.Distance)
	number("tolerance", req.Tolerance)
	for name, v := range map[string]string{"by": strings.Join(req.By, ","), "sum": strings.Join(req.Sum, ","), "predicate": req.Predicate, "class": req.Class} {
		if v != "" {
			all[name] = v
		}
	}
	return all
}

func (r *overlayRun) input(ctx context.Context, from OverlayFrom, side *overlaySide, fields []string) (OverlayInput, error) {
	in := OverlayInput{Layer: from.Layer, Fields: fields, EPSG: from.EPSG}
	if from.Desk == nil {
		in.Layer = side.name
		path, err := filepath.Abs(from.Path)
		if err != nil {
			return in, gis.Wrap(overlayOp, gis.BadInput, err, "vector.open", from.Path)
		}
		in.Path = path
		in.SHA256, _, err = hashFile(ctx, path)
		return in, err
	}
	if from.Desk != r.req.Into.Desk {
		in.Path = from.Desk.archive.Path
	}
	at := from.Desk.Moment()
	in.AsAt, in.AsKnown = at.AsAt, at.AsKnown
	supplies, err := from.Desk.register()
	if err != nil {
		return in, err
	}
	for _, id := range side.supply {
		if s, ok := supplies[id]; ok {
			in.Supplies = append(in.Supplies, s.File+" "+s.SHA256)
		}
	}
	slices.Sort(in.Supplies)
	return in, nil
}

// Overlays are the records of the layers that overlays made, the newest first.
func (d *Desk) Overlays(ctx context.Context) ([]OverlayRecord, error) {
	var all []OverlayRecord
	err := d.with(func(s *store.Snapshot) error {
		for rows, err := range s.Scan(ctx, store.Ask{Dataset: overlayDataset}) {
			if err != nil {
				return err
			}
			for row := range rows.Len() {
				var r OverlayRecord
				if err := json.Unmarshal([]byte(rows.Text(2, row)), &r); err != nil {
					return gis.Wrap(overlayOp, gis.Damaged, err, "store.damaged", overlayDataset)
				}
				all = append(all, r)
			}
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b OverlayRecord) int {
		if c := b.At.Compare(a.At); c != 0 {
			return c
		}
		return strings.Compare(a.Layer, b.Layer)
	})
	return all, err
}

// Overlay is [Overlay] at this desk: a side without a path, and a result
// without one, are layers of this archive.
func (d *Desk) Overlay(ctx context.Context, req OverlayRequest, p gis.Progress) (*OverlayResult, error) {
	for _, from := range []*OverlayFrom{&req.A, &req.B} {
		if from.Path == "" && from.Layer != "" {
			from.Desk = d
		}
	}
	if req.Into.Path == "" {
		req.Into.Desk = d
	}
	return Overlay(ctx, req, p)
}

// Request is what makes the layer again, for [Desk.Overlay].
func (r *OverlayRecord) Request() OverlayRequest {
	list := func(name string) []string {
		if r.Params[name] == "" {
			return nil
		}
		return strings.Split(r.Params[name], ",")
	}
	number := func(name string) float64 {
		v, err := strconv.ParseFloat(r.Params[name], 64)
		if err != nil {
			return 0 // it was left out
		}
		return v
	}
	return OverlayRequest{
		Op: r.Op, Into: OverlayInto{Layer: r.Layer, Operator: r.Operator},
		A: OverlayFrom{Path: r.A.Path, Layer: r.A.Layer, EPSG: r.A.EPSG}, FieldsA: r.A.Fields,
		B: OverlayFrom{Path: r.B.Path, Layer: r.B.Layer, EPSG: r.B.EPSG}, FieldsB: r.B.Fields,
		Sliver: number("sliver"), Distance: number("distance"), Tolerance: number("tolerance"),
		By: list("by"), Sum: list("sum"), Predicate: r.Params["predicate"], Class: r.Params["class"],
	}
}

// checkLayerName refuses a name for a result that is no name, or that of data
// which did not come from an overlay: a control would take it for theirs.
func (d *Desk) checkLayerName(s *store.Snapshot, name string) error {
	taken := slices.Contains([]string{store.DatasetFindings, runDataset, overlayDataset}, name)
	for _, set := range s.Datasets() {
		taken = taken || set.Schema.Dataset == name && set.Schema.Source != findingSource
	}
	catalogue, err := source.Catalogue()
	if err != nil {
		return err
	}
	for i := range catalogue {
		entry := &catalogue[i]
		taken = taken || entry.ID == name || slices.Contains(entry.Datasets(), name)
	}
	if taken || strings.TrimSpace(name) == "" || strings.ContainsAny(name, "@:/\\") {
		return gis.Refuse(overlayOp, gis.BadUsage, "overlay.name", name)
	}
	return nil
}
