package report

import (
	"segit/gis"
)

// summary counts findings as they pass.
type summary struct {
	total      int
	severity   [gis.High + 1]int
	confidence [gis.High + 1]int
	states     []stateCount // in the order in which they first came
	euro       gis.Cents    // sum of the estimates
	estimated  int          // findings that have one
}

type stateCount struct {
	state string
	count int
}

func (s *summary) add(f *gis.Finding) {
	s.total++
	s.severity[min(f.Severity, gis.High)]++
	s.confidence[min(f.Confidence, gis.High)]++
	if f.Euro != nil {
		s.euro += *f.Euro
		s.estimated++
	}
	for i := range s.states {
		if s.states[i].state == f.State {
			s.states[i].count++
			return
		}
	}
	s.states = append(s.states, stateCount{f.State, 1})
}
