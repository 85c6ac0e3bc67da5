package cadastre

import (
	"strings"

	"segit/gis"
)

// NormaliseCategory writes a category as a letter and two digits: "A02" from
// "A02", "A2", "A/2", "a/02" or "A 2". What has another form is given back
// in capitals without blanks, and false.
func NormaliseCategory(text string) (string, bool) {
	if standardCategory(text) {
		return text, true
	}
	text = strings.ToUpper(strings.Join(strings.Fields(text), ""))
	if text == "" {
		return "", true
	}
	digits := strings.TrimPrefix(text[1:], "/")
	if len(digits) == 1 {
		digits = "0" + digits
	}
	if code := text[:1] + digits; standardCategory(code) {
		return code, true
	}
	return text, false
}

func standardCategory(s string) bool {
	return len(s) == 3 && s[0] >= 'A' && s[0] <= 'F' && digit(s[1]) && digit(s[2])
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// NormalisePartita takes blanks and leading zeros off a partita and sets upper
// case; zeros alone are the special partita "0".
func NormalisePartita(text string) string {
	text = strings.ToUpper(strings.TrimSpace(text))
	if number := strings.TrimLeft(text, "0"); number != "" || text == "" {
		return number
	}
	return "0"
}

// Suppressed reports whether a partita is that of suppressed rows: "C" in the
// Catasto Fabbricati, "0" in the Catasto Terreni (AdE document ES-23-IS-05,
// partite speciali). Such a row is closed whatever its dates say.
func Suppressed(c gis.Cadastre, partita string) bool {
	partita = NormalisePartita(partita)
	return c == gis.Urban && partita == "C" || c == gis.Land && partita == "0"
}
