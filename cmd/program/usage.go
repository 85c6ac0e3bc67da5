package program

import (
	"errors"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"segit/gis"
	"segit/gis/text"
)

// phrase is a sentence of the parser of command lines, and what it is told as; the
// groups of the form are the arguments.
type phrase struct {
	form *regexp.Regexp
	code string
}

// phrases are what the parser says of a line that it does not read. Its errors have
// no kinds, so they are known by their words; a test has the parser say each.
func phrases() []phrase {
	var all []phrase
	for _, p := range [][2]string{
		{`^unknown flag (\S+)$`, "usage.unknown-flag"},
		{`^unexpected argument (.+)$`, "usage.unexpected"},
		{`^missing flags: (.+)$`, "usage.missing-flags"},
		{`^expected one of (.+)$`, "usage.no-command"},
		{`^expected "(.+)"$`, "usage.missing"},
		{`^missing positional arguments (.+)$`, "usage.missing"},
		{`^(--\S+) and (--\S+) can't be used together$`, "usage.together"},
		{`^(--\S+|\[?<.+) must be one of (.+) but got "(.*)"$`, "usage.enum"},
		{`^(--\S+|\[?<[^:]+): expected \S+ value but got "EOL" .*$`, "usage.no-value"},
		{`^(--\S+|\[?<[^:]+): missing value, .*$`, "usage.no-value"},
		{`^(--\S+|\[?<[^:]+): expected \S+ value but got "(.*)" \(.*\).*$`, "usage.no-value"},
		{`^(--\S+|\[?<[^:]+): expected (?:a valid \d+ bit u?int|an int) but got "(.*)".*$`, "usage.whole"},
		{`^(--\S+|\[?<[^:]+): expected a float but got "(.*)".*$`, "usage.number"},
		{`^(--\S+|\[?<[^:]+): expected "<key>=<value>" but got "(.*)"$`, "usage.pair"},
		{`^(--\S+|\[?<[^:]+): bool value must be .* but got "(.*)"$`, "usage.flag-value"},
		{`^unexpected flag argument "(.*)"$`, "usage.unexpected"},
	} {
		all = append(all, phrase{regexp.MustCompile(p[0]), p[1]})
	}
	return all
}

// suggests parts a sentence from what the parser thinks was meant.
func suggests(said string) (sentence, meant string) {
	for _, mark := range []string{", did you mean one of ", ", did you mean "} {
		if before, after, found := strings.Cut(said, mark); found {
			return before, strings.ReplaceAll(strings.TrimSuffix(after, "?"), `"`, "")
		}
	}
	return said, ""
}

// misread is what is wrong with a command line, and where one reads how it is.
func (l Line) misread(err error, words text.Catalogue) string {
	said, meant := suggests(err.Error())
	told := words.Say(gis.Say("usage.other", said))
	for _, p := range phrases() {
		groups := p.form.FindStringSubmatch(said)
		if groups == nil {
			continue
		}
		args := make([]any, len(groups)-1)
		for i, group := range groups[1:] {
			args[i] = plain(group, words)
		}
		told = words.Say(gis.Say(p.code, args...))
		break
	}
	if meant != "" {
		told += " " + words.Say(gis.Say("usage.meant", meant))
	}
	command := l.Name
	var failed *kong.ParseError
	if errors.As(err, &failed) && failed.Context != nil {
		if node := failed.Context.Selected(); node != nil {
			command = node.FullPath()
		}
	}
	return told + words.Say(gis.Say("usage.help", command))
}

// plain is a part of the parser's sentence without its quotes and its words.
func plain(part string, words text.Catalogue) string {
	or := " " + words.Say(gis.Say("usage.or")) + " "
	return strings.NewReplacer(`"",`, "", `","`, ", ", `"`, "", "[<", "<", ">]", ">", "...]", "...", " or --", or+"--", ",--", ", --").Replace(part)
}

// wanted is the language that a line asks for, whatever else is wrong with it.
func (l Line) wanted() string {
	for i, arg := range l.Args {
		switch {
		case arg == "--":
			return ""
		case arg == "--lang" && i+1 < len(l.Args):
			return l.Args[i+1]
		case strings.HasPrefix(arg, "--lang="):
			return strings.TrimPrefix(arg, "--lang=")
		}
	}
	return ""
}
