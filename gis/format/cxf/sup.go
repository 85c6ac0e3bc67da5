package cxf

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"

	"segit/gis"
	"segit/gis/cadastre"
)

// Sup is the quality file of a sheet (SUP): what the office counted and
// measured when it exported the sheet. Areas are whole square metres.
type Sup struct {
	Sheet cadastre.SheetName
	Date  gis.Date // of the export

	Buildings int // N.FABBRIC
	Parcels   int // N.PARTIC
	Roads     int // N.STRADE
	Waters    int // N.ACQUE
	Annexes   int // N.SVIL-ALL, developments and annexes drawn elsewhere

	BuildingArea gis.Decimal // FABBRIC, m² of all buildings
	ParcelAreas  []CodeArea  // one for each parcel code, in the order of the file
	ParcelArea   gis.Decimal // PARTIC, m²
	RoadArea     gis.Decimal // STRADE
	WaterArea    gis.Decimal // ACQUE
	AnnexArea    gis.Decimal // SVIL-ALL
	Total        gis.Decimal // TOTALE: parcels, roads, waters, annexes
	Border       gis.Decimal // CONFINE
	Imbalance    gis.Decimal // SBILANCIO, Total − Border

	Rejected []gis.Reject // lines that could not be read, as they came
}

// CodeArea is the area of all borders of one parcel code, in m².
type CodeArea struct {
	Code string
	Area gis.Decimal
}

// sup is the quality file that belongs to the borders added so far.
func (t *tessellation) sup(name cadastre.SheetName, date gis.Date) *Sup {
	s := &Sup{
		Sheet:        name,
		Date:         date,
		Buildings:    t.classes[building].n,
		Parcels:      t.classes[parcel].n,
		Roads:        t.classes[road].n,
		Waters:       t.classes[water].n,
		Annexes:      t.annexes.n,
		BuildingArea: wholeMetres(t.classes[building].area),
		ParcelArea:   wholeMetres(t.classes[parcel].area),
		RoadArea:     wholeMetres(t.classes[road].area),
		WaterArea:    wholeMetres(t.classes[water].area),
		AnnexArea:    wholeMetres(t.annexes.area),
		Total:        wholeMetres(t.total()),
		Border:       wholeMetres(t.outside),
	}
	s.Imbalance = s.Total - s.Border
	for _, code := range slices.Sorted(maps.Keys(t.parcels)) {
		s.ParcelAreas = append(s.ParcelAreas, CodeArea{code, wholeMetres(t.parcels[code])})
	}
	return s
}

func wholeMetres(v float64) gis.Decimal { return squareMetres(math.Round(v)) }

// supCounts and supAreas are the labels of a SUP file with the fields they
// fill, in the order of the file.
func supCounts(s *Sup) []labelled[int] {
	return []labelled[int]{
		{"N.FABBRIC", &s.Buildings},
		{"N.PARTIC", &s.Parcels},
		{"N.STRADE", &s.Roads},
		{"N.ACQUE", &s.Waters},
		{"N.SVIL-ALL", &s.Annexes},
	}
}

func supAreas(s *Sup) []labelled[gis.Decimal] {
	return []labelled[gis.Decimal]{
		{parcelLabel, &s.ParcelArea},
		{"STRADE", &s.RoadArea},
		{"ACQUE", &s.WaterArea},
		{"SVIL-ALL", &s.AnnexArea},
		{"TOTALE", &s.Total},
		{"CONFINE", &s.Border},
		{"SBILANCIO", &s.Imbalance},
	}
}

type labelled[T any] struct {
	label string
	field *T
}

const (
	supLabelWidth = 11
	supValueWidth = 10
	buildingLabel = "FABBRIC"
	parcelLabel   = "PARTIC"
)

// WriteSup writes a SUP file: lines of a label in 11 characters and a value
// right in 10, CR LF. Areas are rounded to the square metre.
func WriteSup(w io.Writer, s *Sup) error {
	out := bufio.NewWriter(w)
	var failed error
	line := func(label, value string) {
		if failed == nil && (len(label) > supLabelWidth || len(value) > supValueWidth) {
			failed = gis.Refuse("cxf.WriteSup", gis.BadUsage, "sup.write-width", label, value)
		}
		fmt.Fprintf(out, "%-*s%*s\r\n", supLabelWidth, label, supValueWidth, value)
	}
	area := func(label string, v gis.Decimal) {
		line(label, fmt.Sprintf("%.0f", math.Round(v.Float())))
	}
	line(s.Sheet.String(), s.Date.Time().Format("20060102"))
	for _, c := range supCounts(s) {
		line(c.label, fmt.Sprint(*c.field))
	}
	area(buildingLabel, s.BuildingArea)
	for _, p := range s.ParcelAreas {
		area(p.Code, p.Area)
	}
	for _, a := range supAreas(s) {
		area(a.label, *a.field)
	}
	if err := out.Flush(); failed == nil && err != nil {
		failed = gis.Wrap("cxf.WriteSup", gis.Internal, err, "cxf.write", s.Sheet)
	}
	return failed
}
