package report

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// tool runs one of the PDF tools of the package list on a document; a machine
// without it fails the test.
func tool(t testing.TB, pdf []byte, name string, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, arg := range args {
		if arg == "FILE" {
			args[i] = file
		}
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

// sound fails the test when a document is not well formed.
func sound(t testing.TB, pdf []byte) {
	t.Helper()
	tool(t, pdf, "qpdf", "--check", "FILE")
}

// pagesOf is the text of each page as pdftotext finds it.
func pagesOf(t testing.TB, pdf []byte) []string {
	t.Helper()
	out := tool(t, pdf, "pdftotext", "-layout", "-enc", "UTF-8", "FILE", "-")
	return strings.Split(strings.TrimSuffix(out, "\f"), "\f")
}

// flowing is the text of a document with single blanks, as a search sees it.
func flowing(t testing.TB, pdf []byte) string {
	t.Helper()
	return strings.Join(strings.Fields(tool(t, pdf, "pdftotext", "-raw", "-enc", "UTF-8", "FILE", "-")), " ")
}

func has(t testing.TB, text string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the text", want)
		}
	}
}

func hasNot(t testing.TB, text string, unwanted ...string) {
	t.Helper()
	for _, word := range unwanted {
		if strings.Contains(text, word) {
			t.Errorf("%q is in the text", word)
		}
	}
}

// golden compares with testdata; SEGIT_UPDATE=1 writes it anew, to be read
// before it is committed.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if os.Getenv("SEGIT_UPDATE") == "1" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, []byte(got)) {
		t.Errorf("%s differs; got:\n%s", file, got)
	}
}
