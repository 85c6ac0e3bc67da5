package report

import (
	"io"

	"codeberg.org/go-pdf/fpdf"

	"segit/gis"
	"segit/gis/render"
	"segit/gis/text"
)

// Measures of the page, millimetres.
const (
	margin     = 16.0
	headHeight = 10.0 // band of the running head below the margin
	footHeight = 8.0  // band of the running foot above the margin
	gap        = 2.0
)

// paper is a document in the making: fpdf with a cursor that goes down the page
// and turns it. Text comes in three sizes and two weights of one family.
type paper struct {
	pdf    *fpdf.Fpdf
	words  text.Catalogue
	glyphs *glyphs
	set    face // the face that fpdf has now; zero = unknown

	left, right float64 // of the text area
	top, bottom float64
	y           float64 // where the next thing goes

	head    Heading
	banner  string // says on every page what the paper is not
	running string // what the paper is about, in the foot of every page
}

// orientation of the page.
type orientation string

const (
	portrait  orientation = "P"
	landscape orientation = "L"
)

// newPaper opens a document. title is its metadata title and may hold no
// persons' data.
func newPaper(turn orientation, head Heading, title, banner, running string) (*paper, error) {
	letters, err := newGlyphs()
	if err != nil {
		return nil, err
	}
	pdf := fpdf.New(string(turn), "mm", "A4", "")
	render.AddFonts(pdf)
	pdf.SetAutoPageBreak(false, 0)
	// Without these three the bytes would change from run to run.
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(head.Printed)
	pdf.SetModificationDate(head.Printed)
	pdf.SetProducer("SE.G.I.T.", true)
	pdf.SetCreator("SE.G.I.T.", true)
	pdf.SetTitle(title, true)
	pdf.SetLang(string(head.Words.Lang()))
	pdf.SetDisplayMode("fullwidth", "continuous")
	w, h := pdf.GetPageSize()
	p := &paper{
		pdf: pdf, words: head.Words, glyphs: letters,
		left: margin, right: w - margin, top: margin + headHeight, bottom: h - margin - footHeight,
		head: head, banner: banner, running: running,
	}
	p.turnPage()
	return p, nil
}

// width of the text area.
func (p *paper) width() float64 { return p.right - p.left }

// turnPage begins a page with its running head.
func (p *paper) turnPage() {
	p.pdf.AddPage()
	p.set = face{}
	p.y = p.top
	y := margin
	p.line(p.left, y, comuneLine(p.head), small.strong())
	p.lineRight(p.right, y, p.banner, small.strong().in(warning))
	p.rule(y + small.pitch() + 0.8)
}

// need turns the page unless h millimetres are left on it.
func (p *paper) need(h float64) {
	if p.y+h > p.bottom {
		p.turnPage()
	}
}

// space moves down, but leaves no gap at the head of a page.
func (p *paper) space(h float64) {
	if p.y > p.top {
		p.y += h
	}
}

// rule draws a thin line across the text area.
func (p *paper) rule(y float64) {
	p.pdf.SetDrawColor(hairline.rgb())
	p.pdf.SetLineWidth(0.2)
	p.pdf.Line(p.left, y, p.right, y)
}

// finish writes the running feet, which want the number of pages, and the file.
func (p *paper) finish(w io.Writer) error {
	pages := p.pdf.PageCount()
	for n := 1; n <= pages; n++ {
		p.goTo(n)
		y := p.bottom + footHeight - small.pitch()
		p.rule(y - 0.8)
		p.line(p.left, y, p.running, small.plain().in(quiet))
		p.lineRight(p.right, y, p.say("report.page", n, pages), small.plain().in(quiet))
	}
	if err := p.pdf.Output(w); err != nil {
		return gis.Wrap("report.finish", gis.Internal, err, "report.write")
	}
	return nil
}

// goTo returns to a page that was left.
func (p *paper) goTo(page int) {
	p.pdf.SetPage(page)
	p.set = face{}
}

func (p *paper) say(code string, args ...any) string { return p.words.Say(gis.Say(code, args...)) }

// comuneLine names the municipality: "Catania (C351)".
func comuneLine(h Heading) string {
	if h.Name == "" {
		return h.Words.Say(gis.Say("report.comune-code", h.Comune))
	}
	return h.Words.Say(gis.Say("report.comune", h.Name, h.Comune))
}

// printed is the day and minute of the print, and who asked for it.
func printed(h Heading) string {
	at := minute(h.Words, h.Printed)
	if h.Operator == "" {
		return at
	}
	return h.Words.Say(gis.Say("report.printed-by", at, h.Operator))
}
