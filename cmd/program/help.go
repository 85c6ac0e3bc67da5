package program

import (
	"bytes"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"segit/gis"
	"segit/gis/text"
)

// translate puts the helps of a command, and of those below it, into a language. A
// help that has no translation stays as the command has it.
func translate(node *kong.Node, helps map[string]string) {
	eachHelp(node, func(help *string) {
		if translated, ok := helps[*help]; ok {
			*help = translated
		}
	})
}

// Untranslated are the helps of a command line that have no translation into a
// language: its tests ask.
func Untranslated(cli any, lang text.Lang) (missing []string, err error) {
	parser, err := kong.New(cli)
	if err != nil {
		return nil, err
	}
	helps, err := text.Help(lang)
	eachHelp(parser.Model.Node, func(help *string) {
		if _, ok := helps[*help]; !ok && *help != "" {
			missing = append(missing, *help)
		}
	})
	return missing, err
}

// eachHelp gives the help of a command, of its flags and arguments, and of the
// commands below it.
func eachHelp(node *kong.Node, found func(help *string)) {
	found(&node.Help)
	for _, flag := range node.Flags {
		found(&flag.Help)
	}
	for _, argument := range node.Positional {
		found(&argument.Help)
	}
	for _, child := range node.Children {
		eachHelp(child, found)
	}
}

// helpIn prints helps with the headings of a language, which is read by then.
func helpIn(words *text.Catalogue) kong.HelpPrinter {
	return func(options kong.HelpOptions, ctx *kong.Context) error {
		var page bytes.Buffer
		out := ctx.Stdout
		ctx.Stdout = &page
		err := kong.DefaultHelpPrinter(options, ctx)
		ctx.Stdout = out
		if err != nil {
			return err
		}
		_, err = io.WriteString(out, headed(page.String(), *words))
		return err
	}
}

// headed is a page of help with the headings of a language.
func headed(page string, words text.Catalogue) string {
	say := func(code string, args ...any) string { return words.Say(gis.Say(code, args...)) }
	lines := strings.Split(page, "\n")
	for i, line := range lines {
		switch line {
		case "Flags:":
			lines[i] = say("usage.flags")
		case "Arguments:":
			lines[i] = say("usage.arguments")
		case "Commands:":
			lines[i] = say("usage.commands")
		}
		if rest, is := strings.CutPrefix(line, "Usage:"); is {
			rest = strings.NewReplacer("[flags]", say("usage.options"), "<command>", say("usage.command")).Replace(rest)
			lines[i] = say("usage.line") + rest
		}
		if rest, is := strings.CutPrefix(line, `Run "`); is {
			if command, _, is := strings.Cut(rest, ` --help" for more information on a command.`); is {
				lines[i] = say("usage.more", strings.ReplaceAll(command, "<command>", say("usage.command")))
			}
		}
	}
	return strings.Join(lines, "\n")
}
