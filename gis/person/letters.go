package person

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Letters is a name in the letters A–Z that a code is made of: upper case,
// accents off, everything else (blanks, apostrophes, hyphens) left out.
func Letters(name string) string {
	var b strings.Builder
	for _, c := range strings.ToUpper(norm.NFD.String(name)) {
		if c >= 'A' && c <= 'Z' {
			b.WriteRune(c)
		}
	}
	return b.String()
}
