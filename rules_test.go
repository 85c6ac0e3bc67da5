// Package segit holds no code: only the rules of the repository, as tests.
package segit

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// source is a Go file of the module.
type source struct {
	path    string // slash-separated, from the root
	body    []byte
	syntax  *ast.File
	imports []string
}

func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

// in reports whether the file lies in a folder or below it.
func (s source) in(folder string) bool { return strings.HasPrefix(s.path, folder+"/") }

// walk calls visit with every file of the repository, leaving out what is built
// and what git keeps.
func walk(t *testing.T, visit func(name string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if slices.Contains([]string{".git", "bin", "build"}, name) {
				return filepath.SkipDir
			}
			return nil
		}
		visit(filepath.ToSlash(name))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	walk(t, func(name string) {
		if !strings.HasSuffix(name, ".go") {
			return
		}
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), name, body, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		s := source{path: name, body: body, syntax: syntax}
		for _, i := range syntax.Imports {
			imported, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			s.imports = append(s.imports, imported)
		}
		all = append(all, s)
	})
	if len(all) < 50 {
		t.Fatalf("only %d Go files found: the walk is broken", len(all))
	}
	return all
}

// mayImport says which parts of ours a part may import beside itself.
var mayImport = map[string][]string{
	"assets": {},
	"gis":    {"assets"},
	"store":  {"assets", "gis"},
	"sync":   {"assets", "gis", "store"},
	"ui":     {"assets", "gis", "store", "sync"},
	"cmd":    {"assets", "gis", "store", "sync", "ui"},
}

func TestImportDirection(t *testing.T) {
	for _, s := range sources(t) {
		part, _, below := strings.Cut(s.path, "/")
		if !below {
			continue // this file
		}
		allowed, known := mayImport[part]
		if !known {
			t.Errorf("%s: there is no top-level code folder %q", s.path, part)
			continue
		}
		for _, imported := range s.imports {
			rest, ours := strings.CutPrefix(imported, "segit/")
			if !ours {
				continue
			}
			top, _, _ := strings.Cut(rest, "/")
			if top != part && !slices.Contains(allowed, top) {
				t.Errorf("%s imports %s: the direction is gis <- store <- sync <- ui <- cmd, and assets is a leaf", s.path, imported)
			}
			if path.Dir(s.path) == "gis" && !s.isTest() {
				t.Errorf("%s imports %s: the root package gis imports nothing of ours", s.path, imported)
			}
		}
	}
}

// restricted says which folders alone may import a path or what lies below it,
// and why.
var restricted = []struct {
	path string
	in   []string
	why  string
}{
	{"fyne.io/fyne/v2/app", []string{"cmd/segit"}, "only the desktop program needs a display and a C compiler"},
	{"fyne.io/fyne/v2/driver", []string{"cmd/segit", "ui"}, "the window alone knows its driver"},
	{"fyne.io", []string{"cmd/segit", "ui"}, "what an office knows has no window"},
	{"github.com/lukeroth/gdal", []string{"gis/format/ogr/library"}, "GDAL is in one place"},
	{"segit/gis/format/ogr/library", []string{"gis/format/ogr/library", "gis/format/ogr/ogrtest", "cmd/segit-ogr"}, "GDAL is in a program of its own"},
	{"segit/gis/format/ogr/ogrtest", []string{}, "tests alone are segit-ogr themselves"},
	{"segit/sync/server/pgstore/pgtest", []string{}, "tests alone start a PostgreSQL"},
	{"C", []string{}, "C is reached through libraries, and those are restricted"},
	{"go.etcd.io/bbolt", []string{"store", "sync/server/boltstore"}, "the archive is the store's, and one server store"},
	{"os/exec", []string{"cmd", "gis/format/ogr", "sync/server/pgstore/pgtest"}, "the programs call no others but segit-ogr"},
	{"log", []string{"cmd/segitd"}, "errors go to the caller, who shows them; only a service has a log"},
}

// secondOpinions may be imported by tests wherever they stand.
var secondOpinions = []string{"segit/gis/format/ogr/library", "segit/gis/format/ogr/ogrtest", "github.com/twpayne/go-geos", "os/exec", "segit/sync/server/pgstore/pgtest"}

func TestRestrictedImports(t *testing.T) {
	for _, s := range sources(t) {
		for _, imported := range s.imports {
			below := func(p string) bool { return imported == p || strings.HasPrefix(imported, p+"/") }
			if s.isTest() && slices.ContainsFunc(secondOpinions, below) {
				continue
			}
			if below("github.com/twpayne/go-geos") {
				t.Errorf("%s imports %s: GEOS is the second opinion of tests only", s.path, imported)
			}
			for _, rule := range restricted {
				if below(rule.path) && !slices.ContainsFunc(rule.in, s.in) {
					t.Errorf("%s imports %s: %s", s.path, imported, rule.why)
					break
				}
			}
		}
	}
}

// longest is how many lines a file may have.
const longest = 600

func TestFilesAreShort(t *testing.T) {
	var lengths []int
	for _, s := range sources(t) {
		n := bytes.Count(s.body, []byte("\n"))
		if n > longest {
			t.Errorf("%s has %d lines, more than %d", s.path, n, longest)
		}
		if !s.isTest() {
			lengths = append(lengths, n)
		}
	}
	slices.Sort(lengths)
	if median := lengths[len(lengths)/2]; median > 140 {
		t.Errorf("half of the files have more than %d lines: one thing per file", median)
	}
}

func TestNames(t *testing.T) {
	vague := regexp.MustCompile(`(^|[/_])(utils?|common|helpers?|managers?|misc)(_test)?(\.go|/)`)
	for _, s := range sources(t) {
		if vague.MatchString(s.path) {
			t.Errorf("%s: name the thing", s.path)
		}
	}
}

func TestFormat(t *testing.T) {
	for _, s := range sources(t) {
		formatted, err := format.Source(s.body)
		if err != nil || !bytes.Equal(formatted, s.body) {
			t.Errorf("%s is not formatted: %v", s.path, err)
		}
	}
}

func TestNoHiddenWork(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Recv == nil && n.Name.Name == "init" {
					t.Errorf("%s: init() hides what a program does at its start", s.path)
				}
			case *ast.SelectorExpr:
				switch called := nameOf(n.X) + "." + n.Sel.Name; {
				case s.isTest() && (n.Sel.Name == "Skip" || n.Sel.Name == "Skipf" || n.Sel.Name == "SkipNow") && len(nameOf(n.X)) <= 2:
					t.Errorf("%s: a test that skips proves nothing", s.path)
				case s.isTest() && called == "time.Sleep":
					t.Errorf("%s: a test that sleeps is slow or wrong", s.path)
				case !s.isTest() && called == "os.Exit" && !s.in("cmd"):
					t.Errorf("%s: only a program's main may exit", s.path)
				}
			}
			return true
		})
	}
}

func nameOf(e ast.Expr) string {
	if id, ok := e.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

// TestWords looks for what must not stand in any text of the repository. The
// words are put together here so that this file does not hold them.
func TestWords(t *testing.T) {
	forbidden := map[*regexp.Regexp]string{
		regexp.MustCompile(`\bTO` + `DO\b|\bFIX` + `ME\b`):                               "finish it, or make it an issue",
		regexp.MustCompile(`(^|[\s"'(=])/(wo` + `rk|ro` + `ot|ho` + `me|Us` + `ers)/\w`): "a path of one machine",
		regexp.MustCompile(`\.\./sha` + `red\b|[A-Z]:\\Us` + `ers`):                      "a path of one machine",
	}
	texts := []string{".go", ".md", ".toml", ".json", ".yml", ".txt", ".mod", ""}
	walk(t, func(name string) {
		if !slices.Contains(texts, path.Ext(name)) || strings.Contains(name, "/testdata/") {
			return
		}
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for word, why := range forbidden {
			if at := word.FindIndex(body); at != nil {
				t.Errorf("%s:%d holds %q: %s", name, 1+bytes.Count(body[:at[0]], []byte("\n")), body[at[0]:at[1]], why)
			}
		}
	})
}

// TestExportedNamesAreDocumented: a doc comment says what a signature cannot.
func TestExportedNamesAreDocumented(t *testing.T) {
	for _, s := range sources(t) {
		if s.isTest() {
			continue
		}
		for _, d := range s.syntax.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && (d.Recv == nil || ast.IsExported(receiver(d))) {
					t.Errorf("%s: %s has no doc comment", s.path, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if name, doc, ok := declared(spec); ok && d.Doc == nil && doc == nil {
						t.Errorf("%s: %s has no doc comment", s.path, name)
					}
				}
			}
		}
	}
}

// receiver is the name of a method's type.
func receiver(d *ast.FuncDecl) string {
	e := d.Recv.List[0].Type
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		default:
			return nameOf(e)
		}
	}
}

// declared is an exported name of a declaration, with its own comment.
func declared(spec ast.Spec) (name string, doc *ast.CommentGroup, ok bool) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		return s.Name.Name, s.Doc, s.Name.IsExported()
	case *ast.ValueSpec:
		doc := s.Doc
		if doc == nil {
			doc = s.Comment
		}
		return s.Names[0].Name, doc, s.Names[0].IsExported()
	}
	return "", nil, false
}

// TestReadersAreFuzzed: whoever reads a supply file meets every file there is.
func TestReadersAreFuzzed(t *testing.T) {
	readers, fuzzed := map[string]bool{}, map[string]bool{}
	for _, s := range sources(t) {
		if !s.in("gis/format") || strings.HasSuffix(path.Dir(s.path), "test") {
			continue
		}
		for _, d := range s.syntax.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv != nil {
				continue
			}
			switch {
			case s.isTest() && strings.HasPrefix(f.Name.Name, "Fuzz"):
				fuzzed[path.Dir(s.path)] = true
			case !s.isTest() && strings.HasPrefix(f.Name.Name, "Read"):
				readers[path.Dir(s.path)] = true
			}
		}
	}
	for folder := range readers {
		if !fuzzed[folder] {
			t.Errorf("%s reads files and has no fuzz test", folder)
		}
	}
}

// TestPackagesShowThemselves: every package of gis that others call has an
// example.
func TestPackagesShowThemselves(t *testing.T) {
	exports, shown := map[string]bool{}, map[string]bool{}
	for _, s := range sources(t) {
		if !s.in("gis") || strings.HasSuffix(path.Dir(s.path), "test") {
			continue
		}
		for _, d := range s.syntax.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			switch {
			case s.isTest() && strings.HasPrefix(f.Name.Name, "Example"):
				shown[path.Dir(s.path)] = true
			case !s.isTest() && f.Name.IsExported() && f.Recv == nil:
				exports[path.Dir(s.path)] = true
			}
		}
	}
	for folder := range exports {
		if !shown[folder] {
			t.Errorf("%s has no example", folder)
		}
	}
}
