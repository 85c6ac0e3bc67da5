package pgstore_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// keyed matches what makes a key in the schema.
var keyed = regexp.MustCompile(`(?i)(PRIMARY KEY|UNIQUE)\s*\(([^)]*)\)|CREATE\s+(UNIQUE\s+)?INDEX[^(]*\(([^)]*)\)`)

// TestEveryKeyBeginsWithTheMunicipality, in every table that is partitioned.
func TestEveryKeyBeginsWithTheMunicipality(t *testing.T) {
	partitioned, keys := 0, 0
	for _, statement := range schemas(t) {
		if strings.Contains(statement, "ON features ") && !strings.Contains(statement, "(comune, ") {
			t.Errorf("an index without the municipality: %s", statement)
		}
		if !strings.Contains(statement, "PARTITION BY") {
			continue
		}
		partitioned++
		if !strings.Contains(statement, "PARTITION BY LIST (comune)") || strings.Contains(strings.ToUpper(statement), "SERIAL") || strings.Contains(statement, "REFERENCES") {
			t.Errorf("not by municipality, or with what Citus refuses: %s", statement)
		}
		for _, key := range keyed.FindAllStringSubmatch(statement, -1) {
			keys++
			if columns := key[2] + key[4]; !strings.HasPrefix(columns, "comune") {
				t.Errorf("a key on (%s) does not begin with comune", columns)
			}
		}
	}
	if partitioned != 14 || keys != 18 {
		t.Errorf("%d tables and %d keys were read", partitioned, keys)
	}
}

// schemas are the statements of all migrations.
func schemas(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal("no schema", err)
	}
	var all []string
	for _, name := range files {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, strings.Split(string(body), ";")...)
	}
	return all
}

// TestEveryStatementNamesTheMunicipality reads every statement of the package:
// one that touches a partitioned table says of which municipality.
func TestEveryStatementNamesTheMunicipality(t *testing.T) {
	table := regexp.MustCompile(`(?i)\b(FROM|INTO|UPDATE|JOIN)\s+(counters|checkouts|changes|rows|access|forks|sealed|features|feature_keys|entries|blobs|pieces|refs|uploads)\b`)
	says := regexp.MustCompile(`(?is)WHERE comune = \$1\b|INSERT INTO \w+ \(comune\b`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			statement := textOf(n)
			if statement == "" || !table.MatchString(statement) {
				return true
			}
			found++
			if !says.MatchString(statement) {
				t.Errorf("%s: %s", name, statement)
			}
			return false
		})
	}
	if found < 28 {
		t.Errorf("%d statements were read only: the walk is broken", found)
	}
}

// refusedByCitus matches what Citus does not run on tables that are spread over
// machines, or runs through the coordinator alone: what joins without the
// municipality, keys and sequences of all of it, triggers, and what a query may
// do in one shard only. (Citus is not to be had here: the list is its
// documentation's.)
var refusedByCitus = regexp.MustCompile(`(?is)\bSERIAL\b|\bBIGSERIAL\b|GENERATED\s+(ALWAYS|BY DEFAULT)|\bREFERENCES\b|CREATE\s+(CONSTRAINT\s+)?TRIGGER|\bWITH\s+RECURSIVE\b|GROUPING\s+SETS|\bCUBE\s*\(|\bROLLUP\s*\(|TABLESAMPLE|\bDECLARE\b.*\bCURSOR\b|\bLISTEN\b|\bNOTIFY\b|\bnextval\s*\(|SET\s+comune\s*=|\b(LEFT|RIGHT|FULL)\s+(OUTER\s+)?JOIN\b|\bEXCLUDE\s+USING\b`)

// TestNothingThatCitusRefuses, neither in the migrations nor in any statement of
// the package.
func TestNothingThatCitusRefuses(t *testing.T) {
	for _, statement := range schemas(t) {
		if found := refusedByCitus.FindString(uncommented(statement)); found != "" {
			t.Errorf("%q in %s", found, statement)
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			statement := textOf(n)
			if !strings.Contains(statement, " ") {
				return true
			}
			read++
			if found := refusedByCitus.FindString(statement); found != "" {
				t.Errorf("%s: %q in %s", name, found, statement)
			}
			return false
		})
	}
	if read < 30 {
		t.Errorf("%d texts were read only: the walk is broken", read)
	}
	for _, bad := range []string{
		"CREATE TABLE x (n bigserial)", "x INT REFERENCES y (n)", "WITH RECURSIVE a AS (SELECT 1)", "SELECT 1 FROM a LEFT JOIN b USING (n)",
		"UPDATE rows SET comune = $2 WHERE comune = $1",
	} {
		if !refusedByCitus.MatchString(bad) {
			t.Errorf("%q goes through", bad)
		}
	}
}

// uncommented is a statement without its remarks.
func uncommented(statement string) string {
	var lines []string
	for line := range strings.Lines(statement) {
		code, _, _ := strings.Cut(line, "--")
		lines = append(lines, code)
	}
	return strings.Join(lines, "\n")
}

// textOf is the text of a literal, or of literals and names put together.
func textOf(n ast.Node) string {
	switch n := n.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
			return text
		}
	case *ast.BinaryExpr:
		return textOf(n.X) + textOf(n.Y)
	case *ast.Ident:
		return "" // columns
	}
	return ""
}
