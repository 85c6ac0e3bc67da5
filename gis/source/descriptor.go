// Package source knows what can be imported: the catalogue of sources that a
// municipality receives, how each is laid out, and how a file is recognised.
//
// A source is data, not code: a descriptor in TOML (assets/source, or a profile
// that the user writes for a supplier) says which field plays which role under
// which header names. Everything after the import works on roles.
package source

import (
	"segit/gis"
	"segit/gis/format/charset"
)

// Words is a text in both languages of the program.
type Words struct {
	It string `toml:"it"`
	En string `toml:"en"`
}

// In is the text in a language, "it" or "en".
func (w Words) In(lang string) string {
	if lang == "en" {
		return w.En
	}
	return w.It
}

// Status says how far the program is with a source.
type Status string

// The statuses.
const (
	Ready Status = "ready" // can be imported
	Later Status = "later" // in the catalogue, not readable yet
)

// Scope says what a new supply takes the place of.
type Scope string

// The scopes, from the widest.
const (
	WholeSource Scope = "source"  // everything of the source
	ByFile      Scope = "file"    // the supply of the same file name
	BySection   Scope = "section" // the same dataset of the same census section
	BySheet     Scope = "sheet"   // the same cadastral sheet
)

// Format is how a file is written.
type Format string

// The formats.
const (
	FAB        Format = "fab"
	TER        Format = "ter"
	SOG        Format = "sog"
	TIT        Format = "tit"
	PRM        Format = "prm"
	Sheet      Format = "cxf" // CXF and CTF: one grammar
	InspireGML Format = "inspire-gml"
	Shapefile  Format = "shapefile"
	GeoPackage Format = "geopackage"
	GeoJSON    Format = "geojson"
	Delimited  Format = "csv"
	OtherGIS   Format = "ogr" // whatever else GDAL reads
)

// Header says whether a delimited file has a line of names.
type Header string

// The choices.
const (
	HeaderAuto Header = "auto" // looked for among the first lines
	HeaderYes  Header = "yes"  // the first line that is not skipped
	HeaderNo   Header = "no"   // columns go by position
)

// Table says how the delimited files of a source are written; zero values are
// found out from the file.
type Table struct {
	Separator byte // ';' ',' '|' or a tab
	Encoding  charset.Encoding
	Header    Header
	Skip      int      // lines before the header
	Decimal   byte     // ',' or '.': how a number such as "1.234" is read
	Dates     []string // layouts of package time, tried in order
}

// Hints help to recognise the files of a source.
type Hints struct {
	Names   []string // patterns of file names, in lower case, with * and ?
	Headers []string // field names that hardly another source has
}

// Field is one field of a source.
type Field struct {
	Name    string
	Dataset string
	Type    gis.Type
	Role    gis.Role // "" for none
	Headers []string // names that headers give it, the preferred first
	Column  int      // fixed position, 1-based; 0 when the header tells
	Decimal byte     // 0 = as the table
	Dates   []string // nil = as the table
}

// Descriptor is a source: what it is, and how it is laid out.
type Descriptor struct {
	ID      string // source id of design §5
	Profile string // name of the user's file that changed the catalogue's entry, "" for none
	Dataset string // dataset of the fields that name none, and of vector layers
	Status  Status

	Title   Words // what people call it
	Office  Words // who holds it
	About   Words // what is in it
	Cadence Words // how often it comes
	Legal   Words // what its use rests on

	Formats  []Format
	Scope    Scope
	Shape    gis.ShapeKind
	Required [][]gis.Role // a file must have all roles of at least one group
	// Identity says what a row is about: the first group of which a file has all
	// roles tells its rows from one supply to the next. Without any a row is told
	// by its whole content.
	Identity [][]gis.Role
	Table    Table
	Hints    Hints
	Fields   []Field
}

// Reads reports whether the source comes in a format.
func (d *Descriptor) Reads(f Format) bool {
	for _, g := range d.Formats {
		if g == f {
			return true
		}
	}
	return false
}

// Datasets are the datasets that the source fills, in order of its fields.
func (d *Descriptor) Datasets() []string {
	var names []string
	seen := map[string]bool{}
	for _, f := range d.Fields {
		if !seen[f.Dataset] {
			seen[f.Dataset] = true
			names = append(names, f.Dataset)
		}
	}
	if len(names) == 0 {
		names = append(names, d.Dataset)
	}
	return names
}
