package control

import (
	"context"

	"segit/gis"
)

// Info is what one can know of a control without running it. Its title is the
// text "control.<id>", its legal basis "basis.<id>".
type Info struct {
	ID      string
	Number  int
	Version int // changes with every change of the rule
	Params  []Param
	Needs   []string // datasets without which it is skipped
}

// Param is a number or a list that the office may set.
type Param struct {
	Name    string
	Default string // "" when there is none
	Unit    string
	List    bool // comma separated words; else a decimal number
}

// Result is what a control found.
type Result struct {
	Findings  []gis.Finding
	Undecided int           // rows on which it declines to speak
	Remarks   []gis.Message // what a reader of the result must know
}

// Control is a cross-check.
type Control interface {
	Info() Info
	Run(ctx context.Context, f *Facts, s Setting) (Result, error)
}

// All are the controls, in the order of their numbers.
func All() []Control {
	return []Control{ghostBuilding{}, mapCensusMismatch{}, parcelAreaGap{}, obsoleteClass{}, tariUntaxed{}, tariSurface{}}
}

// ByID finds a control by its text id.
func ByID(id string) (Control, error) {
	for _, c := range All() {
		if c.Info().ID == id {
			return c, nil
		}
	}
	return nil, gis.Refuse("control.ByID", gis.BadUsage, "control.unknown", id)
}
