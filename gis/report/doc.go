// Package report writes the papers of the office as PDF: the sheet of one
// finding and the report of a control's run. A paper states what it rests on
// (files with their SHA-256, control and version, parameters), so that anybody
// can derive it again, and says on every page that it is no tax act.
//
// Everything is drawn from what the caller hands in; the same input gives the
// same bytes. Maps are paths and every text is text, in embedded fonts.
package report
