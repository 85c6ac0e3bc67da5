package gis_test

import (
	"bytes"
	"slices"
	"testing"

	"segit/gis"
)

// The order of keys is the one in which a person expects them.
func TestKeysInOrder(t *testing.T) {
	texts := []string{
		"C351/_/1/1", "C351/_/2/1", "C351/_/12/9", "C351/_/12/10", "C351/_/12/10/1", "C351/_/12/10/2", "C351/_/12/10/10",
		"C351/_/12/10+2", "C351/_/12/10A", "C351/_/12/11", "C351/_/12/A", "C351/_/100/1", "C351/_/12A/1", "C351/A/1/1", "C351/A/2/1", "C352/_/1/1",
	}
	// 12A follows 12 and comes before 100.
	i := slices.Index(texts, "C351/_/12A/1")
	texts[i-1], texts[i] = texts[i], texts[i-1]
	var last []byte
	for _, text := range texts {
		_, k, err := gis.ParseKey(text)
		if err != nil {
			t.Fatal(err)
		}
		order := k.AppendOrder(nil)
		if bytes.Compare(last, order) >= 0 {
			t.Errorf("%s does not come after the one before it", text)
		}
		last = order
	}
}

func TestKeyRange(t *testing.T) {
	keys := []string{
		"C351/_/12/5", "C351/_/12/5/1", "C351/_/12/50", "C351/_/13/1", "C351/A/1/2", "C351/A/12/5", "C351/A/12/5/1", "C351/A/12/5/20",
		"C351/A/12/5+2", "C351/A/12/6", "C351/A/12/50", "C351/A/120/1",
	}
	for text, want := range map[string][]int{
		"C351":                      {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
		"C351/_":                    {0, 1, 2, 3},
		"c351/a/12":                 {5, 6, 7, 8, 9, 10},
		"C351/A/12/":                {5, 6, 7, 8, 9, 10},
		"C351/A/0012/5":             {5, 6, 7},
		"F:C351/A/12/5/1":           {6},
		"C351/A/12/5+2":             {8},
		"C351/A/12/6..C351/A/12/50": {9, 10},
		"C351/_/12/50..C351/A/1":    {2, 3, 4},
		"C352":                      nil,
	} {
		r, err := gis.ParseKeyRange(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var got []int
		for i, key := range keys {
			_, k, err := gis.ParseKey(key)
			if err != nil {
				t.Fatal(err)
			}
			if order := k.AppendOrder(nil); bytes.Compare(order, r.From) >= 0 && bytes.Compare(order, r.To) < 0 {
				got = append(got, i)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: keys %v, want %v", text, got, want)
		}
	}
	if r, err := gis.ParseKeyRange("T:C351/A..C351/B"); err != nil || r.Cadastre != gis.Land {
		t.Errorf("cadastre %v, %v", r.Cadastre, err)
	}
	for _, text := range []string{"", "12", "C351/A//5", "C351/A/0", "C351/A/1/2/3/4", "C351/A/2..C351/A/1", "T:C351..F:C351", "C351..", "C351/A/12/x/y/z"} {
		if r, err := gis.ParseKeyRange(text); gis.KindOf(err) != gis.BadUsage {
			t.Errorf("%q: %v, %v", text, r, err)
		}
	}
}
