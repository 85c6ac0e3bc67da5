package report

import (
	"strings"
	"unicode/utf8"

	"segit/assets"
)

// line writes one line of text whose top is at y; nothing is wrapped.
func (p *paper) line(x, y float64, s string, f face) {
	s = p.glyphs.printable(s)
	if s == "" {
		return
	}
	p.use(f)
	p.pdf.Text(x, y+f.size.ascent(), s)
}

// lineRight is line with its end at x.
func (p *paper) lineRight(x, y float64, s string, f face) {
	p.line(x-p.measure(s, f), y, s, f)
}

// measure is the width of a text, millimetres.
func (p *paper) measure(s string, f face) float64 {
	p.use(f)
	return p.pdf.GetStringWidth(p.glyphs.printable(s))
}

// use makes f the face of what is written next.
func (p *paper) use(f face) {
	if p.set == f {
		return
	}
	style := ""
	if f.bold {
		style = "B"
	}
	p.pdf.SetFont(assets.FontName, style, float64(f.size))
	p.pdf.SetTextColor(f.ink.rgb())
	p.set = f
}

// wrap breaks a text into lines that fit a width: at line feeds, between words,
// and inside a word only when it is wider than a line by itself.
func (p *paper) wrap(s string, width float64, f face) []string {
	s = strings.TrimRight(p.glyphs.printable(s), " \n")
	if s == "" {
		return nil
	}
	p.use(f)
	if p.pdf.GetStringWidth(s) <= width && !strings.Contains(s, "\n") {
		return []string{s}
	}
	blank := p.pdf.GetStringWidth(" ")
	var lines []string
	for paragraph := range strings.SplitSeq(s, "\n") {
		open, used := "", 0.0
		for word := range strings.FieldsSeq(paragraph) {
			w := p.pdf.GetStringWidth(word)
			if open != "" && used+blank+w <= width {
				open, used = open+" "+word, used+blank+w
				continue
			}
			if open != "" {
				lines = append(lines, open)
			}
			for w > width {
				head := p.prefix(word, width)
				lines = append(lines, head)
				word = word[len(head):]
				w = p.pdf.GetStringWidth(word)
			}
			open, used = word, w
		}
		lines = append(lines, open)
	}
	return lines
}

// prefix is the longest beginning of a word that fits, at least one letter.
func (p *paper) prefix(word string, width float64) string {
	used, end := 0.0, 0
	for i, r := range word {
		used += p.pdf.GetStringWidth(string(r))
		if used > width && i > 0 {
			break
		}
		end = i + utf8.RuneLen(r)
	}
	return word[:end]
}

// paragraph writes wrapped text from x to the right edge, turning pages between
// its lines.
func (p *paper) paragraph(x float64, s string, f face) {
	for _, line := range p.wrap(s, p.right-x, f) {
		p.need(f.size.pitch())
		p.line(x, p.y, line, f)
		p.y += f.size.pitch()
	}
}

// heading begins a part of the paper; it is never left alone at the foot of a
// page.
func (p *paper) heading(code string) {
	p.need(body.pitch() * 4)
	p.space(2 * gap)
	p.line(p.left, p.y, p.say(code), body.strong())
	p.y += body.pitch() + 0.4
	p.rule(p.y)
	p.y += gap / 2
}
