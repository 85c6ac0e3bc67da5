package desk_test

import (
	"context"
	"slices"
	"testing"

	"segit/gis"
	"segit/store/desk"
)

func locate(t testing.TB, d *desk.Desk, text string) []desk.Feature {
	t.Helper()
	found, err := d.Locate(context.Background(), text, 20)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return found
}

// keyed are the layers and keys of features.
func keyed(found []desk.Feature) []string {
	var all []string
	for i := range found {
		all = append(all, found[i].Layer+" "+found[i].Key.String())
	}
	return all
}

// Every form of ui.md and of the design names the same parcel.
func TestLocateForms(t *testing.T) {
	d := demoDesk(t)
	want := keyed(locate(t, d, "A 1 65"))
	if len(want) == 0 || want[0] != "parcels W001/A/1/65" {
		t.Fatalf("A 1 65: %v", want)
	}
	for _, text := range []string{
		"A/1/65", "a 1 65", "W001 A 1 65", "w001/a/1/65", "A 0001 00065", "A F1 P65", "A foglio 1 particella 65", "sez A fg. 1 part. 65", "A-1-65", "  A  1  65 ",
	} {
		if got := keyed(locate(t, d, text)); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	// Without a section both are looked in.
	both := keyed(locate(t, d, "1/10"))
	for _, k := range []string{"parcels W001/A/1/10", "parcels W001/B/1/10"} {
		if !slices.Contains(both, k) {
			t.Errorf("1/10: %v, want %s", both, k)
		}
	}
	for _, text := range []string{"A 1 65 1", "A/1/65/1", "A F1 P65 S1", "A 1 65 sub 1", "W001 A 1 65 1"} {
		found := locate(t, d, text)
		if len(found) == 0 || found[0].Layer != "units" || found[0].Key.String() != "W001/A/1/65/1" || found[0].Shape == nil {
			t.Errorf("%q: %v", text, keyed(found))
		}
	}
	if found := locate(t, d, "A 1"); len(found) != 1 || found[0].Layer != "sheets" {
		t.Errorf("A 1: %v", keyed(found))
	}
	if found := locate(t, d, "A 1 99999"); len(found) != 0 {
		t.Errorf("nothing there: %v", keyed(found))
	}
	for _, text := range []string{"502800,5 4166100", "502.800,5 4.166.100", "502800.5 4166100", "502800.5, 4166100"} {
		found := locate(t, d, text)
		if len(found) != 1 || found[0].Layer != "coordinate" || found[0].Bound.Min[0] != 502800.5 || found[0].Bound.Min[1] != 4166100 {
			t.Errorf("%q: %+v", text, found)
		}
	}
	if found, err := d.Locate(context.Background(), "1/10", 1); err != nil || len(found) != 1 {
		t.Errorf("limit 1: %v %v", keyed(found), err)
	}
}

// What is not understood is named.
func TestLocateSaysWhichPart(t *testing.T) {
	d := demoDesk(t)
	words := italian(t)
	for text, part := range map[string]string{
		"A dodici 5": "DODICI", "A 12 quinto": "QUINTO", "A 1 2 3 4": "4", "C351 A 12 5": "C351", "": "foglio", "A": "foglio", "A 0": "0", "A 1 0": "0", "F205 A 12 5": "F205",
	} {
		_, err := d.Locate(context.Background(), text, 5)
		if gis.KindOf(err) != gis.BadUsage {
			t.Errorf("%q: %v", text, err)
			continue
		}
		says(t, words.Error(err), part)
	}
}
