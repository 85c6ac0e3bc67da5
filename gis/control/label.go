package control

import (
	"cmp"
	"unique"
)

// label is a short text of which few differ, a type or a section: compared and
// hashed as one word, since every row of a census has some.
type label = unique.Handle[string]

// labels makes labels of a column, in which the same text often follows itself.
type labels struct {
	text string
	last label
}

func (l *labels) of(text string) label {
	if l.last == (label{}) || text != l.text {
		l.text, l.last = text, unique.Make(text)
	}
	return l.last
}

// compareLabels orders by text; a label that was never set comes first.
func compareLabels(a, b label) int { return cmp.Compare(textOf(a), textOf(b)) }

func textOf(l label) string {
	if l == (label{}) {
		return ""
	}
	return l.Value()
}
