package desk

import "segit/gis"

// ControlRequest says which controls to run and how.
type ControlRequest struct {
	IDs    []string // text ids; empty with All
	All    bool
	Year   int               // tax year; 0 = the current one
	Set    map[string]string // parameters by name
	DryRun bool              // give the findings, keep nothing
}

// ControlOutcome is what became of one control.
type ControlOutcome struct {
	Control   string
	Findings  int
	New       int           // not there before
	Gone      int           // there before and no longer found
	Undecided int           // rows on which the control declines to speak
	Skipped   []gis.Message // why it could not run; empty when it ran
	Remarks   []gis.Message // what a reader of the result must know
}
