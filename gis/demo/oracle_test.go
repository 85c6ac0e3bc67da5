package demo_test

import (
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/planar"
)

// careless are ways of getting the controls wrong. The zero value gets them
// right.
type careless struct {
	boxes        bool // parcels and footprints are their bounding boxes
	dropSection  bool // keys are joined without their section
	ignoreCRS    bool // footprints are taken to be in the system of the sheets
	areaInFile   bool // footprints are measured before they are transformed
	outerRings   bool // holes are filled
	firstPiece   bool // a parcel is its largest piece
	trustDates   bool // partita C, partita 0 and quality 998 do not close a row
	pastAccounts bool // accounts that ended count
	anyRight     bool // whoever has a title is a holder
	noGraffate   bool // further identifiers are not looked at
}

// oracle runs the six controls over a supply on 31 December of a year, slowly,
// and gives "control key" for each finding, sorted.
type oracle struct {
	*supply
	careless
	day   gis.Date
	found map[string]bool
}

func findings(s *supply, c careless, year int) []string {
	o := &oracle{supply: s, careless: c, day: gis.Day(year, 12, 31), found: map[string]bool{}}
	o.ghosts()
	o.mismatches()
	o.gaps()
	o.classes()
	o.waste()
	var all []string
	for f := range o.found {
		all = append(all, f)
	}
	slices.Sort(all)
	return all
}

func (o *oracle) find(control string, key gis.Key) { o.found[control+" "+key.String()] = true }

// join is the key as the rows are joined by it.
func (o *oracle) join(k gis.Key) gis.Key {
	if o.dropSection {
		k.Section = ""
	}
	return k
}

func (o *oracle) open(u *unitRow) bool { return !u.ended && (o.trustDates || u.partita != "C") }

func (o *oracle) openLand(r landRow) bool {
	return !r.ended && (o.trustDates || r.partita != "0" && r.quality != "998")
}

func (o *oracle) keysOf(u *unitRow) []gis.Key {
	if o.noGraffate {
		return u.keys[:1]
	}
	return u.keys
}

// shape is a geometry as the careless take it.
func (o *oracle) shape(g orb.Geometry) gis.Shapes {
	var all orb.MultiPolygon
	for _, p := range polygons(g) {
		if o.outerRings {
			p = p[:1]
		}
		all = append(all, p)
	}
	var shapes gis.Shapes
	if o.boxes {
		shapes.Append(all.Bound())
	} else {
		shapes.Append(all)
	}
	return shapes
}

// mapShapes are the shapes of each parcel key of the map, and the keys in order.
func (o *oracle) mapShapes() (map[gis.Key][]gis.Shapes, []gis.Key) {
	byKey := map[gis.Key][]gis.Shapes{}
	var order []gis.Key
	for _, m := range o.parcels {
		if strings.HasPrefix(m.key.Parcel, "X") {
			continue
		}
		s := o.shape(m.shapes.Geometry(0))
		known, again := byKey[m.key]
		switch {
		case !again:
			order = append(order, m.key)
		case o.firstPiece:
			if planar.Area(&known[0], 0) >= planar.Area(&s, 0) {
				s = known[0]
			}
			known = nil
		}
		byKey[m.key] = append(known, s)
	}
	return byKey, order
}

func (o *oracle) ghosts() {
	exempt := []string{"serra", "rudere", "tettoia", "baracca", "pollaio"}
	settled := map[gis.Key]bool{}
	for _, u := range o.units {
		if o.open(u) {
			for _, k := range o.keysOf(u) {
				settled[o.join(k.OfParcel())] = true
			}
		}
	}
	urban := map[gis.Key]bool{}
	for _, r := range o.land {
		if o.openLand(r) && slices.Contains([]string{"282", "279", "283"}, r.quality) {
			urban[o.join(r.key)] = true
		}
	}
	shapes, keys := o.mapShapes()
	for _, f := range o.footprints {
		where, measured := f.onMap, f.onMap
		if o.ignoreCRS {
			where = f.inFile
		}
		if o.areaInFile {
			measured = f.inFile
		}
		place, size := o.shape(where), o.shape(measured)
		if planar.Area(&size, 0) < 16 || slices.Contains(exempt, f.use) {
			continue
		}
		var best gis.Key
		most := 0.0
		for _, k := range keys {
			shared := 0.0
			for n := range shapes[k] {
				if shapes[k][n].Bound(0).Intersects(place.Bound(0)) {
					shared += planar.SharedArea(&shapes[k][n], 0, &place, 0)
				}
			}
			if shared > most {
				best, most = k, shared
			}
		}
		if most > 0 && most >= planar.Area(&place, 0)/2 && !settled[o.join(best)] && !urban[o.join(best)] {
			o.find("ghost-building", best)
		}
	}
}

func (o *oracle) mismatches() {
	_, keys := o.mapShapes()
	onMap, inCensus := map[gis.Key]bool{}, map[gis.Key]bool{}
	mapSheets, censusSheets := map[gis.Key]bool{}, map[gis.Key]bool{}
	sheet := func(k gis.Key) gis.Key { return gis.Key{Section: k.Section, Sheet: k.Sheet} }
	for _, k := range keys {
		onMap[o.join(k)], mapSheets[sheet(k)] = true, true
	}
	for _, r := range o.land {
		if o.openLand(r) {
			inCensus[o.join(r.key)], censusSheets[sheet(r.key)] = true, true
		}
	}
	for _, k := range keys {
		if censusSheets[sheet(k)] && !inCensus[o.join(k)] {
			o.find("map-census-mismatch", k)
		}
	}
	for _, r := range o.land {
		if o.openLand(r) && mapSheets[sheet(r.key)] && !onMap[o.join(r.key)] {
			o.find("map-census-mismatch", r.key)
		}
	}
}

func (o *oracle) gaps() {
	shapes, keys := o.mapShapes()
	drawn, entered := map[gis.Key]float64{}, map[gis.Key]float64{}
	for _, k := range keys {
		for n := range shapes[k] {
			drawn[o.join(k)] += planar.Area(&shapes[k][n], 0)
		}
	}
	for _, r := range o.land {
		if o.openLand(r) {
			entered[o.join(r.key)] += float64(r.area)
		}
	}
	for _, k := range keys {
		census, both := entered[o.join(k)]
		if difference := max(drawn[o.join(k)]-census, census-drawn[o.join(k)]); both && difference > max(0.05*census, 20) {
			o.find("parcel-area-gap", k)
		}
	}
}

func (o *oracle) classes() {
	obsolete := map[gis.Key]bool{}
	for _, u := range o.units {
		if o.open(u) && (u.category == "A05" || u.category == "A06") {
			obsolete[o.join(u.keys[0])] = true
		}
	}
	for _, u := range o.units { // who joins without section accuses the homonym too
		if o.open(u) && obsolete[o.join(u.keys[0])] {
			o.find("obsolete-class", u.keys[0])
		}
	}
}
