package censuario

import (
	"path/filepath"
	"strings"

	"segit/gis"
)

// Kind is one of the five files of a census supply.
type Kind uint8

// The kinds, by the extension of their file.
const (
	Unknown Kind = iota
	FAB          // units of the Catasto Fabbricati
	TER          // parcels of the Catasto Terreni
	SOG          // persons and companies
	TIT          // their rights
	PRM          // parameters of the request
)

// String is the extension without its dot: "FAB".
func (k Kind) String() string { return [...]string{"?", "FAB", "TER", "SOG", "TIT", "PRM"}[k] }

// Dataset is the dataset that a file of this kind fills, "" for PRM.
func (k Kind) Dataset() string { return [...]string{"", "units", "land", "subjects", "titles", ""}[k] }

// KindOf tells the kind of a file by the extension of its name or, when that
// says nothing, by its first bytes. [Read] refuses a file whose content is not
// what its name says.
func KindOf(name string, head []byte) (Kind, bool) {
	extension := strings.ToUpper(strings.TrimPrefix(filepath.Ext(name), "."))
	for k := FAB; k <= PRM; k++ {
		if extension == k.String() {
			return k, true
		}
	}
	k := sniff(head)
	return k, k != Unknown
}

// sniff is the kind of the first line of head that is a census record.
func sniff(head []byte) Kind {
	for line := range strings.SplitSeq(string(head), "\n") {
		if k := kindOfLine(line); k != Unknown {
			return k
		}
	}
	return Unknown
}

// kindOfLine tells a record by the fields that each layout fixes: the code of
// the municipality, the letters of the types, the number of the record.
func kindOfLine(line string) Kind {
	var head [6]string
	n := 0
	for field := range strings.SplitSeq(line, "|") {
		head[n] = strings.TrimSpace(field)
		if n++; n == len(head) {
			break
		}
	}
	if n < 5 || !gis.ValidBelfiore(strings.ToUpper(head[0])) {
		return Unknown
	}
	person := head[3] == "P" || head[3] == "G"
	record := len(head[5]) == 1 && head[5] >= "1" && head[5] <= "5"
	switch {
	case head[3] == "F" && record:
		return FAB
	case head[3] == "T" && record:
		return TER
	case person && number(head[4]) && (head[5] == "F" || head[5] == "T"):
		return TIT
	case person:
		return SOG
	}
	return Unknown
}

func number(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
