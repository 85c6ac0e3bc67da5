package delimited

import (
	"bytes"
	"strings"
)

// quotedEnd is the end of the row that text begins with, minding line breaks
// inside quotes, and the lines it spans; -1 when the text ends first.
func quotedEnd(text []byte, separator byte, last bool) (end, lines int) {
	lines = 1
	inside, atStart := false, true
	for i := 0; i < len(text) && i <= maxQuoted; i++ {
		c := text[i]
		switch {
		case inside && c == '"':
			if i+1 < len(text) && text[i+1] == '"' {
				i++
			} else {
				inside = false
			}
		case inside:
			if c == '\n' {
				lines++
			}
		case c == '\n':
			return i, lines
		case c == separator:
			atStart = true
		case c == '"' && atStart:
			inside, atStart = true, false
		case c != ' ':
			atStart = false
		}
	}
	if last && !inside && len(text) <= maxQuoted {
		return len(text), lines
	}
	return -1, 0
}

// split cuts a row into cells and takes their quotes off. It reports false when
// a quoted cell goes on after its closing quote.
func split(cells []string, text string, separator byte) ([]string, bool) {
	if strings.IndexByte(text, '"') < 0 {
		for {
			at := strings.IndexByte(text, separator)
			if at < 0 {
				return append(cells, text), true
			}
			cells = append(cells, text[:at])
			text = text[at+1:]
		}
	}
	for {
		cell, rest, more, ok := firstCell(text, separator)
		if !ok {
			return cells, false
		}
		cells = append(cells, cell)
		if !more {
			return cells, true
		}
		text = rest
	}
}

// firstCell is the first cell of a row, what follows its separator, and whether
// there was one.
func firstCell(text string, separator byte) (cell, rest string, more, ok bool) {
	body := strings.TrimLeft(text, " ")
	if !strings.HasPrefix(body, `"`) {
		cell, rest, more = strings.Cut(text, string(rune(separator)))
		return cell, rest, more, true
	}
	body = body[1:]
	var doubled strings.Builder
	for {
		at := strings.IndexByte(body, '"')
		if at < 0 {
			return "", "", false, false
		}
		if strings.HasPrefix(body[at+1:], `"`) {
			doubled.WriteString(body[:at+1])
			body = body[at+2:]
			continue
		}
		cell = body[:at]
		if doubled.Len() > 0 {
			doubled.WriteString(cell)
			cell = doubled.String()
		}
		before, rest, more := strings.Cut(body[at+1:], string(rune(separator)))
		return cell, rest, more, strings.TrimSpace(before) == ""
	}
}

// separators are the candidates, the likeliest in Italian exports first.
var separators = [...]byte{';', '\t', '|', ','}

// Separator is the separator that explains the first rows of a sample best: the
// one that gives most header names that are known, then the most lines of the
// same number of cells. It is ';' when nothing tells.
func Separator(sample []byte, known func(cells []string) int) byte {
	const rows = 40
	best, bestScore := separators[0], -1
	for _, candidate := range separators {
		if score := evidence(sample, candidate, rows, known); score > bestScore {
			best, bestScore = candidate, score
		}
	}
	return best
}

// evidence scores a candidate over so many rows.
func evidence(sample []byte, candidate byte, rows int, known func([]string) int) int {
	counts := map[int]int{} // cells in a row → rows
	names := 0
	for range rows {
		if len(sample) == 0 {
			break
		}
		end, _ := quotedEnd(sample, candidate, true)
		if end < 0 {
			if end = bytes.IndexByte(sample, '\n'); end < 0 {
				end = len(sample)
			}
		}
		cells, ok := split(nil, string(bytes.TrimSuffix(sample[:end], []byte("\r"))), candidate)
		sample = sample[min(end+1, len(sample)):]
		if !ok || len(cells) < 2 {
			continue
		}
		counts[len(cells)]++
		if known != nil {
			names = max(names, known(cells))
		}
	}
	same, width := 0, 0
	for cells, n := range counts {
		if n > same || n == same && cells > width {
			same, width = n, cells
		}
	}
	return names*10_000 + same*100 + min(width, 99)
}
