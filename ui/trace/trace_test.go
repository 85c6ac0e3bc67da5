package trace

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
)

func TestEventKeepsTheOrderOfItsParts(t *testing.T) {
	var out strings.Builder
	log := New(&out)
	log.Event("map", "goto", "key", "W001/A/12/5")
	log.Event("identify", "shown", "count", 2)

	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("got %d lines, want 2: %q", len(lines), out.String())
	}
	want := `{"control":"map","event":"goto","key":"W001/A/12/5","ms":`
	if !strings.HasPrefix(lines[0], want) {
		t.Errorf("line = %s, want it to begin with %s", lines[0], want)
	}
	var second struct {
		Control string
		Count   int
	}
	if err := json.Unmarshal([]byte(lines[1]), &second); err != nil {
		t.Fatal(err)
	}
	if second.Control != "identify" || second.Count != 2 {
		t.Errorf("second line reads back as %+v", second)
	}
	if log.Err() != nil {
		t.Errorf("Err = %v", log.Err())
	}
}

func TestNilLogIsSilent(t *testing.T) {
	var log *Log
	log.Event("map", "view", "x", 1)
	if log.Err() != nil {
		t.Errorf("Err = %v", log.Err())
	}
}

type brokenDisk struct{ writes int }

func (d *brokenDisk) Write([]byte) (int, error) {
	d.writes++
	return 0, errors.New("disk full")
}

func TestFailureEndsTheTrace(t *testing.T) {
	disk := &brokenDisk{}
	log := New(disk)
	log.Event("map", "view")
	log.Event("map", "view")
	if log.Err() == nil || disk.writes != 1 {
		t.Errorf("Err = %v after %d writes, want an error after 1", log.Err(), disk.writes)
	}
}

func TestValueThatJSONCannotHold(t *testing.T) {
	var out strings.Builder
	log := New(&out)
	log.Event("map", "view", "x", math.NaN())
	if log.Err() == nil || out.Len() != 0 {
		t.Errorf("Err = %v, wrote %q; want an error and nothing written", log.Err(), out.String())
	}
}
