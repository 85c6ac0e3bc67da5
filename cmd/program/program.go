// Package program is what the programs without a window do alike: they read a
// command line, choose a language, run what was asked for and say how it ended.
package program

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"
	"golang.org/x/sync/errgroup"

	"segit/gis"
	"segit/gis/text"
)

// Exit codes of design §5.
const (
	Done      = 0
	Failed    = 1
	Usage     = 2
	Refused   = 3
	Locked    = 4
	Cancelled = 130
)

// Line is a command line and what surrounds it.
type Line struct {
	Name           string // of the program
	Args           []string
	Stdout, Stderr io.Writer
	Getenv         func(string) string
}

// exited carries kong's own wish to end (--help) out of its parser.
type exited struct{ code int }

// Run reads the line into cli and has the command run that it names; it gives the
// exit code. The line says its language with --lang.
func (l Line) Run(cli any, command func(*kong.Context, text.Catalogue) (code int)) (code int) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(exited)
			if !ok {
				panic(r)
			}
			code = e.code
		}
	}()
	chosen, unknown := text.Choose(l.wanted(), l.Getenv)
	if unknown != nil {
		chosen = text.Italian
	}
	// The texts are read beside the commands: a user waits for both.
	var words text.Catalogue
	var helps map[string]string
	var texts errgroup.Group
	texts.Go(func() (err error) { words, err = text.Load(chosen); return err })
	texts.Go(func() (err error) { helps, err = text.Help(chosen); return err })
	parser, err := kong.New(cli, kong.Name(l.Name), kong.Writers(l.Stdout, l.Stderr), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Help(helpIn(&words)), kong.Exit(func(code int) { panic(exited{code}) }))
	if broken := texts.Wait(); broken != nil {
		return l.end(Failed, broken.Error())
	}
	if err != nil {
		return l.end(Failed, words.Error(err))
	}
	translate(parser.Model.Node, helps)
	parsed, err := parser.Parse(l.Args)
	switch {
	case err != nil:
		return l.end(Usage, l.misread(err, words))
	case unknown != nil:
		return l.end(Usage, words.Error(unknown))
	}
	return command(parsed, words)
}

func (l Line) end(code int, says string) int {
	fmt.Fprintln(l.Stderr, l.Name+": "+says) //nolint:errcheck // nowhere left to say it
	return code
}

// Exit is the one place where errors become exit codes.
func Exit(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return Done
	case errors.Is(err, context.Canceled), ctx.Err() != nil:
		return Cancelled
	}
	switch gis.KindOf(err) {
	case gis.BadUsage:
		return Usage
	case gis.BadInput:
		return Refused
	case gis.Locked:
		return Locked
	case gis.Cancelled:
		return Cancelled
	}
	return Failed
}

// Print writes a result as a line of JSON.
func Print(out io.Writer, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = out.Write(append(raw, '\n'))
	return err
}

// Table writes results in columns for a person.
func Table(out io.Writer, header []string, rows [][]string) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{header}, rows...) {
		if _, err := fmt.Fprintln(w, strings.Join(row, "\t")); err != nil {
			return err
		}
	}
	return w.Flush()
}
