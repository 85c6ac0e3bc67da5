package gis

import "strings"

// masked is a text without the fiscal codes of persons: somebody may type one
// where something else is asked for, and errors are shown and logged.
func masked(text string) string {
	var b strings.Builder
	from := 0
	for at := 0; at+personCode <= len(text); at++ {
		end := at + personCode
		if at > 0 && alphanumeric(text[at-1]) || end < len(text) && alphanumeric(text[end]) || !likePersonCode(text[at:end]) {
			continue
		}
		b.WriteString(text[from:at] + "…")
		from = end
	}
	if from == 0 {
		return text
	}
	return b.String() + text[from:]
}

// personCode is how many characters the fiscal code of a person has (DM
// 23/12/1976): letters and digits in this order, where a digit may be a letter
// in its stead (omocodia).
const personCode = len("AAAAAA00A00A000A")

func likePersonCode(text string) bool {
	for i, want := range "AAAAAA00A00A000A" {
		c := text[i] &^ 0x20 // letters in upper case
		letter := c >= 'A' && c <= 'Z'
		digit := text[i] >= '0' && text[i] <= '9' || letter && strings.IndexByte("LMNPQRSTUV", c) >= 0
		if want == 'A' && !letter || want == '0' && !digit {
			return false
		}
	}
	return true
}

func alphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
