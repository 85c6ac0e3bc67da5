package assets

import (
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

func TestFontsHaveTabularFiguresAndItalianLetters(t *testing.T) {
	for _, bold := range []bool{false, true} {
		f, err := sfnt.Parse(Font(bold))
		if err != nil {
			t.Fatal(err)
		}
		var buf sfnt.Buffer
		width := func(r rune) fixed.Int26_6 {
			glyph, err := f.GlyphIndex(&buf, r)
			if err != nil || glyph == 0 {
				t.Fatalf("bold %v: no glyph for %q (%v)", bold, r, err)
			}
			advance, err := f.GlyphAdvance(&buf, glyph, fixed.I(1000), font.HintingNone)
			if err != nil {
				t.Fatal(err)
			}
			return advance
		}
		for _, r := range "0123456789" {
			if width(r) != width('0') {
				t.Errorf("bold %v: %q is not as wide as 0", bold, r)
			}
		}
		for _, r := range "àèéìòùÀÈÉÌÒÙ€²³×·…°«»’Δ≤≥§" {
			if width(r) == 0 {
				t.Errorf("bold %v: %q has no width", bold, r)
			}
		}
	}
}
