package text

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"segit/gis"
)

func TestErrorSentences(t *testing.T) {
	it, en := load(t, Italian), load(t, English)
	choice := gis.Refuse("x", gis.BadUsage, "text.choice", "de")
	for _, test := range []struct {
		name   string
		err    error
		it, en string
	}{
		{"nothing", nil, "", ""},
		{
			"plain", choice,
			`la lingua "de" non c'è: scegliere it oppure en`, `there is no language "de": choose it or en`,
		},
		{
			"with its place", gis.Refuse("x", gis.BadUsage, "text.choice", "de").At("w001.fab", 12),
			`w001.fab, riga 12: la lingua "de" non c'è: scegliere it oppure en`, `w001.fab, line 12: there is no language "de": choose it or en`,
		},
		{
			"file alone", gis.Refuse("x", gis.BadUsage, "text.choice", "de").At("w001.fab", 0),
			`w001.fab: la lingua "de" non c'è: scegliere it oppure en`, `w001.fab: there is no language "de": choose it or en`,
		},
		{
			"wrapped by others", fmt.Errorf("outer: %w", choice),
			`la lingua "de" non c'è: scegliere it oppure en`, `there is no language "de": choose it or en`,
		},
		{
			"foreign cause", gis.Wrap("x", gis.Internal, errors.New("disk full"), "text.language", "it"),
			`nel programma mancano i testi della lingua "it": reinstallarlo (disk full)`, `the texts of the language "it" are missing in the program: install it again (disk full)`,
		},
		{
			"cause of ours", gis.Wrap("x", gis.Internal, choice, "text.line-alone", 3),
			`riga 3: la lingua "de" non c'è: scegliere it oppure en`, `line 3: there is no language "de": choose it or en`,
		},
		{
			"cancelled", fmt.Errorf("x: %w", context.Canceled),
			"lavoro interrotto: non è stato modificato nulla; si può ripetere quando si vuole", "the work was stopped: nothing was changed; it can be repeated at any time",
		},
		{
			"not there", &fs.PathError{Op: "open", Path: "a/b.csv", Err: fs.ErrNotExist},
			"a/b.csv non esiste: non è stato modificato nulla; controllare il percorso e riprovare", "a/b.csv does not exist: nothing was changed; check the path and try again",
		},
		{
			"unknown", errors.New("boom"),
			"errore imprevisto (boom): segnalarlo con la versione del programma e ciò che si stava facendo", "unexpected error (boom): report it with the version of the program and what was being done",
		},
	} {
		if got := it.Error(test.err); got != test.it {
			t.Errorf("%s: Italian %q, want %q", test.name, got, test.it)
		}
		if got := en.Error(test.err); got != test.en {
			t.Errorf("%s: English %q, want %q", test.name, got, test.en)
		}
	}
}

func TestJoinedErrorsGiveALineEach(t *testing.T) {
	c := load(t, Italian)
	got := c.Error(errors.Join(context.DeadlineExceeded, &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}))
	lines := strings.Split(got, "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], "tempo concesso") || !strings.HasPrefix(lines[1], "x non si può aprire") {
		t.Errorf("got %q", got)
	}
}
