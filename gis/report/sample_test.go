package report

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/text"
)

// hashOf is a hash for a test: 64 hex digits, the widest digit where it matters.
func hashOf(n int) string { return strings.Repeat(fmt.Sprintf("%02x", n), 32) }

func heading(t testing.TB, lang text.Lang) Heading {
	t.Helper()
	words, err := text.Load(lang)
	if err != nil {
		t.Fatal(err)
	}
	return Heading{
		Comune: "W001", Name: "Borgo di Prova",
		Printed: time.Date(2026, 3, 14, 15, 9, 0, 0, time.UTC), Operator: "g.prova", Words: words,
		Titles: map[string]string{"census": "Catasto censuario"},
	}
}

func surfaceControl() Control {
	return Control{
		ID: "tari-surface", Number: 26, Version: 2,
		Title: gis.Say("TARI: superficie inferiore all'80 %"),
		Law:   gis.Say("L. 147/2013 art. 1 c. 646"),
		Params: []Param{
			{Name: "share", Value: "0.80"},
			{Name: "min_gap", Value: "5", Unit: "m²", Label: gis.Say("differenza minima")},
		},
	}
}

// surfaceFinding has everything filled; its people are invented.
func surfaceFinding() gis.Finding {
	euro := gis.Cents(104_320)
	return gis.Finding{
		ID: "27e4b35c493bdb5bf82965f5", Control: "tari-surface", Version: 2,
		Severity: gis.High, TaxYear: 2025, Cadastre: gis.Urban,
		Key:        gis.MakeKey("W001", "A", "12", "345/2", "6"),
		FiscalCode: "RSSMRA70A01W001V", Name: "ROSSI MARIA", Address: "VIA DELLA LIBERTÀ 12/A", Quota: "1/2",
		Expected: gis.SquareMetres(1_280_500_000), Found: gis.SquareMetres(60_000_000), Delta: gis.SquareMetres(-1_220_500_000),
		Euro: &euro, Confidence: gis.Low,
		Reasons: []gis.Message{
			gis.Say("la superficie catastale può comprendere aree scoperte"),
			gis.Say("un solo conto TARI aperto sulla chiave"),
		},
		Evidence: []gis.Evidence{
			{Dataset: "tari", Supply: 3, SHA256: hashOf(0xab), File: "tari.csv", Row: 12_041, Facts: []gis.Fact{
				{Label: "superficie", Value: "60"}, {Label: "dal", Value: "01/02/2019"},
			}},
			{Dataset: "units", Supply: 1, SHA256: hashOf(0xcd), File: "W001A0001.FAB", Row: 12, Facts: []gis.Fact{
				{Label: "superficie", Value: "1600.625"}, {Label: "categoria", Value: "A02"},
			}},
			{Dataset: "titles", Supply: 9, SHA256: hashOf(0xef), File: "W001A0001.TIT", Row: 44},
		},
		Proof:    hashOf(0x17),
		Geometry: square(40, 40, 20),
		State:    "checking", Assignee: "ufficio tributi",
		Notes: []gis.Note{{At: "2026-03-01", Author: "g.prova", Text: "Sentito il tecnico.\nAttende la planimetria."}},
	}
}

// supplies are two of the three files of surfaceFinding.
func supplies() []gis.Supply {
	return []gis.Supply{
		{ID: 1, Source: "census", File: "W001A0001.FAB", SHA256: hashOf(0xcd), Date: gis.Day(2025, 10, 2), Operator: "g.prova", Read: 1234, Accepted: 1230, Rejected: 4},
		{ID: 3, Source: "tari", File: "tari.csv", SHA256: hashOf(0xab), Date: gis.Day(2025, 11, 30), Operator: "g.prova", Read: 12_100, Accepted: 12_100},
	}
}

// origin of the invented ground, in EPSG:7792.
var origin = orb.Point{507_200, 4_151_900}

func square(x, y, side float64) orb.Polygon {
	x, y = x+origin[0], y+origin[1]
	return orb.Polygon{{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}}}
}

// ground is a grid of parcels with a building on each.
func ground(n int) Map {
	parcels, buildings := &gis.Shapes{}, &gis.Shapes{}
	var numbers []string
	for row := range n {
		for col := range n {
			x, y := float64(col)*40, float64(row)*40
			outer := square(x, y, 40)
			if (row+col)%5 == 0 { // a courtyard that is no part of the parcel
				hole := square(x+4, y+4, 10)[0]
				hole.Reverse()
				outer = append(outer, hole)
			}
			parcels.Append(outer)
			numbers = append(numbers, fmt.Sprint(100+row*n+col))
			buildings.Append(square(x+18, y+18, 12))
		}
	}
	return Map{
		EPSG: 7792, CRS: "RDN2008 / UTM zone 33N", Accuracy: 1,
		Layers: []Layer{
			{Dataset: "parcels", Grey: true, Date: gis.Day(2025, 10, 2), Shapes: parcels, Labels: numbers},
			{Dataset: "buildings", Grey: true, Date: gis.Always, Shapes: buildings},
		},
	}
}

func surfaceSheet(t testing.TB, lang text.Lang) FindingSheet {
	return FindingSheet{
		Heading: heading(t, lang), Control: surfaceControl(), Finding: surfaceFinding(),
		Supplies: supplies(), Map: ground(4),
	}
}

// manyFindings makes n findings, each where it can be told from the others.
func manyFindings(n int) iter.Seq2[gis.Finding, error] {
	return func(yield func(gis.Finding, error) bool) {
		states := []string{"new", "checking", "closed"}
		for i := range n {
			f := surfaceFinding()
			f.ID = fmt.Sprintf("%024x", i)
			f.Key = gis.MakeKey("W001", "B", "7", fmt.Sprint(1000+i), "3")
			f.Severity, f.Confidence = gis.Level(1+i%3), gis.Level(1+i%2)
			f.State = states[i%len(states)]
			f.Geometry = square(float64(i*7%20)*40+16, float64(i*3/20%20)*40+16, 16)
			f.Evidence, f.Notes = nil, nil
			if i%4 == 3 {
				f.Euro, f.Geometry = nil, nil
			}
			if !yield(f, nil) {
				return
			}
		}
	}
}

func surfaceRun(t testing.TB, n int) ControlReport {
	return ControlReport{
		Heading: heading(t, text.Italian), Control: surfaceControl(), TaxYear: 2025,
		Findings: manyFindings(n), Holders: true, Undecided: 17,
		Remarks:  []gis.Message{gis.Say("il foglio A/14 manca nella mappa")},
		Supplies: supplies(), Map: ground(20),
	}
}

func sheetBytes(t testing.TB, in FindingSheet) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Finding(context.Background(), &b, in); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func runBytes(t testing.TB, in ControlReport) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Run(context.Background(), &b, in, gis.Quiet{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
