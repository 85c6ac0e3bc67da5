package demo

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/cadastre"
	"segit/gis/format/cxf"
	"segit/gis/planar"
)

// mapScale is the denominator of the sheets' scale, and mapDate the day of
// their export.
const mapScale = 2000

func mapDate() gis.Date { return gis.Day(2024, 12, 20) }

// writeMap writes the sheet and its quality file: W001A001200.CTF and .SUP.
func (s *sheet) writeMap(dir string) error {
	name := cadastre.SheetName{Comune: Comune, Section: s.section, Sheet: strconv.Itoa(s.number)}
	file := name.String()
	out, err := os.Create(filepath.Join(dir, file+".CTF"))
	if err != nil {
		return unwritten(err, file+".CTF")
	}
	w := cxf.NewWriter(out, name, mapScale)
	var all []lot
	for _, p := range s.parcels {
		all = append(all, p.lots...)
	}
	w.Border(border(file, s.ground.trace(all)[0], 0, 0))
	for _, p := range s.parcels {
		for _, piece := range p.pieces {
			w.Border(border(p.number, piece, 12, s.ground.angle))
		}
		for _, building := range p.mapped {
			w.Border(border(p.number+"+", building, 8, s.ground.angle))
		}
	}
	s.decorate(w)
	err = w.Close()
	if closing := out.Close(); err == nil && closing != nil {
		err = unwritten(closing, file+".CTF")
	}
	if err != nil {
		return err
	}
	return writeSup(filepath.Join(dir, file+".SUP"), w.Sup(mapDate()))
}

func writeSup(path string, sup *cxf.Sup) error {
	out, err := os.Create(path)
	if err != nil {
		return unwritten(err, filepath.Base(path))
	}
	buffered := bufio.NewWriter(out)
	err = cxf.WriteSup(buffered, sup)
	if flushing := buffered.Flush(); err == nil {
		err = flushing
	}
	if closing := out.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return unwritten(err, filepath.Base(path))
	}
	return nil
}

// border is a polygon with its label well inside it.
func border(code string, polygon orb.Polygon, height int, angle float64) *cxf.Border {
	var shapes gis.Shapes
	shapes.Append(polygon)
	b := &cxf.Border{Code: code, Height: height, Angle: angle}
	if p, ok := planar.Inside(&shapes, 0); ok {
		b.Label, b.Inside = p, p
	}
	for n := range polygon {
		b.Rings = append(b.Rings, shapes.Ring(n))
	}
	return b
}

// decorate writes what else a map shows: street names, stones, fiducial
// points, the graffa of parcels in two pieces, a dashed line along the road.
func (s *sheet) decorate(w *cxf.Writer) {
	south, west := s.row*s.plan.blocksY*stepsY, s.col*s.plan.blocksX*stepsX
	for n, t := range s.streets {
		if n < s.plan.blocksY {
			w.Text(t.fullName(), 15, s.ground.angle, s.ground.node(west+1, south+n*stepsY+lotsUp), false)
		}
	}
	for n := range s.plan.blocksX {
		at := s.ground.node(west+n*stepsX, south)
		w.Symbol(2, 0, at, false)
		w.Fiducial(n+1, 8, at, orb.Point{at[0] + 2, at[1] + 2}, false)
	}
	w.Symbol(14, s.ground.angle, s.ground.node(s.twoPiece.lots[0].i+1, s.twoPiece.lots[0].j), false)
	var line []float64
	for i := range s.plan.blocksX * stepsX {
		p := s.ground.node(west+i, south+lotsUp)
		line = append(line, p[0], p[1])
	}
	w.Line(5, line, false)
}
