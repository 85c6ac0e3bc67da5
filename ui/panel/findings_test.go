package panel

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"segit/gis"
	"segit/gis/render"
)

func TestSortedByEachColumn(t *testing.T) {
	small, large := gis.Cents(100), gis.Cents(900)
	findings := []gis.Finding{
		{ID: "a", Severity: gis.Low, Control: "b", Key: gis.MakeKey("W001", "", "1", "10", ""), Delta: gis.SquareMetres(3 * gis.One), Euro: &large, Confidence: gis.Low, State: "new", Assignee: "z"},
		{ID: "b", Severity: gis.High, Control: "a", Key: gis.MakeKey("W001", "", "1", "2", ""), Delta: gis.SquareMetres(1 * gis.One), Confidence: gis.High, State: "closed", Assignee: "a"},
		{ID: "c", Severity: gis.Medium, Control: "c", Key: gis.MakeKey("W001", "A", "1", "1", ""), Delta: gis.SquareMetres(2 * gis.One), Euro: &small, Confidence: gis.Medium, State: "rejected", Assignee: "b"},
	}
	for _, c := range []struct{ header, want string }{
		{"ui.findings.severity", "bca"},
		{"ui.findings.control", "bac"},
		{"ui.findings.place", "bac"}, // no section first, parcel 2 before 10
		{"ui.findings.delta", "bca"},
		{"ui.findings.euro", "bca"}, // nothing estimated comes first
		{"ui.findings.confidence", "bca"},
		{"ui.findings.state", "bac"},
		{"ui.findings.assignee", "bca"},
	} {
		at := slices.IndexFunc(columns(), func(col column) bool { return col.code == c.header })
		for _, descend := range []bool{false, true} {
			got := ""
			for _, i := range Sorted(findings, Order{Column: at, Descend: descend}) {
				got += findings[i].ID
			}
			want := c.want
			if descend {
				want = string(c.want[2]) + string(c.want[1]) + string(c.want[0])
			}
			if got != want {
				t.Errorf("%s, descending %v: %s, want %s", c.header, descend, got, want)
			}
		}
	}
	if got := Sorted(findings, Order{Off: true}); !slices.Equal(got, []int{0, 1, 2}) {
		t.Errorf("without an order: %v", got)
	}
}

func TestHeaderCyclesUpDownNone(t *testing.T) {
	o := Order{Off: true}
	for _, want := range []Order{{Column: 2}, {Column: 2, Descend: true}, {Off: true}, {Column: 2}} {
		if o = o.next(2); o != want {
			t.Fatalf("order = %+v, want %+v", o, want)
		}
	}
	if got := o.next(5); got != (Order{Column: 5}) {
		t.Errorf("another column gives %+v", got)
	}
}

// many are findings of which every second has an estimate of 10 €.
func many(n int) []gis.Finding {
	euro := gis.Cents(1000)
	out := make([]gis.Finding, n)
	for i := range out {
		out[i] = gis.Finding{ID: string(rune('a' + i)), Control: "tari-surface", Severity: gis.Level(i%3 + 1), State: "new"}
		if i%2 == 0 {
			out[i].Euro = &euro
		}
	}
	return out
}

func TestListShowsChoosesAndSums(t *testing.T) {
	test.NewTempApp(t)
	f := NewFindings(italian(t), render.Light)
	chosen := []string{}
	f.Chosen = func(id string) { chosen = append(chosen, id) }
	ordered := Order{}
	f.Ordered = func(o Order) { ordered = o }
	show(t, f, 1200, 400)
	rows := many(5)
	f.SetRows(rows, []int{4, 3, 2, 1, 0}, Order{Column: 0, Descend: true}, 12)
	inOrder(t, read(f), "5 di 12", "Σ 30,00 € stimati", "Grav. ▼")

	f.Select("d")
	if len(chosen) != 0 {
		t.Errorf("a selection by the program was told as the user's: %v", chosen)
	}
	f.list.Select(0)
	if len(chosen) != 1 || chosen[0] != "e" {
		t.Errorf("chosen = %v", chosen)
	}
	if at, of := f.Place("d"); at != 2 || of != 5 {
		t.Errorf("d stands at %d of %d", at, of)
	}
	if f.Beside("d", 1) != "c" || f.Beside("e", -1) != "" || f.Beside("?", 1) != "" {
		t.Error("the neighbours are wrong")
	}
	test.Tap(f.header.Objects[1].(*headerCell))
	if ordered != (Order{Column: 1}) {
		t.Errorf("a tap on the second header asks for %+v", ordered)
	}
}

func TestFilterTellsIdsAndNotNames(t *testing.T) {
	test.NewTempApp(t)
	f := NewFindings(italian(t), render.Light)
	var control, state string
	told := 0
	f.Filtered = func(c, s string) { control, state, told = c, s, told+1 }
	f.SetChoices([]string{"ghost-building", "tari-surface"}, []string{"new", "closed"})
	f.control.box.SetSelectedIndex(2)
	if control != "tari-surface" || state != "" || told != 1 {
		t.Errorf("filter = %q, %q, told %d times", control, state, told)
	}
	f.SetFilter("", "closed")
	if c, s := f.Filter(); c != "" || s != "closed" || told != 2 {
		t.Errorf("filter = %q, %q, told %d times", c, s, told)
	}
	f.SetChoices([]string{"tari-surface"}, []string{"new"})
	if c, s := f.Filter(); c != "" || s != "" {
		t.Errorf("a choice that is gone stays: %q, %q", c, s)
	}
}

func TestEmptyListSaysTheNextAction(t *testing.T) {
	test.NewTempApp(t)
	f := NewFindings(italian(t), render.Light)
	show(t, f, 1200, 400)
	f.SetRows(nil, nil, Order{Off: true}, 0)
	if shown := read(f); !strings.Contains(shown, "Ctrl+R") {
		t.Errorf("an empty list says:\n%s", shown)
	}
}

func TestOnlyVisibleRowsOfAMillionExist(t *testing.T) {
	test.NewTempApp(t)
	f := NewFindings(italian(t), render.Light)
	show(t, f, 1200, 400)
	made := 0
	make := f.list.CreateItem
	f.list.CreateItem = func() fyne.CanvasObject {
		made++
		return make()
	}
	rows := many(3)
	at := slices.Repeat([]int{0, 1, 2}, 333_334)
	f.SetRows(rows, at, Order{Off: true}, len(at))
	f.list.ScrollTo(len(at) / 2)
	f.list.ScrollToBottom()
	if made == 0 || made > 100 {
		t.Errorf("%d rows were made", made)
	}
}

func TestRowsAreMarkedWithCtrlAndShift(t *testing.T) {
	test.NewTempApp(t)
	f := NewFindings(italian(t), render.Light)
	var told []string
	f.MarkedRows = func(ids []string) { told = ids }
	show(t, f, 1200, 400)
	f.SetRows(many(6), []int{5, 4, 3, 2, 1, 0}, Order{Off: true}, 6)
	f.Select("e") // the second row
	for _, step := range []struct {
		row  int
		held fyne.KeyModifier
		want string
	}{
		{3, fyne.KeyModifierShift, "edc"},
		{5, fyne.KeyModifierShortcutDefault, "edca"},
		{2, fyne.KeyModifierShortcutDefault, "eca"},
		{0, fyne.KeyModifierShift, "fe"},
	} {
		if !f.markBy(step.row, step.held) || strings.Join(told, "") != step.want {
			t.Errorf("row %d: marked %v, want %s", step.row, told, step.want)
		}
	}
	if f.markBy(1, 0) {
		t.Error("a plain click marks")
	}
	f.SetRows(many(6), []int{0, 1, 2, 3, 4, 5}, Order{Off: true}, 6)
	if got := f.Marked(); len(got) != 2 || got[0].ID != "e" {
		t.Errorf("marked after a new order: %v", got)
	}
	f.list.Select(0)
	if len(f.Marked()) != 0 {
		t.Errorf("a plain click leaves %v marked", f.Marked())
	}
}
