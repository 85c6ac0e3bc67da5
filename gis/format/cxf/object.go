package cxf

import (
	"github.com/paulmach/orb"

	"segit/gis"
)

// Keywords that begin an object; "\" may follow them.
const (
	borderWord   = "BORDO"
	textWord     = "TESTO"
	symbolWord   = "SIMBOLO"
	fiducialWord = "FIDUCIALE"
	lineWord     = "LINEA"
	rasterWord   = "RIFERIMENTO_RASTER"
	bookWord     = "LIBRETTO"
	endWord      = "EOF"
)

// keyword is the keyword of a line, "" when it holds none.
func keyword(line []byte) string {
	if n := len(line); n > 0 && line[n-1] == outsideMark[0] {
		line = line[:n-1]
	}
	switch string(line) {
	case borderWord, textWord, symbolWord, fiducialWord, lineWord, rasterWord, bookWord, endWord:
		return string(line)
	}
	return ""
}

// Limits that no sheet reaches: above them a number is damage.
const (
	vertexLimit     = 1 << 20
	coordinateLimit = 1e8 // metres
)

// object reads the lines of one object. After the first line that does not fit
// it reads no more, and reason says what was wrong.
type object struct {
	lines  *lines
	reason gis.Message
}

func (o *object) failed() bool { return o.reason.Code != "" }

func (o *object) fail(code string, args ...any) {
	if !o.failed() {
		o.reason = gis.Say(code, args...)
	}
}

// line goes on to the next line of the object.
func (o *object) line() bool {
	if o.failed() {
		return false
	}
	if !o.lines.next() {
		o.fail("cxf.truncated", o.lines.number)
		return false
	}
	return true
}

// text is a line of free text.
func (o *object) text() string {
	if !o.line() {
		return ""
	}
	return o.lines.text(o.lines.line)
}

// code is a line of text that names something: neither empty nor a keyword,
// which would mean that lines are missing.
func (o *object) code() string {
	text := o.text()
	if !o.failed() && (text == "" || keyword(o.lines.line) != "") {
		o.fail("cxf.code", o.lines.number)
		o.lines.back()
	}
	return text
}

// real is a line with a number of any size.
func (o *object) real() float64 {
	if !o.line() {
		return 0
	}
	v, ok := real(o.lines.line)
	if !ok {
		o.fail("cxf.number", o.lines.number, o.lines.shortened())
		o.lines.back()
	}
	return v
}

// coordinate is a line with metres.
func (o *object) coordinate() float64 {
	v := o.real()
	if v > coordinateLimit || v < -coordinateLimit {
		o.fail("cxf.coordinate", o.lines.number, o.lines.shortened())
	}
	return v
}

func (o *object) point() orb.Point { return orb.Point{o.coordinate(), o.coordinate()} }

// count is a line with a whole number from zero to the limit.
func (o *object) count(limit int) int {
	v := o.real()
	n := int(min(max(v, -1), float64(limit)+1))
	if float64(n) != v || n < 0 || n > limit {
		o.fail("cxf.count", o.lines.number, o.lines.shortened())
		return 0
	}
	return n
}

// border is a BORDO after its keyword. Rings that were not closed are closed;
// unclosed tells how many.
func (o *object) border() (b Border, unclosed int) {
	b.Code = o.code()
	b.Height = int(max(min(o.real(), vertexLimit), -vertexLimit))
	b.Angle = o.real()
	b.Label = o.point()
	b.Inside = o.point()
	islands := o.count(vertexLimit)
	total := o.count(vertexLimit)
	counts := []int{total}
	for i := 0; i < islands && !o.failed(); i++ {
		n := o.count(vertexLimit)
		counts = append(counts, n)
		counts[0] -= n
	}
	for _, n := range counts {
		if n < 3 {
			o.fail("cxf.vertices", o.lines.number, total, islands)
		}
	}
	if o.failed() {
		return b, 0
	}
	for _, n := range counts {
		ring := make([]float64, 0, 2*min(n, 1024))
		for i := 0; i < n && !o.failed(); i++ {
			ring = append(ring, o.coordinate(), o.coordinate())
		}
		if o.failed() {
			return b, unclosed
		}
		if ring[0] != ring[2*n-2] || ring[1] != ring[2*n-1] {
			ring = append(ring, ring[0], ring[1])
			unclosed++
		}
		b.Rings = append(b.Rings, ring)
	}
	o.ends(total)
	return b, unclosed
}

// ends looks at the line after a border: a number there means that the border
// has more vertices than it says, so that none can be trusted.
func (o *object) ends(total int) {
	if !o.lines.next() {
		return
	}
	if _, number := real(o.lines.line); number {
		o.fail("cxf.vertices-more", o.lines.number, total)
	}
	o.lines.back()
}

// skip reads an object that is only counted, as far as its grammar is fixed.
func (o *object) skip(word string) {
	switch word {
	case textWord:
		o.text()
		o.reals(4)
	case symbolWord:
		o.reals(4)
	case fiducialWord:
		o.text()
		o.reals(5)
	case lineWord:
		o.real()
		o.reals(2 * o.count(vertexLimit))
	}
}

func (o *object) reals(n int) {
	for i := 0; i < n && !o.failed(); i++ {
		o.real()
	}
}
