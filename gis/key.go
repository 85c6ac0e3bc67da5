package gis

import (
	"strings"
)

// Cadastre tells the two Italian cadastres apart: the same number may name a
// land parcel in one and an urban parcel in the other.
type Cadastre byte

// The two cadastres, and the zero value for "either".
const (
	AnyCadastre Cadastre = 0
	Land        Cadastre = 'T' // Catasto Terreni
	Urban       Cadastre = 'F' // Catasto Fabbricati
)

// String is "T", "F" or "".
func (c Cadastre) String() string {
	if c == AnyCadastre {
		return ""
	}
	return string(rune(c))
}

// Key is a normalised cadastral key. Section is the census section ("" for
// none), never the urban section. Parcel may carry a denominator ("345/2").
// Sub is "" for a whole parcel or building. Keys are comparable: two rows
// speak of the same thing when their keys are equal.
type Key struct {
	Comune  string // Belfiore code, one letter and three digits
	Section string
	Sheet   string
	Parcel  string
	Sub     string
}

// MakeKey normalises each part by domain rule B.5: blanks and leading zeros
// off, letters upper case, a lone "_" or zero read as absent in section and sub.
func MakeKey(comune, section, sheet, parcel, sub string) Key {
	return Key{
		Comune:  normalisePart(comune),
		Section: NormaliseSection(section),
		Sheet:   NormaliseNumber(sheet),
		Parcel:  NormaliseNumber(parcel),
		Sub:     NormaliseNumber(sub),
	}
}

// OfParcel is the key without its subalterno.
func (k Key) OfParcel() Key {
	k.Sub = ""
	return k
}

// Cell names the sheet that the key lies in, "A/12" with "_" for no section: the
// unit in which a territory is taken out to the field. It is "" without a sheet.
func (k Key) Cell() string {
	if k.Sheet == "" {
		return ""
	}
	if k.Section == "" {
		return "_/" + k.Sheet
	}
	return k.Section + "/" + k.Sheet
}

// IsZero reports whether no part is filled.
func (k Key) IsZero() bool { return k == Key{} }

// Complete reports whether the key names at least a parcel of a sheet.
func (k Key) Complete() bool { return k.Sheet != "" && k.Parcel != "" }

// String is the text form "C351/A/12/345/6": "_" stands for no section, a
// missing sub leaves the last part off, and a denominator is written with "+"
// so that the slash stays the only separator.
func (k Key) String() string { return string(k.Append(make([]byte, 0, 48))) }

// Append appends the text form of the key to b.
func (k Key) Append(b []byte) []byte {
	b = append(append(b, k.Comune...), '/')
	if k.Section == "" {
		b = append(b, '_')
	}
	b = append(append(b, k.Section...), '/')
	b = append(append(b, k.Sheet...), '/')
	for i := range len(k.Parcel) {
		c := k.Parcel[i]
		if c == '/' {
			c = '+'
		}
		b = append(b, c)
	}
	if k.Sub != "" {
		b = append(append(b, '/'), k.Sub...)
	}
	return b
}

// ParseKey reads the text form of [Key.String], with an optional "T:" or "F:"
// in front. It wants all of comune, section, sheet and parcel; free forms that
// people type are the locator's business.
func ParseKey(text string) (Cadastre, Key, error) {
	cadastre := AnyCadastre
	body := strings.ToUpper(strings.TrimSpace(text))
	if rest, ok := strings.CutPrefix(body, "T:"); ok {
		cadastre, body = Land, rest
	} else if rest, ok := strings.CutPrefix(body, "F:"); ok {
		cadastre, body = Urban, rest
	}
	parts := strings.Split(body, "/")
	if len(parts) != 4 && len(parts) != 5 {
		return 0, Key{}, Refuse("gis.ParseKey", BadInput, "key.form", text)
	}
	parts = append(parts, "")
	k := MakeKey(parts[0], parts[1], parts[2], strings.ReplaceAll(parts[3], "+", "/"), parts[4])
	if !ValidBelfiore(k.Comune) || !k.Complete() {
		return 0, Key{}, Refuse("gis.ParseKey", BadInput, "key.form", text)
	}
	return cadastre, k, nil
}

// ValidBelfiore reports whether code is a letter and three digits, the form of
// a municipality's cadastral code. It need not be assigned.
func ValidBelfiore(code string) bool {
	if len(code) != 4 || code[0] < 'A' || code[0] > 'Z' {
		return false
	}
	for _, c := range code[1:] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// NormaliseSection reads a census section: blanks, "_", and zeros mean none.
func NormaliseSection(s string) string {
	s = normalisePart(s)
	if strings.Trim(s, "_0-") == "" {
		return ""
	}
	return s
}

// NormaliseNumber reads a sheet, parcel or sub number: blanks and leading zeros
// off, upper case, letters kept. A number made of zeros only is absent. A
// denominator after "/" is normalised by itself and dropped when absent.
func NormaliseNumber(s string) string {
	if s == "" {
		return ""
	}
	s = normalisePart(s)
	number, denominator, split := strings.Cut(s, "/")
	number = strings.TrimLeft(number, "0")
	if !split {
		return number
	}
	denominator = strings.TrimLeft(denominator, "0")
	if denominator == "" {
		return number
	}
	return number + "/" + denominator
}

// normalisePart takes every blank out (also the hard ones that exports carry)
// and sets upper case.
func normalisePart(s string) string {
	clean := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= ' ' || c >= 0x80 || c >= 'a' && c <= 'z' {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	return strings.ToUpper(strings.Join(strings.Fields(s), ""))
}
