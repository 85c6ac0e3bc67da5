package gis

import (
	"github.com/paulmach/orb"
)

// Level grades severity and confidence.
type Level uint8

// The three levels.
const (
	Low    Level = 1
	Medium Level = 2
	High   Level = 3
)

// String is "low", "medium" or "high".
func (l Level) String() string { return [...]string{"", "low", "medium", "high"}[l] }

// Measure is what a control expected or found: a number with its unit, or
// words where nothing is measured. The zero value is "nothing to say".
type Measure struct {
	Value Decimal `json:"value,omitempty"`
	Unit  string  `json:"unit,omitempty"` // "m²", "€"; "" when Word holds it
	Word  Message `json:"word"`
}

// SquareMetres is a measured area.
func SquareMetres(v Decimal) Measure { return Measure{Value: v, Unit: "m²"} }

// Wording is a measure in words.
func Wording(code string, args ...any) Measure { return Measure{Word: Say(code, args...)} }

// Fact is a value that a control looked at.
type Fact struct {
	Label string `json:"label"` // code of the text catalogue, under "fact."
	Value string `json:"value"`
}

// Evidence is one input row of a finding, with what was read in it.
type Evidence struct {
	Dataset string `json:"dataset"`
	Supply  uint32 `json:"supply"`
	SHA256  string `json:"sha256"`
	File    string `json:"file"`
	Row     uint32 `json:"row"`
	Facts   []Fact `json:"facts,omitempty"`
}

// Finding is an anomalia: what a control derived, beside what people did with
// it. The derived part is computed again at each run; State, Assignee, Due
// and Notes are human columns, edited only by operations.
type Finding struct {
	ID       string // hash of control, municipality, keys and year
	Control  string
	Version  int
	Severity Level
	TaxYear  int
	Cadastre Cadastre
	Key      Key

	FiscalCode string
	Name       string
	Address    string
	Quota      string // "1/2"

	Expected   Measure
	Found      Measure
	Delta      Measure
	Euro       *Cents // estimated, nil where there is no formula or no tariff
	Confidence Level
	Reasons    []Message
	Evidence   []Evidence
	Proof      string       // hash of what was seen, whatever supply said it
	Geometry   orb.Geometry // in the archive's CRS, nil when not on the map

	State    string // new checking to-invite closed rejected
	Assignee string
	Due      Date // by when it is to be worked on, 0 for none
	Notes    []Note
	Stale    bool // a person worked on it and the last run no longer finds it
}

// Note is a remark that a person left on a finding.
type Note struct {
	At     string `json:"at"`
	Author string `json:"author"`
	Text   string `json:"text"`
}
