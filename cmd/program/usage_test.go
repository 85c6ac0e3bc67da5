package program_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"segit/cmd/program"
	"segit/gis/text"
)

// says runs a line of a program that has every kind of flag and argument.
func says(t *testing.T, language string, args ...string) string {
	t.Helper()
	var cli struct {
		Lang string
		Work struct {
			File  string            `arg:"" help:"Archive."`
			Many  []uint32          `arg:"" optional:""`
			Limit int               `help:"Pixels."`
			Ratio float64           ``
			Loud  bool              ``
			Kind  string            `enum:",big,small" default:""`
			Set   map[string]string `mapsep:"none"`
			This  string            `xor:"which"`
			That  string            `xor:"which"`
		} `cmd:"" help:"Backup."`
		Rest struct {
			Take  string `xor:"choice" required:""`
			Value string `xor:"choice" required:""`
		} `cmd:""`
	}
	var out bytes.Buffer
	line := program.Line{Name: "prova", Args: args, Stdout: &out, Stderr: &out, Getenv: func(name string) string {
		if name == "LANG" {
			return language
		}
		return ""
	}}
	code := line.Run(&cli, func(*kong.Context, text.Catalogue) int { return program.Done })
	if want := map[bool]int{true: program.Done, false: program.Usage}[strings.Contains(strings.Join(args, " "), "--help")]; code != want {
		t.Errorf("%q: code %d", args, code)
	}
	return out.String()
}

// What is wrong with a line is told in the language of the line, else of the
// environment, with the command whose help says more. The parser's own words are
// English: when another version of it says something otherwise, this fails.
func TestMisreadLines(t *testing.T) {
	for _, c := range []struct{ line, italian, english string }{
		{"", "manca il comando; come si scrive: prova --help", "the command is missing; how it is written: prova --help"},
		{"wrok", "“wrok” qui non è previsto (forse work?)", "“wrok” is not wanted here (perhaps work?)"},
		{"other", "“other” qui non è previsto;", "“other” is not wanted here;"},
		{"work", "manca <file>; come si scrive: prova work --help", "<file> is missing; how it is written: prova work --help"},
		{"work a --limti 3", "l’opzione --limti non c’è (forse --limit?)", "there is no flag --limti (perhaps --limit?)"},
		{"work a --limit x", "--limit vuole un numero intero, non “x”", "--limit wants a whole number, not “x”"},
		{"work a --ratio x", "--ratio vuole un numero, non “x”", "--ratio wants a number, not “x”"},
		{"work a b", "<many> ... vuole un numero intero, non “b”", "<many> ... wants a whole number, not “b”"},
		{"work a --limit", "--limit vuole un valore", "--limit wants a value"},
		{"work a --kind --loud", "--kind vuole un valore", "--kind wants a value"},
		{"work a --loud=perhaps", "--loud si scrive senza valore, non con “perhaps”", "--loud is written without a value, not with “perhaps”"},
		{"work a --kind middle", "--kind vuole uno tra big, small, non “middle”", "--kind wants one of big, small, not “middle”"},
		{"work a --set x", "--set vuole NOME=VALORE, non “x”", "--set wants NAME=VALUE, not “x”"},
		{"work a --this 1 --that 2", "--this e --that non vanno insieme", "--this and --that do not go together"},
		{"rest", "manca --take=STRING o --value=STRING; come si scrive: prova rest --help", "--take=STRING or --value=STRING is missing"},
		{"rest --take 1 x", "“x” qui non è previsto", "“x” is not wanted here"},
	} {
		for _, in := range []struct{ want, said string }{
			{c.italian, says(t, "it_IT.UTF-8", strings.Fields(c.line)...)},
			{c.english, says(t, "en_GB.UTF-8", strings.Fields(c.line)...)},
			{c.english, says(t, "it_IT.UTF-8", append([]string{"--lang=en"}, strings.Fields(c.line)...)...)},
		} {
			if !strings.HasPrefix(in.said, "prova: "+in.want) || strings.Count(in.said, "\n") != 1 {
				t.Errorf("%q: %q\nwant %q", c.line, in.said, in.want)
			}
		}
	}
	if said := says(t, "it_IT.UTF-8", "work", "--lang", "en", "--limit", "x"); !strings.Contains(said, "wants a whole number") {
		t.Errorf("the language comes after the command: %q", said)
	}
}

func TestHelpIsInTheLanguage(t *testing.T) {
	for language, wanted := range map[string][]string{
		"it_IT.UTF-8": {"Uso: prova work <file> [<many> ...] [opzioni]", "Copia.", "Argomenti:", "Archivio.", "Opzioni:", "Pixel.", "Mostra questo aiuto."},
		"en_GB.UTF-8": {"Usage: prova work <file> [<many> ...] [flags]", "Backup.", "Arguments:", "Archive.", "Flags:", "Pixels.", "Show context-sensitive help."},
	} {
		page := says(t, language, "work", "--help")
		for _, want := range wanted {
			if !strings.Contains(page, want) {
				t.Errorf("%s: %q is not in\n%s", language, want, page)
			}
		}
	}
	if page := says(t, "it_IT.UTF-8", "--help"); !strings.Contains(page, "Uso: prova <comando> [opzioni]") || !strings.Contains(page, "Comandi:") || !strings.Contains(page, "“prova <comando> --help” dice di più") {
		t.Errorf("%s", page)
	}
}
