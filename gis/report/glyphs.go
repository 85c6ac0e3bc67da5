package report

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/image/font/sfnt"

	"segit/assets"
	"segit/gis"
)

// glyphs knows which letters the embedded family can show. The regular and the
// bold font hold the same ones.
type glyphs struct {
	font   *sfnt.Font
	buffer sfnt.Buffer
	known  map[rune]bool
}

func newGlyphs() (*glyphs, error) {
	font, err := sfnt.Parse(assets.Font(false))
	if err != nil {
		return nil, gis.Wrap("report.newGlyphs", gis.Internal, err, "report.font")
	}
	return &glyphs{font: font, known: map[rune]bool{}}, nil
}

// printable gives s with every rune that cannot be shown replaced by its name,
// [U+1F600]: a paper may not lose a letter in silence, and the PDF writer takes
// no rune beyond U+FFFF. Line feeds stay, other control characters become
// blanks.
func (g *glyphs) printable(s string) string {
	clean := true
	for _, r := range s {
		clean = clean && r != utf8.RuneError && g.has(r)
	}
	if clean {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case g.has(r):
			b.WriteRune(r)
		case r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029':
			b.WriteByte(' ')
		default:
			fmt.Fprintf(&b, "[U+%04X]", r)
		}
	}
	return b.String()
}

func (g *glyphs) has(r rune) bool {
	if r == '\n' || r >= ' ' && r < 0x7f {
		return true
	}
	if r < ' ' || r > 0xFFFF {
		return false
	}
	has, known := g.known[r]
	if !known {
		index, err := g.font.GlyphIndex(&g.buffer, r)
		has = err == nil && index != 0
		g.known[r] = has
	}
	return has
}
