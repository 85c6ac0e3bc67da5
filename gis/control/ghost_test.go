package control_test

import (
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/cadastre"
)

const ghost = "ghost-building"

// field is a town of one parcel without a building, 40 m by 40 m.
func field() *town {
	t := newTown()
	t.parcel("A/1/10", square(0, 0, 40))
	t.land("A/1/10")
	t.unit("A/9/9/1") // the town has units, elsewhere
	return t
}

func TestGhostBuilding(t *testing.T) {
	for _, c := range []struct {
		name      string
		plant     func(*town)
		set       map[string]string
		found     []string
		undecided int
	}{
		{"on a bare parcel", func(t *town) { t.building(square(5, 5, 10)) }, nil, []string{"A/1/10"}, 0},
		{"of exactly 16 m²", func(t *town) { t.building(square(5, 5, 4)) }, nil, []string{"A/1/10"}, 0},
		{"of exactly 16 m², set off by a fraction", func(t *town) { t.building(square(5.1, 5.7, 4)) }, nil, []string{"A/1/10"}, 0},
		{"of 15.99 m²", func(t *town) { t.building(rectangle(5, 5, 4, 3.9975)) }, nil, nil, 0},
		{"of 30 m², the office asks for 40", func(t *town) { t.building(rectangle(5, 5, 5, 6)) }, map[string]string{"min_area": "40"}, nil, 0},
		{"half on the parcel, half on nothing", func(t *town) { t.building(rectangle(35, 5, 10, 4)) }, nil, []string{"A/1/10"}, 0},
		{"less than half on the parcel", func(t *town) { t.building(rectangle(35.01, 5, 10, 4)) }, nil, nil, 1},
		{"off the map", func(t *town) { t.building(square(100, 100, 10)) }, nil, nil, 0},
		{"a greenhouse", func(t *town) { t.building(square(5, 5, 10), cells{"impiego": "Serra agricola"}) }, nil, nil, 0},
		{"a hut", func(t *town) { t.building(square(5, 5, 10), cells{"impiego": "baracca"}) }, nil, nil, 0},
		{"a word that only begins like an exempt one", func(t *town) { t.building(square(5, 5, 10), cells{"impiego": "serramenti"}) }, nil, []string{"A/1/10"}, 0},
		{"exempt by the office's own list", func(t *town) { t.building(square(5, 5, 10), cells{"impiego": "chiosco"}) }, map[string]string{"exempt_uses": "edicola, chiosco"}, nil, 0},
		{"demolished before the day", func(t *town) { t.building(square(5, 5, 10), cells{"to": day(2024, 6, 1)}) }, nil, nil, 0},
		{"a unit stands there", func(t *town) { t.building(square(5, 5, 10)); t.unit("A/1/10/1") }, nil, nil, 0},
		{"a unit stands there as graffata", func(t *town) {
			t.building(square(5, 5, 10))
			t.unit("A/1/77/1", cells{"also_keys": "W001/A/1/10/2;W001/A/1/78"})
		}, nil, nil, 0},
		{"the unit is closed", func(t *town) { t.building(square(5, 5, 10)); t.unit("A/1/10/1", cells{"to": day(2020, 1, 1)}) }, nil, []string{"A/1/10"}, 0},
		{"the unit closes on the day itself", func(t *town) { t.building(square(5, 5, 10)); t.unit("A/1/10/1", cells{"to": day(2025, 12, 31)}) }, nil, []string{"A/1/10"}, 0},
		{"the unit closes the day after", func(t *town) { t.building(square(5, 5, 10)); t.unit("A/1/10/1", cells{"to": day(2026, 1, 1)}) }, nil, nil, 0},
		{"the unit is suppressed", func(t *town) { t.building(square(5, 5, 10)); t.unit("A/1/10/1", cells{"partita": "C"}) }, nil, []string{"A/1/10"}, 0},
		{"the unit is of another section", func(t *town) { t.building(square(5, 5, 10)); t.unit("B/1/10/1") }, nil, []string{"A/1/10"}, 0},
		{"an urban entity", func(t *town) { t.building(square(5, 5, 10)); t.land("A/1/10", cells{"quality": 282}) }, nil, nil, 0},
		{"a rural building", func(t *town) { t.building(square(5, 5, 10)); t.land("A/1/10", cells{"quality": 279}) }, nil, nil, 0},
		{"an urban building to be verified", func(t *town) { t.building(square(5, 5, 10)); t.land("A/1/10", cells{"quality": 283}) }, nil, nil, 0},
		{"an urban entity that was suppressed", func(t *town) {
			t.building(square(5, 5, 10))
			t.land("A/1/10", cells{"quality": 282, "partita": "0"})
		}, nil, []string{"A/1/10"}, 0},
		{"a census without sections, one parcel on the map", func(t *town) { t.building(square(5, 5, 10)); t.unit("_/1/10/1") }, nil, nil, 0},
		{"a census without sections, two parcels on the map", func(t *town) {
			t.building(square(5, 5, 10))
			t.unit("_/1/10/1")
			t.parcel("B/1/10", square(500, 0, 40))
		}, nil, nil, 1},
		{"several footprints make one finding", func(t *town) {
			t.building(square(5, 5, 10))
			t.building(square(20, 20, 8))
			t.building(square(30, 5, 5))
		}, nil, []string{"A/1/10"}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			town := field()
			c.plant(town)
			want(t, town, ghost, c.set, c.undecided, c.found...)
		})
	}
}

// An L whose box holds the footprint and whose ground does not: whoever looks
// at boxes accuses the wrong parcel.
func TestGhostBuildingOnTheGroundNotInTheBox(t *testing.T) {
	l := orb.Polygon{{{583000, 4487000}, {583100, 4487000}, {583100, 4487010}, {583010, 4487010}, {583010, 4487100}, {583000, 4487100}, {583000, 4487000}}}
	town := newTown()
	town.parcel("A/1/1", l)
	town.parcel("A/1/2", rectangle(10, 10, 90, 90))
	town.land("A/1/1")
	town.land("A/1/2")
	town.unit("A/1/2/1")
	town.building(square(50, 50, 10)) // on 2, where a unit is
	want(t, town, ghost, nil, 0)
	town.building(rectangle(40, 1, 20, 8)) // on the L
	want(t, town, ghost, nil, 0, "A/1/1")
}

func TestGhostBuildingHoleAndPieces(t *testing.T) {
	ring := square(0, 0, 40)
	hole := orb.Ring{}
	hole = append(hole, square(10, 10, 20)[0]...)
	slices.Reverse(hole)
	town := newTown()
	town.parcel("A/1/1", append(ring, hole))
	town.land("A/1/1")
	town.unit("A/9/9/1")
	town.building(square(15, 15, 8)) // in the hole: on no parcel
	want(t, town, ghost, nil, 0)
	// A parcel in two pieces: each holds 40 % of the footprint, together 80 %.
	town.parcel("A/1/2", rectangle(100, 0, 50, 40))
	town.parcel("A/1/2", rectangle(152.5, 0, 50, 40))
	town.land("A/1/2")
	town.building(rectangle(145, 5, 12.5, 5))
	r := want(t, town, ghost, nil, 0, "A/1/2")
	if f := &r.Findings[0]; f.Confidence != gis.Medium || !slices.Contains(codes(f), "ghost.reason-share") {
		t.Errorf("confidence %v %v, want medium with its reason", f.Confidence, codes(f))
	}
}

func TestGhostBuildingConfidenceAndEvidence(t *testing.T) {
	town := field()
	town.building(square(5, 5, 10))
	town.building(square(20, 20, 8))
	f := want(t, town, ghost, nil, 0, "A/1/10").Findings[0]
	if f.Confidence != gis.High || f.Severity != gis.High || f.Cadastre != gis.Land || f.TaxYear != year || f.Version != 1 {
		t.Errorf("%+v", f)
	}
	if f.Found.Value != metres("164") || f.Found.Unit != "m²" {
		t.Errorf("found %v, want 164 m²", f.Found)
	}
	wantEvidence(t, &f, "buildings 1", "buildings 2", "land 1", "parcels 1")
	if g, ok := f.Geometry.(orb.MultiPolygon); !ok || len(g) != 2 {
		t.Errorf("geometry %v, want the two footprints", f.Geometry)
	}
	bare := newTown()
	bare.parcel("A/1/10", square(0, 0, 40))
	bare.building(square(5, 5, 10))
	if f := want(t, bare, ghost, nil, 0, "A/1/10").Findings[0]; f.Confidence != gis.Low || !slices.Contains(codes(&f), "ghost.reason-no-land") {
		t.Errorf("without a land row: %v %v", f.Confidence, codes(&f))
	}
}

// The sheet and the published parcels draw the same ground: once is enough.
func TestTwoMapsOfOneParcel(t *testing.T) {
	town := newTown()
	town.drawn(cadastre.InspireSource, "A/1/10", square(0, 0, 31))
	town.parcel("A/1/10", square(0, 0, 32))
	town.drawn(cadastre.InspireSource, "A/1/11", square(50, 0, 32))
	town.land("A/1/10", cells{"surface": "1024"})
	town.land("A/1/11", cells{"surface": "1024"})
	want(t, town, "parcel-area-gap", nil, 0)
}

// A footprint that its supply repeats stands once.
func TestGhostBuildingCountsAFootprintOnce(t *testing.T) {
	town := newTown()
	town.parcel("A/1/10", square(0, 0, 50))
	town.land("A/1/10")
	town.add(footprints(), cells{}, square(10, 10, 10))
	town.add(footprints(), cells{}, square(10, 10, 10))
	f := want(t, town, "ghost-building", nil, 0, "A/1/10").Findings[0]
	if f.Found.Value != metres("100") {
		t.Errorf("found %v, want 100 m²", f.Found)
	}
}

// Surveys say what a building is in several fields: any of them exempts it.
func TestGhostBuildingReadsEveryFieldOfUse(t *testing.T) {
	schema := &gis.Schema{Dataset: "buildings", Source: "buildings", Shape: gis.PolygonShape, Columns: []gis.Column{
		{Name: "edifc_uso", Type: gis.Text, Role: gis.RoleUse},
		{Name: "edifc_ty", Type: gis.Text},
		{Name: "edifc_stat", Type: gis.Text},
		{Name: "DESCRIZIONE", Type: gis.Text},
	}}
	for _, c := range []struct {
		cells cells
		found []string
	}{
		{cells{"edifc_uso": "95", "edifc_ty": "baracca"}, nil},
		{cells{"edifc_uso": "residenziale", "edifc_stat": "rudere"}, nil},
		{cells{"DESCRIZIONE": "due tettoie"}, nil},
		{cells{"edifc_uso": "residenziale", "edifc_ty": "villa"}, []string{"A/1/10"}},
	} {
		town := newTown()
		town.parcel("A/1/10", square(0, 0, 50))
		town.land("A/1/10")
		town.add(schema, c.cells, square(10, 10, 10))
		want(t, town, "ghost-building", nil, 0, c.found...)
	}
}
