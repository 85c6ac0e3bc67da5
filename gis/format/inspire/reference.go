package inspire

import (
	"strings"

	"segit/gis/cadastre"
)

// Namespaces of the identifiers: parcels (with roads and waters), and sheets.
const (
	parcelSpace = "IT.AGE.PLA."
	sheetSpace  = "IT.AGE.MAP."
)

// Reference is a national cadastral reference: the sheet, and on it the label
// of a parcel, a road ("STRADA001") or a water; Label is "" for the sheet
// itself.
type Reference struct {
	Sheet cadastre.SheetName
	Label string
}

// ParseReference reads a reference with or without its namespace:
// "IT.AGE.PLA.A176_003100.329", "A176_003100.329", and for a sheet
// "IT.AGE.MAP.A176_003100". The sheet's name is as [cadastre.ParseSheetName]
// reads it: "C351_0001A0.123" is parcel 123 in annex A of sheet 1, in no section.
func ParseReference(text string) (Reference, bool) {
	text = strings.TrimSpace(text)
	if name, ok := strings.CutPrefix(text, sheetSpace); ok {
		sheet, ok := cadastre.ParseSheetName(name)
		return Reference{Sheet: sheet}, ok
	}
	name, label, ok := strings.Cut(strings.TrimPrefix(text, parcelSpace), ".")
	if !ok || label == "" {
		return Reference{}, false
	}
	sheet, ok := cadastre.ParseSheetName(name)
	return Reference{Sheet: sheet, Label: label}, ok
}

// String is the reference with its namespace.
func (r Reference) String() string {
	if r.Label == "" {
		return sheetSpace + r.Sheet.String()
	}
	return parcelSpace + r.Sheet.String() + "." + r.Label
}
