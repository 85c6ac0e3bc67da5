package cadastre

import (
	"strings"

	"segit/gis"
)

// SheetName is the name of a map sheet, CCCCZFFFFAS: the name in the header of
// a sheet, the code of its border, and the base name of its files.
type SheetName struct {
	Comune      string // Belfiore code
	Section     string // census section, "" for none ("_" in the name)
	Sheet       string // without leading zeros; "" for a quadro d'unione of a whole municipality
	Annex       string // allegato, "" for none; "Q" is a quadro d'unione
	Development string // sviluppo, "" for none; "U" is a quadro d'unione
}

const nameLength = 11

// ParseSheetName reads a sheet name of eleven characters, in either case. It is
// false for anything else, also for the codes of parcels, roads and waters.
func ParseSheetName(text string) (SheetName, bool) {
	t := strings.ToUpper(strings.TrimSpace(text))
	if len(t) != nameLength || !gis.ValidBelfiore(t[:4]) {
		return SheetName{}, false
	}
	for i := 4; i < nameLength; i++ {
		c := t[i]
		letter, digit := c >= 'A' && c <= 'Z', c >= '0' && c <= '9'
		if !letter && !digit && (i != 4 || c != '_') {
			return SheetName{}, false
		}
	}
	return SheetName{
		Comune:      t[:4],
		Section:     gis.NormaliseSection(t[4:5]),
		Sheet:       gis.NormaliseNumber(t[5:9]),
		Annex:       strings.Trim(t[9:10], "0"),
		Development: strings.Trim(t[10:11], "0"),
	}, true
}

// String is the name in its eleven characters: "H501D076700".
func (n SheetName) String() string {
	sheet := n.Sheet
	if len(sheet) < 4 {
		sheet = strings.Repeat("0", 4-len(sheet)) + sheet
	}
	return n.Comune + or(n.Section, "_") + sheet + or(n.Annex, "0") + or(n.Development, "0")
}

// or is s, or what stands for it when it is empty.
func or(s, empty string) string {
	if s == "" {
		return empty
	}
	return s
}
