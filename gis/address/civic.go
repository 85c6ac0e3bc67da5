package address

import "strings"

// number reads a civic number and what follows it: "00012" is 12, "12/A", "12 A"
// and "12A" are 12 and A. Of a range such as "10-12" it takes the first number.
// SNC, zeros, and what does not begin with a number are none.
func number(civic string) (string, string) {
	list := words(civic)
	for len(list) > 0 && label(list[0].text) {
		list = list[1:]
	}
	if len(list) == 0 {
		return "", ""
	}
	first := list[0].text
	digits := first[:len(first)-len(strings.TrimLeft(first, "0123456789"))]
	found := strings.TrimLeft(digits, "0")
	if found == "" {
		return "", ""
	}
	if rest := first[len(digits):]; rest != "" {
		list[0] = word{text: rest}
	} else {
		list = list[1:]
	}
	if len(list) > 0 && numeric(list[0].text) && ranged(civic) {
		list = list[1:]
	}
	return found, tail(list)
}

// ranged tells "10-12", two doors, from "12/1", one.
func ranged(civic string) bool {
	mark := strings.TrimLeft(strings.TrimLeft(civic, " N.°ºn0"), "0123456789 ")
	return strings.HasPrefix(mark, "-") || strings.HasPrefix(mark, "–")
}

// tail is the exponent that words write, up to where the inside of the building
// begins (staircase, floor, flat). Red numbers are "R".
func tail(list []word) string {
	var text strings.Builder // a field may be as long as its line
	for _, w := range list {
		switch w.text {
		case "INT", "INTERNO", "SC", "SCALA", "P", "PIANO", "PAL", "PALAZZINA", "EDIFICIO":
			return text.String()
		case "ROSSO", "ROSSA", "ROSSI":
			text.WriteString("R")
		default:
			text.WriteString(strings.TrimLeft(w.text, "0"))
		}
	}
	return text.String()
}

// label reports a word that only announces the number.
func label(text string) bool {
	switch text {
	case "N", "NO", "NR", "NUM", "NUMERO", "CIV", "CIVICO":
		return true
	}
	return false
}

func numeric(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// splitCivic takes the number off a street that ends in ", 12" or "N. 12".
func splitCivic(street string) (name, civic string) {
	if i := strings.LastIndexByte(street, ','); i >= 0 {
		if n, _ := number(street[i+1:]); n != "" {
			return street[:i], street[i+1:]
		}
	}
	for _, mark := range []string{" N.", " N°", " NUM."} {
		i := lastFold(street, mark)
		if i <= 0 {
			continue
		}
		if n, _ := number(street[i+len(mark):]); n != "" {
			return street[:i], street[i+len(mark):]
		}
	}
	return street, ""
}

// lastFold is the last place of a mark in any case, -1 when there is none.
func lastFold(text, mark string) int {
	for i := len(text) - len(mark); i >= 0; i-- {
		if strings.EqualFold(text[i:i+len(mark)], mark) {
			return i
		}
	}
	return -1
}
