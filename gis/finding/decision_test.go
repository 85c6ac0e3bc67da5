package finding_test

import (
	"testing"

	"segit/gis/finding"
)

func TestDecisionsFollow(t *testing.T) {
	states, err := finding.BuiltInStates()
	if err != nil {
		t.Fatal(err)
	}
	closed := &finding.Decision{State: "closed", Reason: "demolito", Proof: "p"}
	for _, c := range []struct {
		name   string
		before *finding.Decision
		after  finding.Decision
		ok     bool
	}{
		{"the first", nil, finding.Decision{State: "to-invite", Proof: "p"}, true},
		{"closed without a reason", nil, finding.Decision{State: "closed", Proof: "p"}, false},
		{"unknown state", nil, finding.Decision{State: "lost", Proof: "p"}, false},
		{"after an unknown state", &finding.Decision{State: "lost"}, finding.Decision{State: "checking"}, false},
		{"closed is not invited", closed, finding.Decision{State: "to-invite", Reason: "x", Proof: "p"}, false},
		{"closed and checked again", closed, finding.Decision{State: "checking", Reason: "x", Proof: "p"}, true},
		{"closed, but something else is seen now", closed, finding.Decision{State: "to-invite", Proof: "q"}, true},
	} {
		if err := states.Follows(c.before, c.after); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
