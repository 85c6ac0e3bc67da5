package desk_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"segit/gis"
	"segit/gis/demo"
	"segit/gis/format/ogr/ogrtest"
	"segit/gis/text"
	"segit/store/desk"
)

// newDesk opens a new archive of a municipality.
func newDesk(t testing.TB, comune string) *desk.Desk {
	t.Helper()
	d, err := desk.Create(context.Background(), filepath.Join(t.TempDir(), "new.segit"), desk.CreateRequest{Comune: comune, Plaintext: true})
	if err != nil {
		t.Fatal(err)
	}
	closeAfter(t, d)
	return d
}

func closeAfter(t testing.TB, d *desk.Desk) {
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
}

// demoFolder is the fictional municipality of 200 units with its archive, made
// once for all tests and only read.
var demoFolder = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "segit-desk-")
	if err != nil {
		return "", err
	}
	_, err = desk.Demo(context.Background(), filepath.Join(dir, "demo"), demo.Options{Seed: 1, Units: 200}, gis.Quiet{}, func(desk.ImportedFile) {})
	return filepath.Join(dir, "demo"), err
})

func TestMain(m *testing.M) {
	code := ogrtest.Main(m, nil)
	if dir, err := demoFolder(); err == nil {
		os.RemoveAll(filepath.Dir(dir)) //nolint:errcheck // a temporary folder
	}
	os.Exit(code)
}

// demoFile is the path of one of its files.
func demoFile(t testing.TB, name string) string {
	t.Helper()
	dir, err := demoFolder()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, name)
}

// demoDesk opens a copy of the demonstration's archive.
func demoDesk(t testing.TB) *desk.Desk {
	t.Helper()
	path := filepath.Join(t.TempDir(), "demo.segit")
	copyFile(t, demoFile(t, desk.DemoArchive), path)
	d, err := desk.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	closeAfter(t, d)
	return d
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = io.Copy(out, in); err == nil {
		err = out.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// write makes a file with a content.
func write(t testing.TB, path, content string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// take imports and gives what became of each file.
func take(t testing.TB, d *desk.Desk, req desk.ImportRequest) []desk.ImportedFile {
	t.Helper()
	var files []desk.ImportedFile
	if err := d.Import(context.Background(), req, gis.Quiet{}, func(f desk.ImportedFile) { files = append(files, f) }); err != nil {
		t.Fatal(err)
	}
	return files
}

// taken imports paths that must all go in.
func taken(t testing.TB, d *desk.Desk, paths ...string) []desk.ImportedFile {
	t.Helper()
	files := take(t, d, desk.ImportRequest{Paths: paths, Operator: "test"})
	for _, f := range files {
		if f.Refused != nil && !f.Aside {
			t.Fatalf("%s: %v", f.Path, f.Refused)
		}
	}
	return files
}

// counts are the rows of each layer and source.
func counts(t testing.TB, d *desk.Desk) map[string]int64 {
	t.Helper()
	layers, err := d.Layers(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int64{}
	for _, l := range layers {
		found[l.Name] += l.Count
	}
	return found
}

func italian(t testing.TB) text.Catalogue {
	t.Helper()
	words, err := text.Load(text.Italian)
	if err != nil {
		t.Fatal(err)
	}
	return words
}

// says holds a sentence against words that it must have.
func says(t testing.TB, sentence string, words ...string) {
	t.Helper()
	if strings.Contains(sentence, "{") || !slices.ContainsFunc(words, func(string) bool { return true }) {
		t.Errorf("not a whole sentence: %q", sentence)
	}
	for _, w := range words {
		if !strings.Contains(sentence, w) {
			t.Errorf("%q does not say %q", sentence, w)
		}
	}
}
