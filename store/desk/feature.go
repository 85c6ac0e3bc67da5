package desk

import (
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/finding"
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
	Supply   gis.Supply // from which the row is known
	Line     uint32
	Said     []Said // every supply that says the row, when that was asked for
	// Assertions are what people state of the row's key, oldest first.
	Assertions []Assertion
}

// Said is a supply that says a row, and the line of its file.
type Said struct {
	SHA256    string `json:"sha256"`
	File      string `json:"file"`
	Row       uint32 `json:"row"`
	Withdrawn bool   `json:"withdrawn,omitempty"`
}

// featureOf takes a stored row apart.
func (d *Desk) featureOf(r *store.Row, supplies map[uint32]gis.Supply) Feature {
	s := r.Schema
	f := Feature{
		Layer: s.Dataset, Source: s.Source, Ref: r.Ref(), Cadastre: cadastreOf(s.Dataset),
		Label: r.Text(s.Role(gis.RoleLabel), r.At), Supply: supplies[r.Supply], Line: r.Line[r.At],
		Bound: orb.Bound{Min: orb.Point{1, 1}},
	}
	if s.Role(gis.RoleParcel) >= 0 {
		if f.Key = r.Key(r.At, d.archive.Head.Comune); !f.Key.Complete() {
			f.Key = gis.Key{}
		}
	}
	if f.Label == "" && !f.Key.IsZero() {
		f.Label = f.Key.String()
	}
	if s.Shape != gis.NoShape && r.Shapes.Len() > r.At {
		f.Shape, f.Bound = r.Shapes.Geometry(r.At), r.Shapes.Bound(r.At)
	}
	for col := range s.Columns {
		c := &s.Columns[col]
		if r.Null(col, r.At) || hidden(c) {
			continue
		}
		f.Fields = append(f.Fields, Field{
			Name: c.Name, Value: valueText(r.Batch, col, r.At), Type: c.Type, Role: c.Role, Personal: c.Role.Personal(),
		})
	}
	if from := r.From[r.At]; from != gis.Always {
		f.Fields = append(f.Fields, Field{Name: "valid_from", Value: from.String(), Type: gis.DayType})
	}
	if to := r.To[r.At]; to != gis.OpenEnd {
		f.Fields = append(f.Fields, Field{Name: "valid_to", Value: to.String(), Type: gis.DayType})
	}
	return f
}

// hidden reports a column of the archive's own bookkeeping.
func hidden(c *gis.Column) bool { return strings.HasPrefix(c.Name, "_") }

// cadastreOf is the cadastre that a dataset's keys belong to.
func cadastreOf(dataset string) gis.Cadastre {
	switch dataset {
	case "units":
		return gis.Urban
	case "land", "parcels", "map-buildings", "roads", "waters", "sheets":
		return gis.Land
	}
	return gis.AnyCadastre
}

// valueText is a value in a form that every program reads: point, ISO date.
func valueText(b *gis.Batch, col, row int) string {
	v, ok := b.Num(col, row)
	switch kind := b.Schema.Columns[col].Type; {
	case kind == gis.Text:
		return b.Text(col, row)
	case !ok:
		return ""
	case kind == gis.Number:
		return gis.Decimal(v).String()
	case kind == gis.Money:
		return gis.Cents(v).String()
	case kind == gis.DayType:
		return gis.Date(v).String()
	case kind == gis.Flag:
		return strconv.FormatBool(v != 0)
	case kind == gis.Real:
		f, _ := b.Real(col, row)
		if size := math.Abs(f); size >= 1e-6 && size < 1e15 {
			return strconv.FormatFloat(f, 'f', -1, 64) // an area of hectares is no 6.9e+06 to who reads a table
		}
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	return strconv.FormatInt(v, 10)
}

// cellText is valueText for a table: a text that a spreadsheet would run as a
// formula is made harmless, a negative number stays one.
func cellText(b *gis.Batch, col, row int) string {
	if b.Schema.Columns[col].Type == gis.Text {
		return finding.Harmless(b.Text(col, row))
	}
	return valueText(b, col, row)
}

// register is the supplies by id.
func (d *Desk) register() (map[uint32]gis.Supply, error) {
	all, err := d.archive.Supplies()
	if err != nil {
		return nil, err
	}
	byID := make(map[uint32]gis.Supply, len(all))
	for _, s := range all {
		byID[s.ID] = s
	}
	return byID, nil
}
