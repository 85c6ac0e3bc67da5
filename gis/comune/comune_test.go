package comune_test

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"segit/assets"
	"segit/gis/comune"
)

func ExampleOf() {
	c, ok := comune.Of("c351")
	fmt.Println(c.Name, c.Province, ok)
	// Output: CATANIA CT true
}

func TestOf(t *testing.T) {
	for _, c := range []struct {
		code string
		want comune.Comune
		ok   bool
	}{
		{"A001", comune.Comune{Belfiore: "A001", Province: "PD", Name: "ABANO TERME"}, true},
		{"H501", comune.Comune{Belfiore: "H501", Province: "RM", Name: "ROMA"}, true},
		{"A074", comune.Comune{Belfiore: "A074", Province: "TO", Name: "AGLIÈ"}, true},
		{"A012", comune.Comune{Belfiore: "A012", Province: "PT", Name: "ABETONE"}, true}, // suppressed in 2017
		{"W001", comune.Comune{}, false},
		{"Z110", comune.Comune{}, false}, // France
		{"", comune.Comune{}, false},
		{"C35", comune.Comune{}, false},
		{"C351,CT", comune.Comune{}, false},
		{"ZZZZ", comune.Comune{}, false},
	} {
		if got, ok := comune.Of(c.code); got != c.want || ok != c.ok {
			t.Errorf("Of(%q) = %+v, %v", c.code, got, ok)
		}
	}
}

// TestEveryLineIsFound is what the search by halves rests on: the table is in
// order and each line has its three parts.
func TestEveryLineIsFound(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(assets.Comuni(), "\n"), "\n")
	if len(lines) < 8000 || !sort.StringsAreSorted(lines) {
		t.Fatalf("%d lines, in order: %v", len(lines), sort.StringsAreSorted(lines))
	}
	for _, line := range lines {
		c, ok := comune.Of(line[:4])
		if !ok || c.Belfiore+","+c.Province+","+c.Name != line || c.Name == "" || len(c.Province) != 2 {
			t.Errorf("%q found as %+v, %v", line, c, ok)
		}
	}
}
