package control_test

import (
	"fmt"
	"slices"
	"testing"

	"segit/gis"
)

// wantEvidence holds the rows of a finding, "dataset row", against those that
// were used; each must name its file and carry its hash.
func wantEvidence(t *testing.T, f *gis.Finding, rows ...string) {
	t.Helper()
	got := []string{}
	for _, e := range f.Evidence {
		got = append(got, fmt.Sprintf("%s %d", e.Dataset, e.Row))
		if len(e.SHA256) != 64 || e.File == "" || e.Supply == 0 {
			t.Errorf("evidence without file or hash: %+v", e)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, rows) {
		t.Errorf("%s rests on %v, want %v", f.Control, got, rows)
	}
	if len(f.Proof) != 64 || len(f.ID) != 24 {
		t.Errorf("id %q, proof %q", f.ID, f.Proof)
	}
}
