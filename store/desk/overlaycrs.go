package desk

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/crs"
)

// Of so many blocks of a tape, and rows in memory, the coordinates are looked at.
const (
	sampledBlocks = 9
	sampledRows   = 4096
	anywhere      = 1e8 // no coordinate of a place on earth is as large
)

// middle is a coordinate of the layer, of the kind that most of its rows have:
// one bad row must not tell where the layer lies. It is false when no row has any.
func (s *overlaySide) middle() (x, y float64, ok bool, err error) {
	points, err := s.sample()
	if err != nil {
		return 0, 0, false, err
	}
	var votes [crs.ItalyZone + 1][]orb.Point
	for _, p := range points {
		family := crs.GuessFamily(p[0], p[1])
		votes[family] = append(votes[family], p)
	}
	var elected []orb.Point
	for _, of := range votes {
		if len(of) > 0 && len(of) >= len(elected) { // of several alike not the unknown one
			elected = of
		}
	}
	if len(elected) == 0 {
		return 0, 0, false, nil
	}
	slices.SortFunc(elected, func(p, q orb.Point) int { return cmp.Or(cmp.Compare(p[0], q[0]), cmp.Compare(p[1], q[1])) })
	p := elected[len(elected)/2]
	return p[0], p[1], true, nil
}

// sample is the first coordinate of many rows, spread over the layer.
func (s *overlaySide) sample() ([]orb.Point, error) {
	if s.tape == nil {
		return firstPoints(nil, &s.rows.Shapes, max(s.rows.Len()/sampledRows, 1)), nil
	}
	var points []orb.Point
	blocks := len(s.tape.Blocks())
	for at := 0; at < blocks; at += max(blocks/sampledBlocks, 1) {
		rows, err := s.tape.Read(at)
		if err != nil {
			return nil, err
		}
		points = firstPoints(points, &rows.Batch.Shapes, 1)
	}
	return points, nil
}

// firstPoints appends the first coordinate of every so many rows that is a place.
func firstPoints(points []orb.Point, shapes *gis.Shapes, step int) []orb.Point {
	for row := 0; row < shapes.Len(); row += step {
		if xy := shapes.RowXY(row); len(xy) > 0 && math.Abs(xy[0]) < anywhere && math.Abs(xy[1]) < anywhere {
			points = append(points, orb.Point{xy[0], xy[1]})
		}
	}
	return points
}

// strays are the rows of a window with coordinates in degrees where those of the
// layer are in metres, or the other way round, or beyond every place: brought into
// another CRS they would come to lie just anywhere. Such coordinates are made to
// be no numbers, and so the rows are set aside. The rows of an archive were looked
// at when they came in.
func (s *overlaySide) strays() {
	system, known := crs.Lookup(s.came)
	if !known || s.file == "" {
		return
	}
	wide, high := anywhere, anywhere
	if system.Unit == crs.Degree {
		wide, high = 360, 90
	}
	shapes := &s.rows.Shapes
	for row := range shapes.Len() {
		xy := shapes.RowXY(row)
		if len(xy) > 0 && system.Unit == crs.Metre && crs.GuessFamily(xy[0], xy[1]) == crs.Degrees {
			s.strayed(row, "overlay.fault.other-crs")
			xy[0] = math.NaN()
		}
		for i := 0; i+1 < len(xy); i += 2 {
			switch x, y := math.Abs(xy[i]), math.Abs(xy[i+1]); {
			case x > anywhere || y > anywhere:
				s.strayed(row, "overlay.fault.too-far")
				xy[i] = math.NaN()
			case x > wide || y > high:
				s.strayed(row, "overlay.fault.other-crs")
				xy[i] = math.NaN()
			}
		}
	}
}

// strayed notes what is wrong with a row of the window, unless it is noted.
func (s *overlaySide) strayed(row int, code string) {
	if s.stray == nil {
		s.stray = map[int]string{}
	}
	if number := s.number(int32(row)); s.stray[number] == "" {
		s.stray[number] = code
	}
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
	x, y, ok, err := s.middle()
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
	for _, s := range sides {
		if s.came = s.epsg; s.tape == nil {
			s.strays()
		}
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
