package control_test

import (
	"context"
	"fmt"
	"testing"

	"segit/gis/control"
)

// bigTown is a territory of n units on n parcels, with as many land rows,
// footprints, holders and accounts: one in a hundred is a finding.
func bigTown(n int) *town {
	t := newTown()
	for i := range n {
		sheet, parcel := i/500+1, i%500+1
		key := fmt.Sprintf("%c/%d/%d/%d", 'A'+i%2, sheet, parcel, i%7+1)
		ground := fmt.Sprintf("%c/%d/%d", 'A'+i%2, sheet, parcel)
		category := "A02"
		if i%100 == 7 {
			category = "A05"
		}
		person := fmt.Sprintf("PRSNNT%02dA%02dW%03dX", i%100, i/100%100, i/10_000)
		u := t.unit(key, cells{"category": category, "street": fmt.Sprintf("STRADA %d", i/200), "civic": fmt.Sprint(i%200 + 1)})
		t.owner(u, person)
		surface := "80"
		if i%100 == 8 {
			surface = "40"
		}
		if i%100 != 9 {
			t.account(key, cells{"z1": surface, "z3": person, "z5": fmt.Sprintf("Strada %d", i/200), "z9": fmt.Sprint(i%200 + 1)})
		}
		x, y := float64(i%500)*40, float64(i/500)*40
		t.parcel(ground, square(x, y, 40))
		if i%100 != 10 {
			t.land(ground, cells{"surface": "1600", "quality": 282})
		}
		t.building(square(x+5, y+5, 12))
	}
	return t
}

// BenchmarkControl runs each control on 250 000 units and parcels, the reading
// of the rows included.
func BenchmarkControl(b *testing.B) {
	const n = 250_000
	town := bigTown(n)
	for _, c := range control.All() {
		b.Run(c.Info().ID, func(b *testing.B) {
			s, err := control.NewSetting(year, nil, c)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				r, err := c.Run(context.Background(), control.NewFacts(town, s.Day()), s)
				if err != nil {
					b.Fatal(err)
				}
				if len(r.Findings) > n/50 {
					b.Fatalf("%d findings", len(r.Findings))
				}
			}
		})
	}
}
