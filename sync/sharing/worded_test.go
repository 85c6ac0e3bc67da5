package sharing_test

import (
	"encoding/json"
	"testing"

	"segit/gis/text"
	"segit/store"
	"segit/sync/merge"
	"segit/sync/sharing"
)

// The row itself is told in words, in either language; what is of any other
// column stays as it was written.
func TestTheRowItselfIsToldInWords(t *testing.T) {
	for language, want := range map[text.Lang][3]string{
		text.Italian: {"la riga", "cancellata", "tenuta"}, text.English: {"the row", "deleted", "kept"},
	} {
		words, err := text.Load(language)
		if err != nil {
			t.Fatal(err)
		}
		got := [3]string{
			sharing.Column(words, merge.PresenceColumn), sharing.Valued(words, merge.PresenceColumn, json.RawMessage("false")),
			sharing.Valued(words, merge.PresenceColumn, json.RawMessage("true")),
		}
		if got != want {
			t.Errorf("%v, want %v", got, want)
		}
		if sharing.Column(words, "due") != "due" || sharing.Valued(words, "due", json.RawMessage("false")) != "false" || sharing.Valued(words, "assignee", json.RawMessage(`"anna"`)) != "anna" {
			t.Error("another column is told as the row")
		}
	}
}

// What people put beside something is told as what it is, a column as its name.
func TestColumnsAreNamedInWords(t *testing.T) {
	words, err := text.Load(text.English)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		layer   string
		columns []string
		want    string
	}{
		{store.LayerNotes, []string{"about", "text"}, "note"},
		{store.LayerAttachments, []string{"about", "sha256", "size", "text"}, "attachment"},
		{store.LayerCorrections, []string{"text"}, "correction"},
		{store.DatasetFindings, []string{"assignee", "state"}, "assignee, state"},
		{store.LayerNotes, []string{merge.PresenceColumn}, "the row"},
	} {
		if got := sharing.Named(words, c.layer, c.columns); got != c.want {
			t.Errorf("%s %v: %q, want %q", c.layer, c.columns, got, c.want)
		}
	}
}
