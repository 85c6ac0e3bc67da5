package report

// column of a table.
type column struct {
	head  string
	width float64 // millimetres; the last column takes what is left when 0
	right bool    // numbers stand at the right edge
}

// table is rows under a head that is written again on each page. Its text is
// small; a row that is higher than a page goes on on the next.
type table struct {
	p       *paper
	columns []column
}

// cell is what stands in a row under a column: paragraphs, each in its face.
type cell []passage

type passage struct {
	text string
	face face
}

// plain is a cell of one text.
func plain(s string) cell { return cell{{s, small.plain()}} }

// The distance of text from the edges of a cell, millimetres.
const (
	padX = 1.3
	padY = 0.6
)

func (p *paper) table(columns ...column) *table {
	rest := p.width()
	for _, c := range columns {
		rest -= c.width
	}
	if last := &columns[len(columns)-1]; last.width == 0 {
		last.width = rest
	}
	t := &table{p: p, columns: columns}
	p.need(4 * small.pitch())
	t.head()
	return t
}

// head writes the heads of the columns on a wash.
func (t *table) head() {
	p := t.p
	cells := make([]cell, len(t.columns))
	for i, c := range t.columns {
		cells[i] = cell{{c.head, small.strong()}}
	}
	lines, height := t.layout(cells)
	pdf := p.pdf
	pdf.SetFillColor(wash.rgb())
	pdf.Rect(p.left, p.y, p.width(), float64(height)*small.pitch()+2*padY, "F")
	t.draw(lines, 0, height)
}

// row writes a row; there are as many cells as columns.
func (t *table) row(cells ...cell) {
	p := t.p
	lines, height := t.layout(cells)
	pitch := small.pitch()
	fits := func() int { return int((p.bottom - p.y - 2*padY) / pitch) }
	for from := 0; from < height; {
		n := fits()
		if n < height-from && (n < 2 || from == 0 && !t.taller(height)) {
			p.turnPage()
			t.head()
			n = fits()
		}
		to := min(from+max(n, 1), height)
		t.draw(lines, from, to)
		from = to
	}
}

// taller reports whether so many lines do not fit even a page of their own.
func (t *table) taller(lines int) bool {
	room := t.p.bottom - t.p.top - 2*small.pitch() - 4*padY
	return float64(lines)*small.pitch()+2*padY > room
}

// layout wraps the cells; height is the number of lines of the highest.
func (t *table) layout(cells []cell) (lines [][]passage, height int) {
	lines = make([][]passage, len(cells))
	for i, c := range cells {
		for _, part := range c {
			for _, text := range t.p.wrap(part.text, t.columns[i].width-2*padX, part.face) {
				lines[i] = append(lines[i], passage{text, part.face})
			}
		}
		height = max(height, len(lines[i]))
	}
	return lines, max(height, 1)
}

// draw writes lines [from, to) of a row and the rule below.
func (t *table) draw(lines [][]passage, from, to int) {
	p := t.p
	x := p.left
	for i, column := range t.columns {
		y := p.y + padY
		for n := from; n < min(to, len(lines[i])); n++ {
			part := lines[i][n]
			if column.right {
				p.lineRight(x+column.width-padX, y, part.text, part.face)
			} else {
				p.line(x+padX, y, part.text, part.face)
			}
			y += small.pitch()
		}
		x += column.width
	}
	p.y += float64(to-from)*small.pitch() + 2*padY
	p.rule(p.y)
}
