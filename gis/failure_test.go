package gis

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
)

func TestErrors(t *testing.T) {
	cause := Refuse("fab.read", BadInput, "fab.fields", 3, 20).At("W001.FAB", 12)
	outer := Wrap("desk.Import", Internal, fmt.Errorf("reading: %w", cause), "import.failed")
	if got, want := cause.Error(), "fab.read: fab.fields(3, 20) at W001.FAB:12"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := outer.Error(), "desk.Import: import.failed: reading: "+cause.Error(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	var first *Error
	if !errors.As(fmt.Errorf("x: %w", outer), &first) || first != outer || !errors.Is(outer, cause) {
		t.Error("the chain is broken")
	}
	for _, test := range []struct {
		err  error
		want Kind
	}{
		{cause, BadInput}, {outer, Internal}, {fmt.Errorf("x: %w", cause), BadInput}, {io.EOF, Internal}, {nil, Internal},
	} {
		if got := KindOf(test.err); got != test.want {
			t.Errorf("KindOf(%v) = %d, want %d", test.err, got, test.want)
		}
	}
}

func TestMessages(t *testing.T) {
	m := Say("a.b", 1, "two", Day(2024, 1, 2), Decimal(1_500_000))
	if m.Code != "a.b" || !slices.Equal(m.Args, []string{"1", "two", "2024-01-02", "1.5"}) {
		t.Errorf("%+v", m)
	}
	if w := Wording("a.b", 3); w.Word.Code != "a.b" || w.Unit != "" {
		t.Errorf("%+v", w)
	}
	if m := SquareMetres(One); m.Unit != "m²" || m.Value != One {
		t.Errorf("%+v", m)
	}
	for l, want := range map[Level]string{Low: "low", Medium: "medium", High: "high", 0: ""} {
		if l.String() != want {
			t.Errorf("level %d is %q", l, l)
		}
	}
}

func TestQuietTakesEverything(t *testing.T) {
	var p Progress = Quiet{}
	p.Stage(Say("a.b"), 10)
	p.Add(3)
}
