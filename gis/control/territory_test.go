package control_test

import (
	"context"
	"iter"
	"testing"

	"segit/gis/control"
)

// landReads counts how often the land rows of a territory are read.
type landReads struct {
	*town
	n int
}

func (l *landReads) Read(ctx context.Context, dataset string, want control.Want) iter.Seq2[control.Block, error] {
	if dataset == "land" {
		l.n++
	}
	return l.town.Read(ctx, dataset, want)
}

// The land rows go when no control to come needs them, and are read again when
// one asks all the same.
func TestForget(t *testing.T) {
	byID := func(id string) control.Control {
		c, err := control.ByID(id)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	gap, obsolete := byID("parcel-area-gap"), byID("obsolete-class")
	reads := &landReads{town: newTown()}
	s, err := control.NewSetting(2025, nil, gap)
	if err != nil {
		t.Fatal(err)
	}
	facts := control.NewFacts(reads, s.Day())
	for i, step := range []struct {
		toCome []control.Control
		reads  int
	}{
		{[]control.Control{obsolete, gap}, 1},
		{[]control.Control{obsolete, gap}, 1},
		{[]control.Control{obsolete}, 2},
		{nil, 3},
	} {
		facts.Forget(step.toCome)
		if _, err := gap.Run(t.Context(), facts, s); err != nil {
			t.Fatal(err)
		}
		if reads.n != step.reads {
			t.Errorf("step %d: the land rows were read %d times, want %d", i, reads.n, step.reads)
		}
	}
}
