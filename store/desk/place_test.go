package desk

import "testing"

func TestReadCoordinateAndPlace(t *testing.T) {
	for text, want := range map[string]place{
		"12/345":          {comune: "W001", anySection: true, sheet: "12", parcel: "345"},
		"F12 P345/2":      {comune: "W001", anySection: true, sheet: "12", parcel: "345", sub: "2"},
		"12/345/2":        {comune: "W001", anySection: true, sheet: "12", parcel: "345", sub: "2"},
		"A 12 345":        {comune: "W001", section: "A", sheet: "12", parcel: "345"},
		"A 12 345 2":      {comune: "W001", section: "A", sheet: "12", parcel: "345", sub: "2"},
		"_/12/345":        {comune: "W001", sheet: "12", parcel: "345"},
		"W001 A 12 345 2": {comune: "W001", section: "A", sheet: "12", parcel: "345", sub: "2"},
		"F123 P45":        {comune: "W001", anySection: true, sheet: "123", parcel: "45"},
		"F123":            {comune: "W001", anySection: true, sheet: "123"},
		"12":              {comune: "W001", anySection: true, sheet: "12"},
	} {
		got, err := readPlace(text, "W001")
		if err != nil || got != want {
			t.Errorf("%q: %+v %v, want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"12 345", "1 2 3", "12,5 13", "-500000 4000000", "502800 nord"} {
		if _, ok := readCoordinate(text); ok {
			t.Errorf("%q is taken for a coordinate", text)
		}
	}
}

// FuzzReadPlace: whatever is typed gives a place or a reason, never both.
func FuzzReadPlace(f *testing.F) {
	for _, seed := range []string{"A 12 5", "F12 P345/2", "C351 A 12 345 2", "502.800,5 4.166.100", "", "///", "P.LLA", "sub", "A\u00a012;5"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := readPlace(text, "W001")
		if err == nil && !p.coordinate && p.sheet == "" {
			t.Errorf("%q: a place without a sheet: %+v", text, p)
		}
	})
}
