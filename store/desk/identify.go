package desk

import (
	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
)

// Field is a value of a row, ready to be shown.
type Field struct {
	Name     string // column name; text code "column.<name>" when it has a translation
	Value    string // decimal point and ISO dates: the window puts them in the user's form
	Type     gis.Type
	Role     gis.Role
	Personal bool
}

// Feature is a row with everything that identify and the locator show of it.
type Feature struct {
	Layer    string
	Source   string
	Ref      store.Ref
	Cadastre gis.Cadastre
	Key      gis.Key // zero when the dataset has none
	Label    string
	Fields   []Field
	Shape    orb.Geometry // nil without geometry
	Bound    orb.Bound
	Supply   gis.Supply
	Line     uint32
}
