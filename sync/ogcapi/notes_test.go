package ogcapi_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"segit/store"
	"segit/sync/layer"
	"segit/sync/merge"
	"segit/sync/rights"
	"segit/sync/server"
)

// join joins operations of the analyst's desk.
func (s *site) join(ops ...store.Operation) {
	s.t.Helper()
	c := rights.Caller{User: "anna", Role: "analyst", Comuni: []string{"W001"}}
	_, err := s.core.WriteAs(s.t.Context(), &c, "W001", func(server.View) ([]store.Operation, error) { return ops, nil })
	s.must(err)
	s.now = s.now.Add(time.Minute)
}

// beside is a note as a desk writes it: a row of its own.
func (s *site) beside(id, finding, text string) store.Operation {
	value := func(v any) store.Change {
		raw, err := json.Marshal(v)
		s.must(err)
		return store.Change{Saw: []string{}, New: raw}
	}
	return store.Operation{
		Layer: store.LayerNotes, ID: id, Kind: store.CreateKind, Cell: "A/1",
		Set: map[string]store.Change{store.AboutColumn: value(store.DatasetFindings + "/" + finding), store.TextColumn: value(text)},
	}
}

// TestNotesOfDesks: what desks write beside a finding is in its note, a line for
// each as desks give it, until it is deleted; and a writing is held to it.
func TestNotesOfDesks(t *testing.T) { onEach(t, notesOfDesks) }

func notesOfDesks(t *testing.T, s *site) {
	const f1 = "0b3d7a52-0000-4000-8000-00000000000"
	says := func(id string, want any) (tag string) {
		t.Helper()
		f, tag := s.finding("W001." + id)
		if f.Properties["note"] != want {
			t.Errorf("%s: note %q, want %q", id, f.Properties["note"], want)
		}
		return tag
	}
	before := says("f1", nil)
	s.join(s.beside(f1+"9", "f1", "visto il muro")) // by its id the last, by time the first
	s.join(s.beside(f1+"1", "f1", "muro abbattuto"), s.beside(f1+"2", "f2", "altro"))
	after := says("f1", "visto il muro\nmuro abbattuto")
	if before == after {
		t.Error("the same entity tag with other notes")
	}
	says("f2", "altro")
	says("f3", nil)
	if p := s.items(findingItems+"?filter=note%20IS%20NOT%20NULL", s.token("analyst", "W001")); len(p.Features) != 2 {
		t.Errorf("with notes: %v", p.ids())
	}
	const kind, body = "application/merge-patch+json", `{"properties":{"note":"visto il muro\nmuro abbattuto\ne rifatto"}}`
	if w := s.write("PATCH", findingItems+"/W001.f1", kind, before, body); w.Code != 412 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := s.write("PATCH", findingItems+"/W001.f1", kind, after, body); w.Code != 200 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	says("f1", "e rifatto\nvisto il muro\nmuro abbattuto") // its own row's first, as at desks
	var row merge.Row
	s.must(s.core.Read(t.Context(), "W001", func(v server.View) (err error) {
		row, _, err = v.Row(store.LayerNotes, f1+"2")
		return err
	}))
	s.join(store.Operation{
		Layer: store.LayerNotes, ID: f1 + "2", Kind: store.DeleteKind, Cell: "A/1",
		Set: map[string]store.Change{merge.PresenceColumn: {Saw: row.Shown(), New: json.RawMessage("false")}},
	})
	says("f2", nil)
	// What was published is no second time in it, and stands where nobody wrote.
	s.publish(findingsLayer(), func(yield func(*layer.Feature, error) bool) {
		for _, id := range []string{"f0", "f1", "f2"} {
			f := square("W001."+id, 502700, 4166000, 20)
			f.Values = fmt.Appendf(nil, `["%s","ghost-building","A","1",null,"new","visto il muro","proof"]`, id)
			yield(f, nil)
		}
	})
	says("f0", "visto il muro")
	says("f1", "e rifatto\nvisto il muro\nmuro abbattuto")
	says("f2", nil)
}

// TestReportedFindings: what a person made says of which municipality it is and
// that no control derived it, as desks do.
func TestReportedFindings(t *testing.T) { onEach(t, reportedFindings) }

func reportedFindings(t *testing.T, s *site) {
	f, _ := s.finding(s.made(t))
	if f.Properties["comune"] != "W001" || f.Properties["control"] != "reported" {
		t.Errorf("%v", f.Properties)
	}
	if p := s.items(findingItems+"?filter=control='reported'", s.token("analyst", "W001")); len(p.Features) != 1 || p.Features[0].ID != f.ID {
		t.Errorf("%v", p.ids())
	}
	if derived, _ := s.finding("W001.f1"); derived.Properties["comune"] != "W001" || derived.Properties["control"] != "ghost-building" {
		t.Errorf("%v", derived.Properties)
	}
}
