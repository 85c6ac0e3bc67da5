package report

import (
	"testing"

	"segit/gis"
)

func TestSummary(t *testing.T) {
	var s summary
	one, two := gis.Cents(150), gis.Cents(-50)
	for _, f := range []gis.Finding{
		{Severity: gis.High, Confidence: gis.Low, State: "new", Euro: &one},
		{Severity: gis.High, Confidence: gis.High, State: "closed", Euro: &two},
		{Severity: gis.Low, Confidence: gis.Low, State: "new"},
		{Severity: 9, Confidence: 0},
	} {
		s.add(&f)
	}
	if s.total != 4 || s.euro != 100 || s.estimated != 2 {
		t.Errorf("total %d, euro %d of %d", s.total, s.euro, s.estimated)
	}
	if s.severity != [4]int{0, 1, 0, 3} || s.confidence != [4]int{1, 2, 0, 1} {
		t.Errorf("severity %v, confidence %v", s.severity, s.confidence)
	}
	want := []stateCount{{"new", 2}, {"closed", 1}, {"", 1}}
	if len(s.states) != 3 || s.states[0] != want[0] || s.states[1] != want[1] || s.states[2] != want[2] {
		t.Errorf("states %v", s.states)
	}
}
