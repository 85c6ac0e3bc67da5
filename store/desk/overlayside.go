package desk

import (
	"cmp"
	"context"
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
	"segit/store/spill"
)

// overlaySide is one layer of an overlay: its rows in memory, or on a tape and
// some of them in memory.
type overlaySide struct {
	name   string // of the layer
	letter string // "a" or "b"
	file   string // its name, "" for a layer of an archive
	epsg   int
	count  int   // of all rows
	weight int64 // of all rows in memory
	most   int64 // weight beyond which they go to the tape
	tape   *spill.Tape
	// Rows, layer and numbers are those of the window when there is a tape;
	// numbers is nil when all rows are in memory.
	rows      *gis.Batch
	layer     *overlay.Layer
	numbers   []uint64
	came      int             // CRS that its coordinates came in
	transform *crs.Transform  // still to be done, when there is a tape
	closed    map[uint32]bool // features with rings that were closed at reading
	stray     map[int]string  // rows of the whole layer that are in another CRS or nowhere, and what to say of them
	stocked   *spill.Tape     // the rows as the overlay sees them, near ones together
	drawn     bool            // the tape has the rows as the overlay sees them
	memory    windowMemory
	enrolled  int       // rows that were told of
	extent    orb.Bound // of the rows told of

	keys   gis.KeyReader
	keyed  bool
	notes  []OverlayNote
	warned []gis.Message
	supply []uint32 // supplies of an archive that its rows came with
	origin *overlayOrigin
}

// loadSide reads a layer; nil fields are all of its columns, and room is how much
// of it may stay in memory.
func (r *overlayRun) loadSide(ctx context.Context, letter string, from OverlayFrom, fields []string, room int64) (*overlaySide, error) {
	if from.Desk != nil {
		return r.loadLayer(ctx, letter, from, fields, room)
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
	s := newOverlaySide(letter, layer.Name, cmp.Or(from.EPSG, layer.EPSG), schema, room)
	s.file = filepath.Base(from.Path)
	if err := r.expect(s, layer.Count, from.Path); err != nil {
		return nil, err
	}
	r.progress.Stage(gis.Say("overlay.reading", layer.Name), max(layer.Count, 0))
	if _, err := file.Read(ctx, layer.Name, schema, &overlaySink{r, s}); err != nil {
		return nil, err
	}
	return s, nil
}

func newOverlaySide(letter, name string, epsg int, schema *gis.Schema, room int64) *overlaySide {
	s := &overlaySide{letter: letter, name: name, epsg: epsg, rows: gis.NewBatch(schema), most: room, extent: nowhere()}
	if named := withKey(schema); named.Role(gis.RoleParcel) >= 0 {
		s.keys, s.keyed = gis.KeyReaderOf(named), true
	}
	return s
}

// withKey is a schema whose columns of the cadastral key are known as such by
// their names, where nothing says which they are: the rows of a file are told by
// it beside their number.
func withKey(schema *gis.Schema) *gis.Schema {
	if schema.Role(gis.RoleParcel) >= 0 {
		return schema
	}
	roles := map[string]gis.Role{
		"belfiore": gis.RoleComune, "comune": gis.RoleComune, "sezione": gis.RoleSection,
		"foglio": gis.RoleSheet, "particella": gis.RoleParcel, "mappale": gis.RoleParcel,
	}
	named := *schema
	named.Columns = slices.Clone(schema.Columns)
	for i := range named.Columns {
		c := &named.Columns[i]
		if role := roles[strings.ToLower(c.Name)]; role != "" && c.Type == gis.Text && named.Role(role) < 0 {
			c.Role = role
		}
	}
	if named.Role(gis.RoleSheet) < 0 {
		return schema
	}
	return &named
}

// nowhere is a box that meets none.
func nowhere() orb.Bound {
	return orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
}

// expect asks for the memory of the coordinates at once where the size of the
// file bounds them: pages that are not touched cost nothing. A layer whose rows
// alone have no room goes to the tape from the first.
func (r *overlayRun) expect(s *overlaySide, count int64, path string) error {
	if spill.Weight(s.rows, 0, 0)+count*leastRow(s.rows.Schema) > s.most {
		return r.unload(s)
	}
	if count > 0 {
		s.rows.Grow(int(count))
	}
	if ending := strings.ToLower(filepath.Ext(path)); ending != ".gpkg" && ending != ".shp" {
		return nil
	}
	if info, err := os.Stat(path); err == nil && count > 0 && info.Size() < 4*s.most {
		s.rows.Shapes.XY = make([]float64, 0, info.Size()/8)
	}
	return nil
}

// leastRow is the least that a row of a schema weighs in memory: a point, or a
// triangle, without texts.
func leastRow(schema *gis.Schema) int64 {
	b := gis.NewBatch(schema)
	b.Add(1, gis.Always, gis.OpenEnd)
	return spill.Weight(b, 0, 1)
}

// overlayLayer is the layer that is named, or the only one with geometry.
func overlayLayer(file feature.File, from OverlayFrom) (feature.Layer, error) {
	base := filepath.Base(from.Path)
	if from.Layer != "" {
		l, err := layerNamed(file.Layers(), from.Layer, base)
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
		if all := file.Layers(); len(all) == 1 && all[0].Count == 0 {
			empty := *all[0].Schema // of a GeoJSON file only rows tell the kind
			empty.Shape = gis.AnyShape
			all[0].Schema = &empty
			return all[0], nil
		}
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
	run  *overlayRun
	side *overlaySide
}

func (s *overlaySink) Rows(_ context.Context, b *gis.Batch) error {
	s.run.progress.Add(int64(b.Len()))
	return s.run.keep(s.side, b)
}

func (s *overlaySink) Reject(line int, reason gis.Message, _ string) error {
	s.side.notes = append(s.side.notes, OverlayNote{
		Side: s.side.letter, File: s.side.file, Layer: s.side.name, Number: int64(line), Reason: reason, X: math.NaN(), Y: math.NaN(), Aside: true,
	})
	s.run.progress.Add(1)
	return nil
}

// Closed keeps in mind that a ring of a feature was closed at reading.
func (s *overlaySink) Closed(feature int) {
	if s.side.closed == nil {
		s.side.closed = map[uint32]bool{}
	}
	s.side.closed[uint32(feature)] = true
}

// Warn keeps a remark, but that rows have no geometry, for they are told one by
// one, and that the CRS is not known, for the overlay says what it took.
func (s *overlaySink) Warn(m gis.Message) {
	if m.Code != "vector.no-geometry" && m.Code != "shapefile.no-prj" && m.Code != "shapefile.prj" {
		s.side.warned = append(s.side.warned, m)
	}
}

// loadLayer reads a layer of an archive: the rows that are valid today.
func (r *overlayRun) loadLayer(ctx context.Context, letter string, from OverlayFrom, fields []string, room int64) (*overlaySide, error) {
	dataset, source, _ := strings.Cut(from.Layer, "@")
	var s *overlaySide
	err := from.Desk.withFindings(ctx, func(snapshot *store.Snapshot) error {
		set, err := overlaySet(snapshot, dataset, source)
		if err != nil {
			return err
		}
		schema, err := carried(set.Schema, fields)
		if err != nil {
			return err
		}
		s = newOverlaySide(letter, dataset, snapshot.EPSG(), schema, room)
		s.origin = &overlayOrigin{archive: from.Desk.archive, doors: map[uint32]store.Door{}}
		r.progress.Stage(gis.Say("overlay.reading", dataset), set.Rows)
		q := store.Ask{Dataset: dataset, Source: set.Schema.Source, Shapes: true, Brief: true}
		if fields != nil {
			q.Columns = append([]string{}, fields...)
		}
		blocks := 0
		for rows, err := range snapshot.Scan(ctx, q) {
			if err != nil {
				return err
			}
			s.grow(rows, set.Rows)
			if blocks++; s.tape != nil && blocks%mappedBlocks == 0 {
				// There is no room for what was read, as it lies on the disk, either.
				if err := snapshot.Unload(); err != nil {
					return err
				}
			}
			at := s.count
			if err := r.take(s, rows, fields != nil); err != nil {
				return err
			}
			if err := s.origin.add(snapshot, rows, at, s.count-at); err != nil {
				return err
			}
			r.progress.Add(int64(rows.Len()))
		}
		if s.tape != nil {
			return snapshot.Unload()
		}
		return nil
	})
	return s, err
}

// mappedBlocks is how many blocks of a layer may stand in memory as they lie on the
// disk when its rows do not.
const mappedBlocks = 64

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

// grow asks for the memory of all rows when the first block has told how many
// coordinates a row has about.
func (s *overlaySide) grow(block *store.Rows, total int64) {
	if s.count > 0 || block.Len() == 0 || spill.Weight(block.Batch, 0, block.Len())/int64(block.Len())*total > s.most {
		return
	}
	s.rows.Grow(int(total))
	each := len(block.Shapes.XY)/block.Len() + 2
	s.rows.Shapes.XY = make([]float64, 0, each*int(total))
}

// take appends the rows of a block that are valid today; narrow is when the
// block has more columns than are carried.
func (r *overlayRun) take(s *overlaySide, rows *store.Rows, narrow bool) error {
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
		return r.keep(s, b)
	}
	now := gis.NewBatch(b.Schema)
	now.Append(b, valid)
	return r.keep(s, now)
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

// around is the box around two, of which either may be that of [nowhere].
func around(a, b orb.Bound) orb.Bound {
	return orb.Bound{
		Min: orb.Point{min(a.Min[0], b.Min[0]), min(a.Min[1], b.Min[1])},
		Max: orb.Point{max(a.Max[0], b.Max[0]), max(a.Max[1], b.Max[1])},
	}
}

// bound is the box of all rows that take part.
func (s *overlaySide) bound() orb.Bound {
	all := nowhere()
	for row := range s.layer.Len() {
		all = around(all, s.layer.Bound(row))
	}
	return all
}

// log writes into the access log of an archive that rows of persons or units
// leave it.
func (r *overlayRun) log() error {
	for i, side := range r.sides() {
		from := []OverlayFrom{r.req.A, r.req.B}[i].Desk
		if from == nil || from == r.req.Into.Desk || side.count == 0 || !side.rows.Schema.Private() {
			continue
		}
		if _, err := from.logAccess(store.Access{Deed: "export", What: side.name, Count: int64(side.count)}); err != nil {
			return err
		}
	}
	return nil
}
