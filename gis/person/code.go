package person

import (
	"strconv"
	"strings"
	"time"

	"segit/gis"
)

// Tables of the codice fiscale. months is indexed by month − 1; digitLetters
// are what omocodia writes for 0–9; oddValues holds the values that characters
// in odd positions (1-based) have in the check, for A–Z; a digit counts as the
// letter of its rank.
const (
	months       = "ABCDEHLMPRST"
	digitLetters = "LMNPQRSTUV"
	oddValues    = "\x01\x00\x05\x07\x09\x0d\x0f\x11\x13\x15\x02\x04\x12\x14\x0b\x03\x06\x08\x0c\x0e\x10\x0a\x16\x19\x18\x17"
	digitPlaces  = "\x06\x07\x09\x0a\x0c\x0d\x0e" // 0-based positions that hold digits
)

// Parts is what a codice fiscale says. Year has two digits: the code does not
// tell the century.
type Parts struct {
	Surname string // three letters
	Name    string // three letters
	Year    int    // 0–99
	Month   time.Month
	Day     int
	Female  bool
	Place   string // Belfiore code of the municipality (or Z… country) of birth
}

// Parse takes a 16-character code apart, omocodia included. It is false when
// the form, the day or the check character is wrong. 29 February passes in any
// year that is leap in one of the two centuries the code may mean.
func Parse(code string) (Parts, bool) {
	if len(code) != 16 {
		return Parts{}, false
	}
	digits, ok := undo(code)
	if !ok || code[15] != CheckCharacter(code[:15]) {
		return Parts{}, false
	}
	for i := range len(code) {
		letter := code[i] >= 'A' && code[i] <= 'Z'
		if !letter && strings.IndexByte(digitPlaces, byte(i)) < 0 {
			return Parts{}, false
		}
	}
	year, _ := strconv.Atoi(digits[6:8])
	day, _ := strconv.Atoi(digits[9:11])
	p := Parts{
		Surname: code[:3], Name: code[3:6], Year: year,
		Month: time.Month(strings.IndexByte(months, code[8]) + 1),
		Day:   day, Female: day > 40, Place: digits[11:15],
	}
	if p.Female {
		p.Day -= 40
	}
	return p, p.Month >= time.January && p.Day >= 1 && p.Day <= lastDay(p.Year, p.Month)
}

// lastDay is the last day of a month in the year 1900+y or 2000+y, whichever
// is longer.
func lastDay(year int, month time.Month) int {
	return max(time.Date(1900+year, month+1, 0, 0, 0, 0, 0, time.UTC).Day(),
		time.Date(2000+year, month+1, 0, 0, 0, 0, 0, time.UTC).Day())
}

// Make builds the codice fiscale of a person born on a day in a municipality.
// Letters are taken from the name after [Letters]; a name without any gives XXX.
func Make(surname, name string, birth gis.Date, female bool, belfiore string) string {
	year, month, day := birth.Time().Date()
	if female {
		day += 40
	}
	body := SurnameCode(surname) + NameCode(name) +
		twoDigits(year%100) + months[month-1:month] + twoDigits(day) + belfiore
	return body + string(rune(CheckCharacter(body)))
}

// SurnameCode is the first three characters of a code: consonants, then
// vowels, then X.
func SurnameCode(surname string) string {
	consonants, vowels := split(surname)
	return (consonants + vowels + "XXX")[:3]
}

// NameCode is the next three: as for a surname, but of four or more consonants
// the second is left out.
func NameCode(name string) string {
	consonants, vowels := split(name)
	if len(consonants) > 3 {
		consonants = consonants[:1] + consonants[2:]
	}
	return (consonants + vowels + "XXX")[:3]
}

func split(name string) (consonants, vowels string) {
	for _, c := range Letters(name) {
		if strings.ContainsRune("AEIOU", c) {
			vowels += string(c)
		} else {
			consonants += string(c)
		}
	}
	return consonants, vowels
}

// CheckCharacter is the sixteenth character of a code from its first fifteen,
// which must be A–Z and 0–9.
func CheckCharacter(body string) byte {
	sum := 0
	for i := range len(body) {
		v := int(body[i] - 'A')
		if c := body[i]; c >= '0' && c <= '9' {
			v = int(c - '0')
		}
		switch {
		case v >= len(oddValues):
			return 0
		case i%2 == 0:
			sum += int(oddValues[v])
		default:
			sum += v
		}
	}
	return 'A' + byte(sum%26)
}

func twoDigits(n int) string { return strconv.Itoa(100 + n)[1:] }
