package sharing

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/planar"
	"segit/gis/render"
	"segit/store/desk"
	"segit/sync/client"
)

// AreaLayer is the name of the layer of the municipality's sheets, those that an
// archive holds and those that it does not. Only an archive that holds some of
// them has it.
const AreaLayer = "checkout"

// AreaSource is the source of that layer.
const AreaSource = "sync"

// Sheeted is the sheets of a municipality with what an archive holds of them.
type Sheeted struct {
	Sheets []client.Sheet
	Here   []string
	Want   []string // none for all
	Whole  bool     // all are here
}

// Partial reports that some sheets are not here, or will not be.
func (s *Sheeted) Partial() bool { return len(s.Sheets) > 0 && (!s.Whole || len(s.Want) > 0) }

// Spell names the wanted sheets one by one where all are wanted.
func (s *Sheeted) Spell() {
	if len(s.Want) > 0 {
		return
	}
	for i := range s.Sheets {
		s.Want = append(s.Want, s.Sheets[i].Cell)
	}
}

// State is how a sheet stands: here, not here, coming, or going, as the looks of
// the layer are numbered.
func (s *Sheeted) State(cell string) uint8 {
	here := s.Whole || slices.Contains(s.Here, cell)
	wanted := len(s.Want) == 0 || slices.Contains(s.Want, cell)
	switch {
	case here && wanted:
		return render.SheetHere
	case here:
		return render.SheetGoing
	case wanted:
		return render.SheetComing
	}
	return render.SheetElsewhere
}

// At is the sheet in which a point lies, "" for none.
func (s *Sheeted) At(p orb.Point) string {
	for i := range s.Sheets {
		if o := s.Sheets[i].Outline; o != nil && o.Bound().Contains(p) && contains(o, p) {
			return s.Sheets[i].Cell
		}
	}
	return ""
}

// Totals are the rows and bytes of some sheets, as the central repository counts
// them; none stands for all.
func (s *Sheeted) Totals(cells []string) (rows, bytes int64) {
	for i := range s.Sheets {
		if len(cells) == 0 || slices.Contains(cells, s.Sheets[i].Cell) {
			rows += s.Sheets[i].Rows
			bytes += s.Sheets[i].Bytes
		}
	}
	return rows, bytes
}

// Drawing is the outlines that touch a box, each with its name and how it stands;
// nil for none.
func (s *Sheeted) Drawing(bound orb.Bound) *render.Drawing {
	var shapes gis.Shapes
	var class []uint8
	var label []string
	for i := range s.Sheets {
		sheet := &s.Sheets[i]
		if sheet.Outline == nil || !sheet.Outline.Bound().Intersects(bound) {
			continue
		}
		shapes.Append(sheet.Outline)
		class, label = append(class, s.State(sheet.Cell)), append(label, sheet.Cell)
	}
	if shapes.Len() == 0 {
		return nil
	}
	d := render.Simplify(&shapes, nil, 0, bound.Min)
	d.Class, d.Label = class, label
	return d
}

// Bound is the box of the sheets that are here; Min > Max for none.
func (s *Sheeted) Bound() orb.Bound {
	box := orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}}
	for i := range s.Sheets {
		o := s.Sheets[i].Outline
		if state := s.State(s.Sheets[i].Cell); o == nil || state != render.SheetHere && state != render.SheetGoing {
			continue
		}
		if box.IsEmpty() {
			box = o.Bound()
		} else {
			box = box.Union(o.Bound())
		}
	}
	return box
}

// Sheeted says which sheets there are and which of them are here; nothing for an
// archive that joined no central repository.
func (d Desk) Sheeted() (s Sheeted, err error) {
	err = d.look(func(l *client.Link) error {
		h, err := l.Holding()
		if err != nil {
			if client.NotEnrolled(err) {
				return nil
			}
			return err
		}
		s = Sheeted{Here: h.Here, Want: h.Want, Whole: h.Whole}
		s.Sheets, err = l.Sheets()
		return err
	})
	return s, err
}

// Layers lists the datasets of the archive, and the sheets where only some are
// here.
func (d Desk) Layers(ctx context.Context) ([]desk.Layer, error) {
	all, err := d.Desk.Layers(ctx)
	if err != nil {
		return nil, err
	}
	s, err := d.Sheeted()
	if err != nil || !s.Partial() {
		return all, err
	}
	return append(all, desk.Layer{
		Name: AreaLayer, Source: AreaSource, Count: int64(len(s.Here)), Geometry: gis.PolygonShape, EPSG: d.About().EPSG, Bound: s.Bound(),
	}), nil
}

// Drawings gives what a layer draws in a window.
func (d Desk) Drawings(
	ctx context.Context, layer, source string, bound orb.Bound, metresPerPixel float64, some func([]*render.Drawing),
) ([]*render.Drawing, error) {
	if layer != AreaLayer || source != AreaSource {
		return d.Desk.Drawings(ctx, layer, source, bound, metresPerPixel, some)
	}
	s, err := d.Sheeted()
	if err != nil {
		return nil, err
	}
	if drawing := s.Drawing(bound); drawing != nil {
		return []*render.Drawing{drawing}, nil
	}
	return nil, nil
}

func contains(g orb.Geometry, p orb.Point) bool {
	var shapes gis.Shapes
	shapes.Append(g)
	return planar.Contains(&shapes, 0, p)
}
