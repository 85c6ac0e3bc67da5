package program_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"segit/cmd/program"
	"segit/gis"
	"segit/gis/text"
)

func TestRun(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"work"}, 42, "it"},
		{[]string{"work", "--lang=en"}, 42, "en"},
		{[]string{"--help"}, program.Done, "Uso"},
		{[]string{"nothing"}, program.Usage, "prova: "},
		{[]string{"work", "--lang=xx"}, program.Usage, "prova: "},
	} {
		var cli struct {
			Lang string
			Work struct{} `cmd:""`
		}
		var out bytes.Buffer
		line := program.Line{Name: "prova", Args: c.args, Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" }}
		code := line.Run(&cli, func(_ *kong.Context, words text.Catalogue) int {
			out.WriteString(string(words.Lang()))
			return 42
		})
		if code != c.code || !strings.Contains(out.String(), c.says) {
			t.Errorf("%v: code %d, %q; want %d, %q", c.args, code, out.String(), c.code, c.says)
		}
	}
}

func TestExit(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	of := func(kind gis.Kind) error { return gis.Refuse("prova", kind, "x") }
	for _, c := range []struct {
		ctx  context.Context
		err  error
		code int
	}{
		{t.Context(), nil, program.Done},
		{stopped, nil, program.Done},
		{t.Context(), errors.New("x"), program.Failed},
		{t.Context(), of(gis.BadUsage), program.Usage},
		{t.Context(), of(gis.BadInput), program.Refused},
		{t.Context(), of(gis.Locked), program.Locked},
		{t.Context(), of(gis.Damaged), program.Failed},
		{t.Context(), of(gis.Cancelled), program.Cancelled},
		{t.Context(), context.Canceled, program.Cancelled},
		{stopped, of(gis.BadInput), program.Cancelled},
	} {
		if code := program.Exit(c.ctx, c.err); code != c.code {
			t.Errorf("%v: %d, want %d", c.err, code, c.code)
		}
	}
}
