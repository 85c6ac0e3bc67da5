package censuario_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"segit/gis"
	"segit/gis/format/censuario"
	"segit/gis/format/charset"
)

func asError(err error, e **gis.Error) bool { return errors.As(err, e) }

func ExampleRead() {
	f, err := os.Open("testdata/catasto/C351A0001.FAB")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	var c collected
	counts, err := censuario.Read(context.Background(), censuario.FAB, f, censuario.Options{File: "C351A0001.FAB", Comune: "C351"}, &c)
	fmt.Println(counts.Read, counts.Rejected, err)
	fmt.Println(c.rows[0]["sheet"], c.rows[0]["parcel"], c.rows[0]["sub"], c.rows[0]["category"], c.rows[0]["surface"], "m²")
	// Output:
	// 36 0 <nil>
	// 999 100 1 A02 142 m²
}

func TestDirectory(t *testing.T) {
	dir, err := os.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	_, err = censuario.Read(t.Context(), censuario.FAB, dir, censuario.Options{}, &collected{})
	var e *gis.Error
	if !asError(err, &e) || e.Code != "census.directory" {
		t.Errorf("error %v", err)
	}
}

func TestLetters(t *testing.T) {
	const accented = "VIA GI\xD9 N\xB0 1"
	tests := []struct {
		name   string
		given  charset.Encoding
		street []string
		want   []string
		warned string
	}{
		{"latin-1", charset.Auto, []string{accented}, []string{"VIA GIÙ N° 1"}, ""},
		{"utf-8", charset.Auto, []string{"VIA GIÙ N° 1"}, []string{"VIA GIÙ N° 1"}, ""},
		{"utf-8 with a latin-1 line", charset.Auto, []string{"GIÙ", accented}, []string{"GIÙ", "VIA GIÙ N° 1"}, "1 UTF-8"},
		{"utf-8 said to be latin-1", charset.CP1252, []string{"GIÙ"}, []string{"GIÃ™"}, "1 CP1252"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := "\xEF\xBB\xBF"
			for i, street := range tt.street {
				text += unit(i, nil) + other(i, "2||0012|00345|||") + other(i, "3|236|"+street+"|||||")
			}
			var c collected
			_, err := censuario.Read(t.Context(), censuario.FAB, strings.NewReader(text), censuario.Options{Encoding: tt.given}, &c)
			if err != nil || len(c.rejects) > 0 {
				t.Fatal(err, c.rejects)
			}
			for i, want := range tt.want {
				if got := c.rows[i]["street"]; got != want {
					t.Errorf("street %q, want %q", got, want)
				}
			}
			if got := c.warned("census.mixed_encoding"); got != tt.warned {
				t.Errorf("warned %q, want %q", got, tt.warned)
			}
		})
	}
}

func TestLineEnds(t *testing.T) {
	text := unit(1, nil) + other(1, "2||0012|00345|||")
	for name, text := range map[string]string{
		"CR LF": text, "LF": strings.ReplaceAll(text, "\r\n", "\n"),
		"no last end":     strings.TrimSuffix(text, "\r\n"),
		"blank lines":     "\r\n" + strings.ReplaceAll(text, "\r\n", "\r\n\r\n  \r\n"),
		"no closing bars": strings.ReplaceAll(text, "|\r\n", "\r\n"),
	} {
		c := read(t, censuario.FAB, text)
		if len(c.rows) != 1 || len(c.rejects) != 0 || c.rows[0]["sheet"] != "12" {
			t.Errorf("%s: rows %v, rejects %v", name, c.rows, c.rejects)
		}
	}
}

// TestVersions reads records that are shorter and longer than the layout.
func TestVersions(t *testing.T) {
	old := strings.Join(strings.Split(unit(1, nil), "|")[:36], "|") + "|\r\n"
	newer := strings.TrimSuffix(unit(2, nil), "\r\n") + "X|Y|\r\n"
	c := read(t, censuario.FAB, old+newer)
	if len(c.rows) != 2 || len(c.rejects) != 0 {
		t.Fatalf("rows %v, rejects %v", c.rows, c.rejects)
	}
	if got := c.warned("census.short"); got != "1 36 45" {
		t.Errorf("warned %q", got)
	}
	expect(t, c.rows[0], map[string]string{"partita": "4711", "to": "", "mutation_from": ""})
}

func TestReadingStops(t *testing.T) {
	broken := errors.New("broken disk")
	text := strings.Repeat(title(1, nil), 3)
	_, err := censuario.Read(t.Context(), censuario.TIT, io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)), censuario.Options{}, &collected{})
	var e *gis.Error
	if !asError(err, &e) || e.Code != "census.unreadable" || !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := censuario.Read(ctx, censuario.TIT, strings.NewReader(text), censuario.Options{}, &collected{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v after cancel", err)
	}
	full := errors.New("sink is full")
	if _, err := censuario.Read(t.Context(), censuario.TIT, strings.NewReader(text), censuario.Options{}, &deaf{full}); !errors.Is(err, full) {
		t.Errorf("error %v of the sink", err)
	}
}

// deaf is a sink that takes nothing.
type deaf struct{ err error }

func (d *deaf) Rows(context.Context, *gis.Batch) error { return d.err }
func (d *deaf) Reject(int, gis.Message, string) error  { return d.err }
func (d *deaf) Warn(gis.Message)                       {}
