package control

import "testing"

func TestLabels(t *testing.T) {
	var kinds labels
	person, again, company := kinds.of("P"), kinds.of("P"), kinds.of("G")
	none := kinds.of("")
	if person != again || person == company || person != kinds.of("P") {
		t.Error("a label is its text")
	}
	for _, c := range []struct {
		a, b label
		want int
	}{
		{person, company, 1},
		{company, person, -1},
		{person, again, 0},
		{none, label{}, 0},
		{label{}, company, -1},
	} {
		if got := compareLabels(c.a, c.b); got != c.want {
			t.Errorf("compareLabels(%q, %q) = %d, want %d", textOf(c.a), textOf(c.b), got, c.want)
		}
	}
}
