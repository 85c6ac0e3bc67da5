package demo

import (
	"strconv"

	"github.com/paulmach/orb"
)

// kind is what a border of the map stands for.
type kind uint8

const (
	landKind  kind = iota
	roadKind       // STRADA
	waterKind      // ACQUA
	wasteKind      // X and four digits: no code could be given
)

// parcel is an area of a sheet: a land parcel with its rows in the census, or
// a road, a water, an area without code.
type parcel struct {
	kind    kind
	number  string // as the map writes it
	lots    []lot
	pieces  []orb.Polygon // a BORDO each
	area    float64       // of all pieces, m²
	taken   bool          // spoken for by a planted case or a building
	entered bool          // its rows in the census are settled, even if there are none
	street  int           // rank in the sheet's streets; civic "" while it has no address
	civic   string

	quality int // of the open census row
	units   []*unit
	common  *unit         // a bene comune that the other units share, nil for none
	mapped  []orb.Polygon // buildings drawn on the map
}

// lay cuts a sheet into parcels. Their numbers follow the blocks.
func (s *sheet) lay() {
	shapes := fixedBlocks()
	s.dice.Shuffle(len(shapes)-2, func(a, b int) { shapes[a+2], shapes[b+2] = shapes[b+2], shapes[a+2] })
	for more := moreBlocks(); len(shapes) < s.plan.blocksX*s.plan.blocksY; {
		shapes = append(shapes, pick(s.dice, more...))
	}
	road := &parcel{kind: roadKind, number: "STRADA001"}
	numbers := map[kind]int{}
	for by := range s.plan.blocksY {
		for bx := range s.plan.blocksX {
			origin := lot{(s.col*s.plan.blocksX + bx) * stepsX, (s.row*s.plan.blocksY + by) * stepsY}
			s.cut(shapes[by*s.plan.blocksX+bx], origin, numbers)
			road.lots = append(road.lots, roadOf(origin)...)
		}
	}
	s.parcels = append(s.parcels, road)
	s.join()
	for _, p := range s.parcels {
		p.pieces = s.ground.trace(p.lots)
		p.area = areaOf(p.pieces...)
	}
}

// cut adds the parcels of one block.
func (s *sheet) cut(shape string, origin lot, numbers map[kind]int) {
	byLetter := map[byte]*parcel{}
	for n := range len(shape) {
		c := lot{origin.i + n%lotsAcross, origin.j + n/lotsAcross}
		p := byLetter[shape[n]]
		if p == nil {
			p = &parcel{}
			switch shape[n] {
			case 'w':
				p.kind = waterKind
			case 'x':
				p.kind = wasteKind
			}
			numbers[p.kind]++
			p.number = label(p.kind, numbers[p.kind])
			byLetter[shape[n]] = p
			s.parcels = append(s.parcels, p)
		}
		p.lots = append(p.lots, c)
		s.at[c] = p
	}
}

func label(k kind, n int) string {
	switch k {
	case waterKind:
		return "ACQUA" + strconv.Itoa(1000 + n)[1:]
	case wasteKind:
		return "X" + strconv.Itoa(10000 + n)[1:]
	}
	return strconv.Itoa(n)
}

// roadOf is the road on the east and the north of a block.
func roadOf(origin lot) []lot {
	var lots []lot
	for j := range stepsY {
		lots = append(lots, lot{origin.i + lotsAcross, origin.j + j})
	}
	for i := range lotsAcross {
		lots = append(lots, lot{origin.i + i, origin.j + lotsUp})
	}
	return lots
}

// join makes one parcel in two pieces of the middle lots on both sides of the
// road between the first two blocks.
func (s *sheet) join() {
	west := s.at[lot{s.col*s.plan.blocksX*stepsX + lotsAcross - 1, s.row*s.plan.blocksY*stepsY + 1}]
	east := s.at[lot{s.col*s.plan.blocksX*stepsX + stepsX, s.row*s.plan.blocksY*stepsY + 1}]
	west.lots = append(west.lots, east.lots...)
	s.at[east.lots[0]] = west
	for n, p := range s.parcels {
		if p == east {
			s.parcels = append(s.parcels[:n], s.parcels[n+1:]...)
			break
		}
	}
	west.taken = true
	s.twoPiece = west
}
