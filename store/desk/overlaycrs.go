package desk

import (
	"errors"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/crs"
)

// middle is a coordinate of the layer, false when it has none.
func (s *overlaySide) middle() (x, y float64, ok bool, err error) {
	return s.point(func(points int) int { return points / 2 })
}

// point is a coordinate of the layer, chosen by the number of its points.
func (s *overlaySide) point(which func(points int) int) (x, y float64, ok bool, err error) {
	points := len(s.rows.Shapes.XY) / 2
	if s.tape == nil {
		if points == 0 {
			return 0, 0, false, nil
		}
		at := 2 * which(points)
		return s.rows.Shapes.XY[at], s.rows.Shapes.XY[at+1], true, nil
	}
	for _, b := range s.tape.Blocks() {
		points += b.Points
	}
	if points == 0 {
		return 0, 0, false, nil
	}
	at := which(points)
	block := 0
	for at >= s.tape.Blocks()[block].Points {
		at -= s.tape.Blocks()[block].Points
		block++
	}
	rows, err := s.tape.Read(block)
	if err != nil {
		return 0, 0, false, err
	}
	return rows.Batch.Shapes.XY[2*at], rows.Batch.Shapes.XY[2*at+1], true, nil
}

// system settles the CRS of a side: what the file says unless its coordinates
// belie it, else what their size tells.
func (s *overlaySide) system() error {
	x, y, ok, err := s.middle()
	if err != nil || !ok {
		return err // or nothing to place
	}
	system, known := crs.Lookup(s.epsg)
	family := crs.GuessFamily(x, y)
	switch {
	case s.epsg != 0 && !known:
		return gis.Refuse(overlayOp, gis.BadInput, "overlay.crs-unknown", s.epsg, s.name, s.letter)
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
	all := nowhere()
	if s.tape != nil {
		for _, b := range s.tape.Blocks() {
			all.Min = orb.Point{min(all.Min[0], b.Box.Min[0]), min(all.Min[1], b.Box.Min[1])}
			all.Max = orb.Point{max(all.Max[0], b.Box.Max[0]), max(all.Max[1], b.Box.Max[1])}
		}
	}
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
	x, y, ok, err := s.point(func(int) int { return 0 })
	if err != nil {
		return 0, err
	}
	if !ok {
		s.epsg = epsg
		return 0, nil
	}
	t, err := crs.Between(s.epsg, epsg, crs.RegionOf(s.epsg, x, y))
	if err != nil {
		return 0, err
	}
	s.origin = nil // in this CRS nobody looked at them
	if s.tape == nil {
		t.XY(s.rows.Shapes.XY)
	} else {
		s.transform = &t
	}
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
	if target == 0 && r.a.epsg != 0 {
		x, _, ok, err := r.a.middle()
		if err != nil {
			return err
		}
		if ok {
			target = zoneAt(x)
		}
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
