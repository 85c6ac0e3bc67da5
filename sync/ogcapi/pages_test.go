package ogcapi

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"segit/gis/text"
)

// TestPagesSayWhatThereIs: every word of the pages has a sentence, and no
// sentence of theirs is left over.
func TestPagesSayWhatThereIs(t *testing.T) {
	words, err := text.Load(text.Italian)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	say := regexp.MustCompile(`(?:say "|ogc\.page\.)([a-z-]+)`)
	files, err := fs.Glob(pageFiles, "page/*.html")
	if err != nil || len(files) < 8 {
		t.Fatal(files, err)
	}
	bodies := map[string]string{}
	for _, name := range files {
		raw, err := pageFiles.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		bodies[name] = string(raw)
	}
	for _, name := range []string{"pages.go", "landing.go", "collections.go", "openapi.go", "login.go"} {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		bodies[name] = string(raw)
	}
	for name, body := range bodies {
		for _, m := range say.FindAllStringSubmatch(body, -1) {
			used[m[1]] = true
			if !words.Has("ogc.page." + m[1]) {
				t.Errorf("%s: no sentence for %s", name, m[1])
			}
		}
		if strings.Contains(body, "https://") && strings.HasSuffix(name, ".html") && !strings.Contains(body, "OAPIF:https://…") {
			t.Errorf("%s reaches for another server", name)
		}
	}
	raw, err := os.ReadFile("../../assets/text/ogc.it.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`"ogc\.page\.([a-z-]+)"`).FindAllStringSubmatch(string(raw), -1) {
		if !used[m[1]] {
			t.Errorf("no page says %s", m[1])
		}
	}
}
