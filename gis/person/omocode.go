package person

import "strings"

// Candidate is the code with omocodia undone and its check character computed
// again. Omocodia exists because two living persons would share the plain
// code: the candidate names the other one as well, so that only a person may
// confirm it. False when code is no omocode.
func Candidate(code string) (string, bool) {
	code = Normalise(code)
	if Check(code) != Omocode {
		return "", false
	}
	digits, _ := undo(code)
	return digits[:15] + string(rune(CheckCharacter(digits[:15]))), true
}

// plain reports whether every digit of a code is written as a digit.
func plain(code string) bool {
	for _, place := range []byte(digitPlaces) {
		if c := code[place]; c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// undo writes the digits of a 16-character code as digits; false when one of
// the seven places holds neither a digit nor a letter that stands for one.
func undo(code string) (string, bool) {
	digits := []byte(code)
	for _, place := range []byte(digitPlaces) {
		c := digits[place]
		if c >= '0' && c <= '9' {
			continue
		}
		rank := strings.IndexByte(digitLetters, c)
		if rank < 0 {
			return "", false
		}
		digits[place] = '0' + byte(rank)
	}
	return string(digits), true
}
