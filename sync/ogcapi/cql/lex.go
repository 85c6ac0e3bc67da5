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
		t := token{at: i}
		switch {
		case unicode.IsSpace(c):
			i += size
			continue
		case c == '\'':
			value, n, ok := quoted(text[i:])
			if !ok {
				return nil, refuse("ogc.cql.syntax", text[i:min(len(text), i+20)], i+1)
			}
			t.kind, t.text = 's', value
			i += n
		case c == '"':
			end := strings.IndexByte(text[i+1:], '"')
			if end < 1 {
				return nil, refuse("ogc.cql.syntax", text[i:min(len(text), i+20)], i+1)
			}
			t.kind, t.text = 'p', text[i+1:i+1+end]
			i += end + 2
		case c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.':
			n := numberLength(text[i:])
			v, err := strconv.ParseFloat(text[i:i+n], 64)
			if n == 0 || err != nil {
				return nil, refuse("ogc.cql.syntax", text[i:min(len(text), i+max(n, 1))], i+1)
			}
			t.kind, t.number = 'n', v
			i += n
		case c == '_' || unicode.IsLetter(c):
			n := strings.IndexFunc(text[i:], func(r rune) bool {
				return r != '_' && r != '-' && r != '.' && r != ':' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
			})
			if n < 0 {
				n = len(text) - i
			}
			t.kind, t.text = 'w', text[i:i+n]
			i += n
		case strings.HasPrefix(text[i:], "<=") || strings.HasPrefix(text[i:], ">=") || strings.HasPrefix(text[i:], "<>"):
			t.kind, t.text = 'o', text[i:i+2]
			i += 2
		case strings.ContainsRune("=<>", c):
			t.kind, t.text = 'o', string(c)
			i += size
		case strings.ContainsRune("(),", c):
			t.kind = c
			i += size
		default:
			return nil, refuse("ogc.cql.syntax", string(c), i+1)
		}
		all = append(all, t)
	}
	return append(all, token{at: len(text)}), nil
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
