package text

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// builtCodes are the beginnings of codes that are put together at run time, and
// who does it. Nothing else may build a code.
var builtCodes = map[string]string{
	"state.":   "gis/finding, the name of a state",
	"usage.":   "cmd/program, what is wrong with a command line",
	"basis.":   "store/desk, the legal basis of a control",
	"control.": "store/desk, the name of a control",
	"fact.":    "ui/panel, the label of a fact",

	"overlay.fault.": "gis/overlay, what is wrong with a geometry",

	"desk.row-": "cmd/segitctl, what a supply did to a row",

	"access.deed.": "cmd/segitctl, what was done with persons' data",

	"ui.layer.":    "ui and sync/ogcapi, the name of a layer",
	"ui.level.":    "ui/panel, a severity or a confidence",
	"ui.cadastre.": "ui/panel, which cadastre a key is of",

	"sync.parked.":     "sync/merge, why an operation was set aside",
	"sync.problem.":    "sync/wire, why a request was refused",
	"sync.device-why.": "cmd/segitd, why a device is stopped",

	"ogc.page.": "sync/ogcapi, the words of the pages",

	"column.":         "ui/panel, the name of a column",
	"ui.flag.":        "ui/panel, a yes or no",
	"ui.parameter.":   "ui/dialogue, the name of a control's parameter",
	"ui.role.":        "ui, the name of a role",
	"ui.share.layer.": "ui/panel, the layer of a conflict",
	"ui.overlay.":     "ui/dialogue and ui/panel, what an overlay asks, its operations and predicates",
}

// codeForm is the form of a message code.
var codeForm = regexp.MustCompile(`^[a-z0-9_-]+(\.[a-z0-9_-]+)+$`)

// codePlace is the argument that holds the code in the functions of package gis.
var codePlace = map[string]int{"Say": 0, "Wording": 0, "Refuse": 2, "Wrap": 3}

// codeFields are the struct fields that hold a code.
var codeFields = map[string]bool{"Code": true, "Label": true}

// reporter matches our own functions that take a code and hand it on.
var reporter = regexp.MustCompile(`(?i)(say|refuse|reject|warn|remark|fail|bad|drop)`)

// use is one place where a literal stands for a message code.
type use struct {
	code, where string
	args        int // arguments given with it, -1 when that cannot be seen
}

func TestEveryCodeIsSaidAndEverySentenceUsed(t *testing.T) {
	c := load(t, Italian)
	topics := map[string]bool{}
	for code := range c.sentences {
		topics[topicOf(code)] = true
	}
	literals, uses := codesOfModule(t, filepath.Join("..", ".."), topics)
	for _, u := range uses {
		sentence, ok := c.sentences[u.code]
		if !ok {
			t.Errorf("%s: no sentence for %q in assets/text", u.where, u.code)
		}
		for _, mark := range marksOf(sentence) {
			if n, _ := strconv.Atoi(strings.Trim(mark, "{}")); u.args >= 0 && n >= u.args {
				t.Errorf("%s: the sentence of %q wants %s, but %d arguments are given", u.where, u.code, mark, u.args)
			}
		}
	}
	for code := range c.sentences {
		if !literals[code] && !built(code) {
			t.Errorf("assets/text: nothing uses %q", code)
		}
	}
	for prefix, who := range builtCodes {
		some := false
		for code := range c.sentences {
			some = some || strings.HasPrefix(code, prefix)
		}
		if !some {
			t.Errorf("no sentence begins with %q, which %s is said to build", prefix, who)
		}
	}
}

func topicOf(code string) string {
	topic, _, _ := strings.Cut(code, ".")
	return topic
}

func built(code string) bool {
	for prefix := range builtCodes {
		if strings.HasPrefix(code, prefix) {
			return true
		}
	}
	return false
}

// codesOfModule reads every Go file of the programs (tests aside): all string
// literals, and the places where a literal stands for a message code.
func codesOfModule(t *testing.T, root string, topics map[string]bool) (literals map[string]bool, uses []use) {
	t.Helper()
	literals = map[string]bool{}
	files := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && len(entry.Name()) > 2 || entry.Name() == "testdata" || entry.Name() == "build") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if text, ok := literal(n); ok {
				literals[text] = true
			}
			for _, u := range usesIn(n, topics) {
				u.where = files.Position(n.Pos()).String()
				uses = append(uses, u)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(uses) < 10 {
		t.Fatalf("only %d codes found: the walk is broken", len(uses))
	}
	return literals, uses
}

// usesIn are the codes that a node itself asks for.
func usesIn(n ast.Node, topics map[string]bool) []use {
	switch n := n.(type) {
	case *ast.CallExpr:
		return usesInCall(n, topics)
	case *ast.KeyValueExpr:
		if field, ok := n.Key.(*ast.Ident); ok && codeFields[field.Name] {
			if code, ok := literal(n.Value); ok && codeForm.MatchString(code) {
				return []use{{code: code, args: -1}}
			}
		}
	}
	return nil
}

func usesInCall(call *ast.CallExpr, topics map[string]bool) []use {
	name := ""
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		name = f.Sel.Name
	case *ast.Ident:
		name = f.Name
	}
	if at, ok := codePlace[name]; ok && at < len(call.Args) {
		if code, ok := literal(call.Args[at]); ok && codeForm.MatchString(code) {
			args := len(call.Args) - at - 1
			if call.Ellipsis.IsValid() {
				args = -1
			}
			return []use{{code: code, args: args}}
		}
		return nil
	}
	if !reporter.MatchString(name) {
		return nil
	}
	var uses []use
	for _, arg := range call.Args {
		if code, ok := literal(arg); ok && codeForm.MatchString(code) && topics[topicOf(code)] {
			uses = append(uses, use{code: code, args: -1})
		}
	}
	return uses
}

func literal(n ast.Node) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}
