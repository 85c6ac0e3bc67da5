package cql

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word of a filter.
type token struct {
	kind   rune   // 'w' word, 'p' quoted property, 's' string, 'n' number, 0 the end; else the character itself
	text   string // as it is meant: without quotes
	number float64
	at     int
}

// is reports a word, whatever its case.
func (t *token) is(word string) bool { return t.kind == 'w' && strings.EqualFold(t.text, word) }

// lex cuts a filter into words.
func lex(text string) ([]token, error) {
	if len(text) > longest || !utf8.ValidString(text) {
		return nil, refuse("ogc.cql.long", longest)
	}
	var all []token
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(c) {
			i += size
			continue
		}
		t, n := word(text[i:], c)
		if n == 0 {
			t, n = mark(text[i:], c)
		}
		if n == 0 {
			return nil, refuse("ogc.cql.syntax", text[i:min(len(text), i+size)], i+1)
		}
		t.at = i
		all = append(all, t)
		i += n
	}
	return append(all, token{at: len(text)}), nil
}

// word reads a name, a property in quotes, a string or a number at the beginning
// of a text, and says how long it is; 0 when there is none.
func word(text string, c rune) (t token, n int) {
	switch {
	case c == '\'':
		value, n, ok := quoted(text)
		if !ok {
			return t, 0
		}
		return token{kind: 's', text: value}, n
	case c == '"':
		end := strings.IndexByte(text[1:], '"')
		if end < 1 {
			return t, 0
		}
		return token{kind: 'p', text: text[1 : 1+end]}, end + 2
	case c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.':
		n := numberLength(text)
		v, err := strconv.ParseFloat(text[:n], 64)
		if err != nil {
			return t, 0
		}
		return token{kind: 'n', number: v}, n
	case c == '_' || unicode.IsLetter(c):
		n := strings.IndexFunc(text, func(r rune) bool {
			return r != '_' && r != '-' && r != '.' && r != ':' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
		})
		if n < 0 {
			n = len(text)
		}
		return token{kind: 'w', text: text[:n]}, n
	}
	return t, 0
}

// mark reads a comparison, a bracket or a comma.
func mark(text string, c rune) (t token, n int) {
	switch {
	case strings.HasPrefix(text, "<=") || strings.HasPrefix(text, ">=") || strings.HasPrefix(text, "<>"):
		return token{kind: 'o', text: text[:2]}, 2
	case strings.ContainsRune("=<>", c):
		return token{kind: 'o', text: string(c)}, 1
	case strings.ContainsRune("(),", c):
		return token{kind: c}, 1
	}
	return t, 0
}

// quoted reads a string: a quote inside is written twice, or with \ before it.
func quoted(text string) (value string, n int, ok bool) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text) && text[i+1] == '\'', text[i] == '\'' && i+1 < len(text) && text[i+1] == '\'':
			b.WriteByte('\'')
			i++
		case text[i] == '\'':
			return b.String(), i + 1, true
		default:
			b.WriteByte(text[i])
		}
	}
	return "", 0, false
}

func numberLength(text string) int {
	i := 0
	digits := func() {
		for i < len(text) && text[i] >= '0' && text[i] <= '9' {
			i++
		}
	}
	if text[0] == '-' || text[0] == '+' {
		i++
	}
	digits()
	if i < len(text) && text[i] == '.' {
		i++
		digits()
	}
	if i+1 < len(text) && (text[i] == 'e' || text[i] == 'E') {
		before := i
		i++
		if text[i] == '-' || text[i] == '+' {
			i++
		}
		start := i
		if digits(); i == start {
			i = before
		}
	}
	return i
}
