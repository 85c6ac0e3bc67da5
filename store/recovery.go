package store

import (
	"crypto/rand"
	"strings"
)

// A recovery key is 160 random bits, written on paper once: eight groups of
// four letters and a fifth that checks them, of an alphabet without the letters
// that are taken for others. A mistyped letter, two letters exchanged and a
// group in another's place are all noticed, and in which group.
const (
	recoveryGroups = 8
	groupLetters   = 4
	recoveryLetter = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)

// newRecovery draws a recovery key: its bits and how it is written.
func newRecovery() (letters []byte, written string) {
	letters = make([]byte, recoveryGroups*groupLetters)
	rand.Read(letters) //nolint:errcheck // crypto/rand ends the program instead
	for i := range letters {
		letters[i] &= 31
	}
	return letters, writeRecovery(letters)
}

func writeRecovery(letters []byte) string {
	var b strings.Builder
	for g := range recoveryGroups {
		if g > 0 {
			b.WriteByte('-')
		}
		group := letters[g*groupLetters:][:groupLetters]
		for _, l := range group {
			b.WriteByte(recoveryLetter[l])
		}
		b.WriteByte(recoveryLetter[groupCheck(g, group)])
	}
	return b.String()
}

// groupCheck is the letter that checks a group: a sum over the field of 32
// elements in which every place, and the group's own number, weighs otherwise.
func groupCheck(number int, group []byte) byte {
	sum, weight := byte(number+1), byte(1)
	for _, l := range group {
		weight = timesX(weight)
		sum ^= times(weight, l)
	}
	return sum
}

// timesX multiplies by x modulo x^5 + x^2 + 1.
func timesX(a byte) byte {
	a <<= 1
	if a&32 != 0 {
		a ^= 0b100101
	}
	return a
}

func times(a, b byte) byte {
	var p byte
	for ; b != 0; b >>= 1 {
		if b&1 != 0 {
			p ^= a
		}
		a = timesX(a)
	}
	return p
}

// readRecovery reads what was typed, in any case, with or without the dashes,
// O and I and L taken for the figures they look like. It gives nil for what is
// no recovery key, with the number of the first group that is mistyped, 0 when
// it does not look like one at all.
func readRecovery(typed []byte) (letters []byte, wrong int) {
	var all []byte
	for _, c := range strings.ToUpper(string(typed)) {
		switch c {
		case ' ', '-', '\t', '\r', '\n':
			continue
		case 'O':
			c = '0'
		case 'I', 'L':
			c = '1'
		}
		l := strings.IndexRune(recoveryLetter, c)
		if l < 0 && c != 'U' {
			return nil, 0
		}
		all = append(all, byte(l)) // U, which no key has, fits no check
	}
	if len(all) != recoveryGroups*(groupLetters+1) {
		return nil, 0
	}
	for g := range recoveryGroups {
		group := all[g*(groupLetters+1):][:groupLetters+1]
		if groupCheck(g, group[:groupLetters]) != group[groupLetters] {
			return nil, g + 1
		}
		letters = append(letters, group[:groupLetters]...)
	}
	return letters, 0
}
