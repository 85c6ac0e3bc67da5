package address

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// word is a run of letters and digits in capitals without accents. glued says
// that a full stop and the next word follow it without a blank.
type word struct {
	text  string
	glued bool
}

// words cuts a text at everything that is no letter or digit. A full stop or an
// apostrophe ends a word too, so that "S.ANNA" and "SANT'ANNA" are two words.
func words(text string) []word {
	if text == "" {
		return nil
	}
	var b strings.Builder // the letters of all words, one behind the other
	b.Grow(len(text))
	list := make([]word, 0, 8)
	ends := make([]int, 0, 8)
	last := rune(0) // what stood before the present letter
	inside := false
	for _, r := range norm.NFKD.String(text) {
		switch {
		case r >= 0x300 && unicode.Is(unicode.Mn, r):
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !inside && len(list) > 0 {
				list[len(list)-1].glued = last == '.'
			}
			if !inside {
				list, ends, inside = append(list, word{}), append(ends, b.Len()), true
			}
			if r == 'ß' {
				b.WriteString("SS")
			} else {
				b.WriteRune(unicode.ToUpper(r))
			}
			ends[len(ends)-1] = b.Len()
		default:
			inside = false
		}
		last = r
	}
	letters, start := b.String(), 0
	for i, end := range ends {
		list[i].text, start = letters[start:end], end
	}
	return list
}

// join writes words with single blanks.
func join(list []word) string {
	if len(list) == 1 {
		return list[0].text
	}
	texts := make([]string, len(list))
	for i, w := range list {
		texts[i] = w.text
	}
	return strings.Join(texts, " ")
}
