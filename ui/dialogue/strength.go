package dialogue

import (
	"math"
	"strings"
	"unicode"
)

// The bits below which a passphrase is weak, and from which it is good: the
// guesses of a thief with the file cost some tenths of a second each.
const (
	weakBits = 40
	goodBits = 60
)

// strengthOf gives the text code of a hint. It reckons as a guesser would who
// knows words: a word counts as one of some thousands, letters that mean
// nothing by what they are, and a run of the same or of neighbours counts once.
func strengthOf(passphrase string) string {
	switch bits := guessBits(passphrase); {
	case bits < weakBits:
		return "ui.passphrase.weak"
	case bits < goodBits:
		return "ui.passphrase.fair"
	}
	return "ui.passphrase.good"
}

// wordBits is what a word of everyday use is worth.
const wordBits = 13

func guessBits(passphrase string) float64 {
	bits, seen := 0.0, map[string]bool{}
	for _, word := range strings.FieldsFunc(passphrase, func(r rune) bool { return unicode.IsSpace(r) || r == '-' || r == '_' }) {
		if lower := strings.ToLower(word); !seen[lower] {
			seen[lower] = true
			bits += bitsOfWord(word)
		}
	}
	return bits
}

func bitsOfWord(word string) float64 {
	alphabet, counted, letters := map[string]float64{}, 0, 0
	last := rune(0)
	for _, r := range word {
		if d := r - last; d < -1 || d > 1 {
			counted++
		}
		last = r
		switch {
		case unicode.IsDigit(r):
			alphabet["digits"] = 10
		case unicode.IsUpper(r):
			alphabet["upper"] = 26
			letters++
		case unicode.IsLetter(r):
			alphabet["lower"] = 26
			letters++
		default:
			alphabet["signs"] = 32
		}
	}
	size := 0.0
	for _, n := range alphabet {
		size += n
	}
	bits := float64(counted) * math.Log2(max(size, 2))
	// What is made of letters alone is a word, or like one.
	if letters == len([]rune(word)) && alphabet["upper"]*alphabet["lower"] == 0 || letters >= counted-1 && letters > 3 && counted > 0 && alphabet["signs"] == 0 && alphabet["digits"] == 0 {
		bits = min(bits, wordBits)
	}
	return bits
}
