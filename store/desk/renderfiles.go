package desk

import (
	"cmp"
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/crs"
	"segit/gis/format/cxf"
	"segit/gis/format/feature"
	"segit/gis/format/vector"
	"segit/gis/render"
	"segit/gis/source"
)

// RenderFiles draws vector files without an archive, the first lowest, in the
// CRS of the first; one in degrees is drawn in the RDN2008 UTM zone of its
// middle. The bound is in the first file's own CRS, east or longitude first.
func RenderFiles(ctx context.Context, paths []string, req RenderRequest, w io.Writer) error {
	var sets []*loaded
	bound := orb.Bound{Min: orb.Point{1, 1}}
	for _, path := range paths {
		missed := &undrawn{file: filepath.Base(path), told: req.Told}
		loaded, err := load(ctx, path, missed)
		if err != nil {
			return err
		}
		missed.tell()
		sets = append(sets, loaded...)
	}
	if err := together(sets, &req.Bound); err != nil {
		return err
	}
	for _, l := range sets {
		bound = grown(bound, l.bound())
	}
	if req.Bound.IsEmpty() {
		req.Bound = bound
	}
	view, err := req.view()
	if err != nil {
		return err
	}
	var layers []render.Layer
	for _, l := range sets {
		layers = append(layers, render.Layer{Styles: render.StylesFor(l.name, render.Light), Drawings: l.drawings(view)})
	}
	return picture(ctx, view, layers, req.Form, w)
}

// together brings files, and a bound given in the first one's CRS, into one
// CRS in metres.
func together(sets []*loaded, asked *orb.Bound) error {
	if len(sets) == 0 || sets[0].epsg == 0 {
		return nil
	}
	first, target := sets[0], sets[0].epsg
	if system, ok := crs.Lookup(target); ok && system.Unit == crs.Degree {
		target = zoneAt(first.bound().Center()[0])
	}
	if !asked.IsEmpty() {
		corners := &gis.Shapes{}
		corners.Append(*asked)
		if err := (&loaded{epsg: first.epsg, shapes: []*gis.Shapes{corners}}).move(target); err != nil {
			return err
		}
		*asked = corners.Bound(0)
	}
	for _, l := range sets {
		if err := l.move(target); err != nil {
			return err
		}
	}
	return nil
}

// zoneAt is the RDN2008 UTM zone of a longitude, those of Italy at its ends.
func zoneAt(longitude float64) int {
	switch {
	case longitude < 12:
		return 7791
	case longitude < 18:
		return 7792
	}
	return 7793
}

// undrawn is what of a file is not drawn, and what is to be said of it.
type undrawn struct {
	file  string
	told  func(file string, m gis.Message) // nil: nobody listens
	rows  int
	first gis.Message // the reason of the first of them
	part  bool        // not all of the file is there
}

// Reject counts a row that does not read.
func (u *undrawn) Reject(_ int, reason gis.Message, _ string) error {
	if u.rows++; u.rows == 1 {
		u.first, u.part = reason, true
	}
	return nil
}

// Warn passes on what is to be said of a file.
func (u *undrawn) Warn(m gis.Message) {
	u.part = u.part || shows(m.Code)
	if u.told != nil {
		u.told(u.file, m)
	}
}

// tell says how many rows are not drawn.
func (u *undrawn) tell() {
	if u.rows > 0 && u.told != nil {
		u.told(u.file, gis.Say("desk.rows-not-drawn", u.rows))
		u.told(u.file, u.first)
	}
}

// loaded is a layer of a file in memory; it is the sink of its reading.
type loaded struct {
	*undrawn
	name   string
	epsg   int // 0 when the file does not say and its coordinates do not tell
	shapes []*gis.Shapes
}

func (l *loaded) Rows(_ context.Context, b *gis.Batch) error {
	s := &gis.Shapes{}
	for row := range b.Len() {
		s.AppendRow(&b.Shapes, row)
	}
	l.shapes = append(l.shapes, s)
	return nil
}

func (l *loaded) bound() orb.Bound {
	bound := orb.Bound{Min: orb.Point{1, 1}}
	for _, s := range l.shapes {
		for row := range s.Len() {
			if b := s.Bound(row); b.Min[0] <= b.Max[0] {
				bound = grown(bound, b)
			}
		}
	}
	return bound
}

// move transforms the layer's coordinates; a layer whose CRS is not known stays
// as it is.
func (l *loaded) move(epsg int) error {
	if l.epsg == 0 || l.epsg == epsg {
		return nil
	}
	for _, s := range l.shapes {
		if len(s.XY) == 0 {
			continue
		}
		t, err := crs.Between(l.epsg, epsg, crs.RegionOf(l.epsg, s.XY[0], s.XY[1]))
		if err != nil {
			return err
		}
		t.XY(s.XY)
	}
	l.epsg = epsg
	return nil
}

// load reads what a file draws: the layers of a cadastral sheet, or the first
// layer with geometry of a GIS file.
func load(ctx context.Context, path string, missed *undrawn) ([]*loaded, error) {
	if source.Geodatabase(path) {
		l, err := loadVector(ctx, path, missed)
		return []*loaded{l}, err
	}
	in, head, err := openWithHead(path)
	if err != nil {
		return nil, err
	}
	defer in.Close() //nolint:errcheck // only read
	if h, ok := cxf.Peek(head); ok {
		sheet := &loadedSheet{undrawn: missed, epsg: crs.ZoneOf(h.Name.Comune)}
		_, err := cxf.Read(ctx, in, cxf.Options{File: filepath.Base(path)}, sheet)
		return sheet.inOrder(), err
	}
	l, err := loadVector(ctx, path, missed)
	return []*loaded{l}, err
}

// loadedSheet is the sink of a cadastral sheet: one layer for each dataset.
type loadedSheet struct {
	*undrawn
	epsg   int
	layers []*loaded
}

func (s *loadedSheet) Rows(ctx context.Context, b *gis.Batch) error {
	i := slices.IndexFunc(s.layers, func(l *loaded) bool { return l.name == b.Schema.Dataset })
	if i < 0 {
		i = len(s.layers)
		s.layers = append(s.layers, &loaded{name: b.Schema.Dataset, epsg: s.epsg})
	}
	return s.layers[i].Rows(ctx, b)
}

// inOrder are the layers from the ground up.
func (s *loadedSheet) inOrder() []*loaded {
	slices.SortStableFunc(s.layers, func(a, b *loaded) int { return cmp.Compare(groundOf(a.name), groundOf(b.name)) })
	return s.layers
}

func loadVector(ctx context.Context, path string, missed *undrawn) (*loaded, error) {
	file, err := vector.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // only read
	layer, err := onlyLayer(file, path)
	if err != nil {
		return nil, err
	}
	l := &loaded{undrawn: missed, name: strings.ToLower(layer.Name), epsg: layer.EPSG}
	if _, err = file.Read(ctx, layer.Name, layer.Schema, l); err != nil {
		return nil, err
	}
	if middle := l.bound().Center(); l.epsg == 0 && crs.GuessFamily(middle[0], middle[1]) == crs.Degrees {
		l.epsg = 6706
	}
	return l, nil
}

func (l *loaded) drawings(view render.View) []*render.Drawing {
	tolerance := render.LevelTolerance(render.LevelFor(view.MetresPerPixel))
	box := view.Bound()
	var all []*render.Drawing
	for _, s := range l.shapes {
		var rows []int
		for row := range s.Len() {
			if b := s.Bound(row); b.Min[0] <= b.Max[0] && b.Intersects(box) {
				rows = append(rows, row)
			}
		}
		if len(rows) > 0 {
			all = append(all, render.Simplify(s, rows, tolerance, box.Min))
		}
	}
	return all
}

// onlyLayer is the first layer with geometry.
func onlyLayer(file feature.File, path string) (feature.Layer, error) {
	for _, l := range file.Layers() {
		if l.Schema.Shape != gis.NoShape {
			return l, nil
		}
	}
	return feature.Layer{}, gis.Refuse(renderOp, gis.BadInput, "desk.nothing-to-draw", path)
}
