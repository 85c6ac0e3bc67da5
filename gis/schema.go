package gis

import "slices"

// Type is the type of a column.
type Type uint8

// The types. Their numbers are stored in blocks: never renumber.
const (
	Text    Type = 1 // UTF-8; "" is absent
	Integer Type = 2 // int64
	Number  Type = 3 // Decimal, millionths
	Money   Type = 4 // Cents
	DayType Type = 5 // Date
	Flag    Type = 6 // 0 or 1
	Real    Type = 7 // float64 bits, for attributes that came as floats
)

// ShapeKind is the kind of geometry of a dataset or of a row.
type ShapeKind uint8

// The kinds. Their numbers are stored in blocks: never renumber.
const (
	NoShape      ShapeKind = 0
	PointShape   ShapeKind = 1 // one or more points
	LineShape    ShapeKind = 2 // one or more lines
	PolygonShape ShapeKind = 3 // one or more polygons with holes
	AnyShape     ShapeKind = 4 // a dataset that mixes kinds; never the kind of a row
)

// String is "none", "point", "line", "polygon" or "mixed".
func (k ShapeKind) String() string {
	return [...]string{"none", "point", "line", "polygon", "mixed"}[k]
}

// Column is a field of a dataset.
type Column struct {
	Name string
	Type Type
	Role Role // "" when the field plays none
}

// Schema is the shape of a dataset's rows. It is not changed after it is made.
type Schema struct {
	Dataset string // layer name of design §5: units, parcels, tari …
	Source  string // source id of design §5: census, cadastral-map …
	Shape   ShapeKind
	Columns []Column
	// Identity names the columns that say what a row is about, so that a new
	// supply can say what it changed; rows of one identity are several rows about
	// the same thing. Without it, or in a row that has none of them, a row is told
	// by its whole content.
	Identity []string
}

// Private reports whether rows of this schema are of persons or of single units.
func (s *Schema) Private() bool {
	return slices.ContainsFunc(s.Columns, func(c Column) bool { return c.Role.Private() })
}

// Index is the position of the named column, or -1.
func (s *Schema) Index(name string) int {
	for i := range s.Columns {
		if s.Columns[i].Name == name {
			return i
		}
	}
	return -1
}

// Role is the position of the column that plays r, or -1.
func (s *Schema) Role(r Role) int {
	for i := range s.Columns {
		if s.Columns[i].Role == r {
			return i
		}
	}
	return -1
}
