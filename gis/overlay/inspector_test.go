package overlay

import (
	"context"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
)

// The inspector finds fault with the rows that the door repairs or sets aside.
func TestInspectorFindsWhatTheDoorFinds(t *testing.T) {
	for _, test := range dirty {
		for _, g := range []orb.Geometry{test.g, backward(test.g), orb.Point{1, 2}, orb.LineString{{1, 2}, {1, 2}}} {
			var s gis.Shapes
			s.Append(g)
			var inspector Inspector
			found := !inspector.InOrder(&s, 0)
			l, err := Prepare(context.Background(), &s, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if noted := len(l.Noted()) > 0; found != noted {
				t.Errorf("%s: fault found: %v, by the door: %v", test.name, found, noted)
			}
		}
	}
}
