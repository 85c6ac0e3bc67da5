package demo

import (
	"math"

	"github.com/paulmach/orb"
)

// A block is five lots across and three up, with a road on its east and north.
const (
	lotsAcross = 5
	lotsUp     = 3
	stepsX     = lotsAcross + 1 // lattice columns from a block to the next
	stepsY     = lotsUp + 1
	roadWidth  = 7.0 // metres, before the lattice is bent
	blockX     = 100 + roadWidth
	blockY     = 72 + roadWidth
)

// columns and rows are where the lattice lines of a block run, in metres. Some
// lots are small, so that the 20 m² of control 8 count and not its 5 %.
func columns() [stepsX]float64 { return [...]float64{0, 14, 36, 54, 80, 100} }
func rows() [stepsY]float64    { return [...]float64{0, 22, 48, 72} }

// lot is a cell of a section's lattice, named by its south-west node.
type lot struct{ i, j int }

// lattice is the ground of a census section: a turned and bent grid of nodes.
// All borders of the section run along it, so that parcels and sheets
// tessellate exactly.
type lattice struct {
	seed    int64
	section int
	angle   float64   // radians, anticlockwise
	middle  orb.Point // of the section on the unbent grid, metres
	centre  orb.Point // where the middle lies, EPSG:7792
}

// node is a corner of the lattice in EPSG:7792, on the millimetre that the map
// files hold.
func (l *lattice) node(i, j int) orb.Point {
	x := float64(i/stepsX)*blockX + columns()[i%stepsX] - l.middle[0]
	y := float64(j/stepsY)*blockY + rows()[j%stepsY] - l.middle[1]
	bentX := x + 22*math.Sin(y/160+float64(l.section)) + 2.5*math.Sin(x/47) + 1.1*scatter(l.seed, l.section, i, j, 0)
	bentY := y + 18*math.Sin(x/210+1) + 2*math.Sin(y/39) + 1.1*scatter(l.seed, l.section, i, j, 1)
	sin, cos := math.Sincos(l.angle)
	return orb.Point{
		millimetre(l.centre[0] + bentX*cos - bentY*sin),
		millimetre(l.centre[1] + bentX*sin + bentY*cos),
	}
}

func millimetre(v float64) float64 { return math.Round(v*1000) / 1000 }
