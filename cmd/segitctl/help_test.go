package main

import (
	"testing"

	"segit/cmd/program"
	"segit/gis/text"
)

// Every help that the commands have in English stands in Italian in
// assets/help/it.json.
func TestHelpsAreInItalian(t *testing.T) {
	missing, err := program.Untranslated(new(commands), text.Italian)
	if err != nil || len(missing) > 0 {
		t.Errorf("%q, %v", missing, err)
	}
}
