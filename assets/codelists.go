package assets

import "embed"

//go:embed codelists/*.csv
var codelists embed.FS

// CodeList is a code list of the cadastre as CSV with a header of "codice" and
// "descrizione", UTF-8: categories, rights, qualities, toponyms, partite_urban,
// partite_land. The error is fs.ErrNotExist for another name.
func CodeList(name string) ([]byte, error) {
	return codelists.ReadFile("codelists/" + name + ".csv")
}
