package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"segit/gis/text"
)

// finished closes a document and gives its pages.
func finished(t *testing.T, p *paper) []string {
	t.Helper()
	var b bytes.Buffer
	if err := p.finish(&b); err != nil {
		t.Fatal(err)
	}
	sound(t, b.Bytes())
	return pagesOf(t, b.Bytes())
}

func twoColumns(p *paper) *table {
	return p.table(column{head: "Numero", width: 30, right: true}, column{head: "Testo"})
}

func TestATableWritesItsHeadOnEachPage(t *testing.T) {
	p := blank(t)
	rows := twoColumns(p)
	for i := range 200 {
		rows.row(plain(fmt.Sprint(i)), plain(fmt.Sprintf("riga-%d.", i)))
	}
	pages := finished(t, p)
	if len(pages) < 3 {
		t.Fatalf("%d pages", len(pages))
	}
	next := 0
	for i, page := range pages {
		if strings.Count(page, "Numero") != 1 {
			t.Errorf("page %d has %d heads", i+1, strings.Count(page, "Numero"))
		}
		for ; strings.Contains(page, fmt.Sprintf("riga-%d.", next)); next++ {
		}
	}
	if next != 200 {
		t.Errorf("row %d is missing or out of order", next)
	}
}

func TestARowGoesToTheNextPageWhole(t *testing.T) {
	p := blank(t)
	rows := twoColumns(p)
	p.y = p.bottom - 3*small.pitch()
	rows.row(plain("1"), plain(strings.Repeat("parola ", 400)+"ultima"))
	pages := finished(t, p)
	if len(pages) != 2 || strings.Contains(pages[0], "parola") || !strings.Contains(pages[1], "ultima") {
		t.Errorf("%d pages; the row should stand on the second alone", len(pages))
	}
}

func TestARowHigherThanAPageGoesOn(t *testing.T) {
	p := blank(t)
	rows := twoColumns(p)
	rows.row(plain("1"), plain("prima"))
	var long cell
	for i := range 150 {
		long = append(long, passage{fmt.Sprintf("voce-%d.", i), small.plain()})
	}
	rows.row(plain("2"), long)
	rows.row(plain("3"), plain("dopo"))
	pages := finished(t, p)
	if len(pages) != 3 {
		t.Fatalf("%d pages", len(pages))
	}
	has(t, pages[0], "prima", "voce-0.")
	has(t, pages[1], "Numero", "voce-")
	has(t, pages[2], "voce-149.", "dopo")
	all := strings.Join(pages, "")
	for i := range 150 {
		if n := strings.Count(all, fmt.Sprintf("voce-%d.", i)); n != 1 {
			t.Errorf("line %d stands %d times", i, n)
		}
	}
}

func TestNumbersStandAtTheRight(t *testing.T) {
	p := blank(t)
	rows := twoColumns(p)
	rows.row(plain("7"), plain("uno"))
	rows.row(plain("1.234.567,89"), plain("due"))
	page := finished(t, p)[0]
	ends := map[int]bool{}
	for line := range strings.Lines(page) {
		for _, number := range []string{"7 ", "1.234.567,89 "} {
			if at := strings.Index(line, number); at >= 0 && (strings.Contains(line, "uno") || strings.Contains(line, "due")) {
				ends[at+len(number)] = true
				break
			}
		}
	}
	if len(ends) != 1 {
		t.Errorf("numbers end at %v", ends)
	}
}

func TestTheLastColumnTakesTheRest(t *testing.T) {
	p := blank(t)
	rows := p.table(column{head: "a", width: 40}, column{head: "b"})
	if got := rows.columns[1].width; got != p.width()-40 {
		t.Errorf("width = %g", got)
	}
	rows = p.table(column{head: "a", width: 40}, column{head: "b", width: 12})
	if got := rows.columns[1].width; got != 12 {
		t.Errorf("width = %g", got)
	}
}

func TestAHeadingIsNotLeftAlone(t *testing.T) {
	p := blank(t)
	p.y = p.bottom - 2*body.pitch()
	p.heading("report.sources")
	if p.pdf.PageNo() != 2 {
		t.Error("a heading stands alone at the foot of a page")
	}
}

func TestSpaceAtTheHeadOfAPage(t *testing.T) {
	p := blank(t)
	p.space(10)
	if p.y != p.top {
		t.Error("a gap at the head of a page")
	}
	p.paragraph(p.left, "testo", body.plain())
	y := p.y
	if p.space(10); p.y != y+10 {
		t.Error("no gap after a text")
	}
}

func TestMunicipalityWithoutAName(t *testing.T) {
	h := heading(t, text.English)
	if got := comuneLine(h); got != "Municipality of Borgo di Prova (W001)" {
		t.Errorf("%q", got)
	}
	h.Name = ""
	if got := comuneLine(h); got != "Municipality W001" {
		t.Errorf("%q", got)
	}
	h.Operator = ""
	if got := printed(h); got != "14 Mar 2026 15:09" {
		t.Errorf("%q", got)
	}
}
