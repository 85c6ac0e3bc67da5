package store

import (
	"slices"
	"testing"
)

func TestLostEntriesAreJoined(t *testing.T) {
	l := lost{}.with(5, 7).with(9, 9).with(8, 8).with(20, 25).with(4, 3).with(22, 23)
	if !slices.Equal(l, lost{{5, 9}, {20, 25}}) {
		t.Errorf("%v", l)
	}
	for _, c := range []struct {
		first, last uint64
		want        bool
	}{{5, 9, true}, {6, 6, true}, {4, 5, false}, {9, 10, false}, {9, 20, false}, {20, 25, true}} {
		if got := l.covers(c.first, c.last); got != c.want {
			t.Errorf("%d to %d: %v", c.first, c.last, got)
		}
	}
}
