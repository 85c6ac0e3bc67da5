package desk

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/crs"
	"segit/gis/format/feature"
	"segit/gis/format/vector"
	"segit/gis/overlay"
	"segit/store"
)

// overlaySide is one layer of an overlay in memory. It is the sink of its
// reading.
type overlaySide struct {
	name   string // of the layer
	epsg   int
	rows   *gis.Batch
	layer  *overlay.Layer
	keys   gis.KeyReader
	keyed  bool
	notes  []OverlayNote
	warned []gis.Message
	supply []uint32 // supplies of an archive that its rows came with
}

// loadSide reads a layer whole; nil fields are all of its columns.
func loadSide(ctx context.Context, from OverlayFrom, fields []string, p gis.Progress) (*overlaySide, error) {
	if from.Desk != nil {
		return from.Desk.overlaySide(ctx, from.Layer, fields, p)
	}
	file, err := vector.Open(ctx, from.Path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // only read
	layer, err := overlayLayer(file, from)
	if err != nil {
		return nil, err
	}
	schema, err := carried(layer.Schema, fields)
	if err != nil {
		return nil, err
	}
	s := newOverlaySide(layer.Name, layer.EPSG, schema)
	s.make(layer.Count, from.Path)
	p.Stage(gis.Say("overlay.reading", layer.Name), max(layer.Count, 0))
	if _, err := file.Read(ctx, layer.Name, schema, &overlaySink{s, p}); err != nil {
		return nil, err
	}
	return s, nil
}

func newOverlaySide(name string, epsg int, schema *gis.Schema) *overlaySide {
	s := &overlaySide{name: name, epsg: epsg, rows: gis.NewBatch(schema)}
	if schema.Role(gis.RoleParcel) >= 0 {
		s.keys, s.keyed = gis.KeyReaderOf(schema), true
	}
	return s
}

// make asks for the memory of the coordinates at once where the size of the
// file bounds them: pages that are not touched cost nothing.
func (s *overlaySide) make(count int64, path string) {
	if count > 0 {
		s.rows.Grow(int(count))
	}
	if ending := strings.ToLower(filepath.Ext(path)); ending != ".gpkg" && ending != ".shp" {
		return
	}
	if info, err := os.Stat(path); err == nil && count > 0 {
		s.rows.Shapes.XY = make([]float64, 0, info.Size()/8)
	}
}

// overlayLayer is the layer that is named, or the only one with geometry.
func overlayLayer(file feature.File, from OverlayFrom) (feature.Layer, error) {
	base := filepath.Base(from.Path)
	if from.Layer != "" {
		l, err := feature.Find(file.Layers(), from.Layer)
		if err == nil && l.Schema.Shape == gis.NoShape {
			err = gis.Refuse(overlayOp, gis.BadInput, "overlay.no-geometry").At(base, 0)
		}
		return l, err
	}
	var spatial []feature.Layer
	var names []string
	for _, l := range file.Layers() {
		if l.Schema.Shape != gis.NoShape {
			spatial = append(spatial, l)
			names = append(names, l.Name)
		}
	}
	switch len(spatial) {
	case 0:
		return feature.Layer{}, gis.Refuse(overlayOp, gis.BadInput, "overlay.no-geometry").At(base, 0)
	case 1:
		return spatial[0], nil
	}
	return feature.Layer{}, gis.Refuse(overlayOp, gis.BadUsage, "overlay.many-layers", strings.Join(names, ", ")).At(base, 0)
}

// carried is a schema with the named columns alone, in the schema's order.
func carried(s *gis.Schema, fields []string) (*gis.Schema, error) {
	if fields == nil {
		return s, nil
	}
	for _, f := range fields {
		if !slices.ContainsFunc(s.Columns, func(c gis.Column) bool { return strings.EqualFold(c.Name, f) }) {
			return nil, gis.Refuse(overlayOp, gis.BadUsage, "overlay.no-column", f, s.Dataset)
		}
	}
	narrow := *s
	narrow.Columns = slices.DeleteFunc(slices.Clone(s.Columns), func(c gis.Column) bool {
		return !slices.ContainsFunc(fields, func(f string) bool { return strings.EqualFold(c.Name, f) })
	})
	return &narrow, nil
}

// overlaySink takes the rows of a file.
type overlaySink struct {
	side     *overlaySide
	progress gis.Progress
}

func (s *overlaySink) Rows(_ context.Context, b *gis.Batch) error {
	s.side.rows.AppendAll(b)
	s.progress.Add(int64(b.Len()))
	return nil
}

func (s *overlaySink) Reject(line int, reason gis.Message, _ string) error {
	s.side.notes = append(s.side.notes, OverlayNote{Number: int64(line), Reason: reason, Aside: true})
	s.progress.Add(1)
	return nil
}

// Warn keeps a remark, but that rows have no geometry, for they are told one by
// one, and that the CRS is not known, for the overlay says what it took.
func (s *overlaySink) Warn(m gis.Message) {
	if m.Code != "vector.no-geometry" && m.Code != "shapefile.no-prj" {
		s.side.warned = append(s.side.warned, m)
	}
}

// overlaySide reads a layer of the archive: the rows that are valid today.
func (d *Desk) overlaySide(ctx context.Context, name string, fields []string, p gis.Progress) (*overlaySide, error) {
	dataset, source, _ := strings.Cut(name, "@")
	var s *overlaySide
	err := d.with(func(snapshot *store.Snapshot) error {
		set, err := overlaySet(snapshot, dataset, source)
		if err != nil {
			return err
		}
		schema, err := carried(set.Schema, fields)
		if err != nil {
			return err
		}
		s = newOverlaySide(dataset, snapshot.EPSG(), schema)
		p.Stage(gis.Say("overlay.reading", dataset), set.Rows)
		q := store.Ask{Dataset: dataset, Source: set.Schema.Source, Shapes: true}
		if fields != nil {
			q.Columns = append([]string{}, fields...)
		}
		for rows, err := range snapshot.Scan(ctx, q) {
			if err != nil {
				return err
			}
			s.expect(rows, set.Rows)
			s.take(rows, fields != nil)
			p.Add(int64(rows.Len()))
		}
		return nil
	})
	return s, err
}

// overlaySet is the dataset of a name, and of a source where several have it.
func overlaySet(s *store.Snapshot, dataset, source string) (*store.Dataset, error) {
	var found []store.Dataset
	var names []string
	for _, set := range s.Datasets() {
		if set.Schema.Dataset == dataset && (source == "" || set.Schema.Source == source) {
			found = append(found, set)
			names = append(names, dataset+"@"+set.Schema.Source)
		}
	}
	switch {
	case len(found) == 0:
		return nil, gis.Refuse(overlayOp, gis.BadUsage, "desk.no-dataset", dataset, datasetNames(s))
	case len(found) > 1:
		return nil, gis.Refuse(overlayOp, gis.BadUsage, "overlay.many-layers", strings.Join(names, ", "))
	case found[0].Schema.Shape == gis.NoShape:
		return nil, gis.Refuse(overlayOp, gis.BadUsage, "overlay.no-geometry")
	}
	return &found[0], nil
}

// expect asks for the memory of all rows when the first block has told how many
// coordinates a row has about.
func (s *overlaySide) expect(block *store.Rows, total int64) {
	if s.rows.Len() > 0 || block.Len() == 0 {
		return
	}
	s.rows.Grow(int(total))
	each := len(block.Shapes.XY)/block.Len() + 2
	s.rows.Shapes.XY = make([]float64, 0, each*int(total))
}

// take appends the rows of a block that are valid today; narrow is when the
// block has more columns than are carried.
func (s *overlaySide) take(rows *store.Rows, narrow bool) {
	today := gis.DayOf(time.Now())
	valid := make([]int, 0, rows.Len())
	for row := range rows.Len() {
		if rows.From[row] <= today && today < rows.To[row] {
			valid = append(valid, row)
		}
	}
	if !slices.Contains(s.supply, rows.Supply) {
		s.supply = append(s.supply, rows.Supply)
	}
	b := rows.Batch
	if narrow {
		b = narrowed(b, s.rows.Schema)
	}
	if len(valid) == rows.Len() {
		s.rows.AppendAll(b)
		return
	}
	s.rows.Append(b, valid)
}

// narrowed is a batch seen through a schema with fewer of its columns.
func narrowed(b *gis.Batch, schema *gis.Schema) *gis.Batch {
	n := gis.NewBatch(schema)
	n.From, n.To, n.Line, n.Shapes = b.From, b.To, b.Line, b.Shapes
	for col, c := range schema.Columns {
		from := b.Schema.Index(c.Name)
		n.PutTexts(col, b.Texts(from))
		nums, nulls := b.Nums(from)
		n.PutNums(col, nums, nulls)
	}
	return n
}

// bound is the box of all rows that take part.
func (s *overlaySide) bound() orb.Bound {
	all := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	for row := range s.layer.Len() {
		b := s.layer.Bound(row)
		all.Min = orb.Point{min(all.Min[0], b.Min[0]), min(all.Min[1], b.Min[1])}
		all.Max = orb.Point{max(all.Max[0], b.Max[0]), max(all.Max[1], b.Max[1])}
	}
	return all
}

// middle is a coordinate of the layer, false when it has none.
func (s *overlaySide) middle() (x, y float64, ok bool) {
	xy := s.rows.Shapes.XY
	if len(xy) == 0 {
		return 0, 0, false
	}
	at := len(xy) / 4 * 2
	return xy[at], xy[at+1], true
}

// system settles the CRS of a side: what the file says unless its coordinates
// belie it, else what their size tells.
func (s *overlaySide) system() error {
	x, y, ok := s.middle()
	if !ok {
		return nil // nothing to place
	}
	system, known := crs.Lookup(s.epsg)
	family := crs.GuessFamily(x, y)
	switch {
	case s.epsg != 0 && !known:
		return gis.Refuse(overlayOp, gis.BadInput, "import.crs-unknown", s.epsg).At(s.name, 0)
	case known && (system.Unit == crs.Degree) == (family == crs.Degrees):
		return nil
	case family == crs.Degrees:
		s.said("overlay.crs-degrees", 6706)
		return nil
	case known:
		return gis.Refuse(overlayOp, gis.BadInput, "overlay.crs-belied", s.name, s.epsg)
	}
	switch {
	case family == crs.UTM:
		s.said("overlay.crs-assumed", 7792)
	case family == crs.ItalyZone:
		s.said("overlay.crs-assumed", 7794)
	case family == crs.GaussBoaga && x > 2e6:
		s.said("overlay.crs-assumed", 3004)
	case family == crs.GaussBoaga:
		s.said("overlay.crs-assumed", 3003)
	default:
		s.said("overlay.crs-none", 0)
	}
	return nil
}

// placeBeside gives a side that does not say its CRS that of the other, where
// their coordinates lie over each other as they are: their size alone does not
// tell one zone of Italy from the next.
func (s *overlaySide) placeBeside(o *overlaySide) {
	if _, known := crs.Lookup(o.epsg); s.epsg != 0 || !known || !s.reach().Intersects(o.reach()) {
		return
	}
	s.epsg = o.epsg
	s.warned = append(s.warned, gis.Say("overlay.crs-beside", s.name, o.epsg, o.name))
}

// reach is the box of all coordinates as they are; what is no number has no part.
func (s *overlaySide) reach() orb.Bound {
	all := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	for i, v := range s.rows.Shapes.XY {
		if v < all.Min[i%2] {
			all.Min[i%2] = v
		}
		if v > all.Max[i%2] {
			all.Max[i%2] = v
		}
	}
	return all
}

// said sets the CRS and keeps the remark.
func (s *overlaySide) said(code string, epsg int) {
	s.epsg = epsg
	s.warned = append(s.warned, gis.Say(code, s.name, epsg))
}

// move brings the side into another CRS and gives the accuracy in metres.
func (s *overlaySide) move(epsg int) (float64, error) {
	xy := s.rows.Shapes.XY
	if len(xy) == 0 {
		s.epsg = epsg
		return 0, nil
	}
	t, err := crs.Between(s.epsg, epsg, crs.RegionOf(s.epsg, xy[0], xy[1]))
	if err != nil {
		return 0, err
	}
	t.XY(xy)
	s.epsg = epsg
	return t.Accuracy(), nil
}

// together brings both sides into one CRS in metres: the first's, unless it is
// in degrees.
func (r *overlayRun) together() error {
	sides := r.sides()
	if r.b != nil {
		r.a.placeBeside(r.b)
		r.b.placeBeside(r.a)
	}
	var err error
	for _, s := range sides {
		err = errors.Join(err, s.system())
	}
	if err != nil {
		return err
	}
	target := 0
	for _, s := range sides {
		if system, ok := crs.Lookup(s.epsg); ok && system.Unit == crs.Metre && target == 0 {
			target = s.epsg
		}
	}
	if x, _, ok := r.a.middle(); target == 0 && ok && r.a.epsg != 0 {
		target = zoneAt(x)
	}
	for _, s := range sides {
		if s.epsg == target || s.epsg == 0 || target == 0 {
			r.result.Remarks = append(r.result.Remarks, s.warned...)
			continue
		}
		from := s.epsg
		accuracy, err := s.move(target)
		if err != nil {
			return err
		}
		r.result.Remarks = append(append(r.result.Remarks, s.warned...), gis.Say("overlay.moved", s.name, from, target, accuracy))
	}
	r.result.EPSG = target
	return nil
}

// log writes into the access log of an archive that rows of persons or units
// leave it.
func (r *overlayRun) log() error {
	for i, side := range r.sides() {
		from := []OverlayFrom{r.req.A, r.req.B}[i].Desk
		if from == nil || from == r.req.Into.Desk || side.rows.Len() == 0 || !side.rows.Schema.Private() {
			continue
		}
		if _, err := from.logAccess(store.Access{Deed: "export", What: side.name, Count: int64(side.rows.Len())}); err != nil {
			return err
		}
	}
	return nil
}
