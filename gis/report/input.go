package report

import (
	"iter"
	"time"

	"segit/gis"
	"segit/gis/finding"
	"segit/gis/text"
)

// Heading is what every paper says of itself.
type Heading struct {
	Comune   string    // Belfiore code
	Name     string    // the municipality's name, "" when the code is unassigned
	Printed  time.Time // printed on each page and set as the creation date
	Operator string    // who asked for the paper, "" when not known
	Words    text.Catalogue
	Titles   map[string]string // of sources by their id, in the same language; an id without one is printed as it is
}

// Control is the control that derived the findings.
type Control struct {
	ID      string
	Number  int // in the order of the catalogue of controls
	Version int
	Title   gis.Message
	Law     gis.Message // legal basis; no code = not stated
	Params  []Param     // every parameter with the value that was used
}

// derives reports whether a control made the findings, and not a person.
func (c *Control) derives() bool { return c.ID != finding.Reported }

// Param is a parameter of a control.
type Param struct {
	Name  string      // as it is set on the command line
	Label gis.Message // what it means; no code = the name alone is printed
	Value string      // as it was used, decimal point; "" when it had none
	Unit  string      // "m²"; "" for a plain number or words
}

// Map is the ground around findings. Without layers and without a geometry of
// the findings the paper says that there is no map.
type Map struct {
	EPSG     int     // of every coordinate; metres, east then north
	CRS      string  // name of that system
	Accuracy float64 // expected error of the coordinates, metres; 0 = not known
	Layers   []Layer // from the ground up; the findings are drawn above them
}

// Layer is what is drawn of one dataset.
type Layer struct {
	Dataset string   // parcels, buildings, roads …: gives the look and the name in the legend
	Grey    bool     // neighbours: drawn in grey, so that the finding stands out
	Date    gis.Date // day that its supply speaks of; Always when not known
	Shapes  *gis.Shapes
	Labels  []string // one per row, nil for none
}

// FindingSheet is the input of [Finding].
type FindingSheet struct {
	Heading
	Control  Control
	Finding  gis.Finding
	Supplies []gis.Supply // the supplies that the evidence names
	Map      Map
}

// ControlReport is the input of [Run].
type ControlReport struct {
	Heading
	Control   Control
	TaxYear   int
	Findings  iter.Seq2[gis.Finding, error] // read once, in the order of the table; evidence is not needed
	Holders   bool                          // print names and fiscal codes; leave false where they are not needed
	Undecided int                           // rows on which the control declines to speak
	Remarks   []gis.Message                 // what a reader of the result must know
	Supplies  []gis.Supply                  // the supplies that the run read
	Map       Map
}
