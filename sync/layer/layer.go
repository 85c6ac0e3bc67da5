package layer

import (
	"slices"
	"time"

	"github.com/paulmach/orb"

	"segit/gis"
)

// Layer describes what is served of a layer of a municipality.
type Layer struct {
	Comune   string        `json:"comune"`
	Name     string        `json:"name"` // of the dataset: parcels, buildings …
	EPSG     int           `json:"epsg"`
	Shape    gis.ShapeKind `json:"shape"`
	Columns  []Column      `json:"columns"`
	Private  bool          `json:"private,omitempty"` // rows of persons or single units: never for everybody
	Supplies []Supply      `json:"supplies,omitempty"`
	Print    string        `json:"print,omitempty"` // of the supplies and columns: another print is other rows; "" for findings

	// What a store fills in when the layer is published.

	Generation string     `json:"generation"` // names the publication
	Published  time.Time  `json:"published"`
	Rows       uint32     `json:"rows"`
	Box        [4]float64 `json:"box"`  // of all geometries; min > max when there is none
	Span       [2]int32   `json:"span"` // validity of the rows, [from, to), as [gis.Date]: the text of a date has no ends of time
}

// Column is a property of the features.
type Column struct {
	Name     string   `json:"name"`
	Type     gis.Type `json:"type"`
	Role     gis.Role `json:"role,omitempty"`
	Personal bool     `json:"personal,omitempty"` // names or points at a person
}

// Queryable reports whether the column is indexed, so that a filter may ask for
// it. What names a person is never asked for from outside.
func (c *Column) Queryable() bool { return !c.Personal }

// Supply is where rows of a layer come from.
type Supply struct {
	Source string   `json:"source"`
	SHA256 string   `json:"sha256"`
	Date   gis.Date `json:"date"`
}

// Undated is the span of rows without a validity.
func Undated() [2]int32 { return [2]int32{int32(gis.Always), int32(gis.OpenEnd)} }

// Bound is the box of all geometries; empty when there is none.
func (l *Layer) Bound() orb.Bound {
	return orb.Bound{Min: orb.Point{l.Box[0], l.Box[1]}, Max: orb.Point{l.Box[2], l.Box[3]}}
}

// Told says that the layer was published, and for whom.
func (l *Layer) Told() gis.Message {
	code := "ogc.published"
	if l.Private {
		code = "ogc.published-private"
	}
	return gis.Say(code, l.Name, l.Comune, l.Rows)
}

// Column is the position of a column, -1 for one that is not there.
func (l *Layer) Column(name string) int {
	return slices.IndexFunc(l.Columns, func(c Column) bool { return c.Name == name })
}

// Validity is the span of validity of the rows, [from, to).
func (l *Layer) Validity() (from, to gis.Date) { return gis.Date(l.Span[0]), gis.Date(l.Span[1]) }

// Dated reports whether rows have a validity in time.
func (l *Layer) Dated() bool { return l.Span != Undated() }

// Of describes a dataset that is about to be published.
func Of(comune string, epsg int, schema *gis.Schema) Layer {
	l := Layer{Comune: comune, Name: schema.Dataset, EPSG: epsg, Shape: schema.Shape, Private: schema.Private()}
	for i := range schema.Columns {
		c := &schema.Columns[i]
		l.Columns = append(l.Columns, Column{Name: c.Name, Type: c.Type, Role: c.Role, Personal: c.Role.Personal() || c.Role == gis.RoleSubject})
	}
	return l
}
