package program

import "io"

// Listing is how results of a kind are shown: each as a line of JSON for programs,
// or all in columns for a person.
type Listing[T any] struct {
	Header []string
	Record func(*T) any
	Lines  func(*T) [][]string // of the columns: one, or more for a result of several parts
	Bare   bool                // over nothing no header either
}

// Write shows results in their order.
func (l Listing[T]) Write(out io.Writer, asJSON bool, all []T) error {
	var rows [][]string
	for i := range all {
		if !asJSON {
			rows = append(rows, l.Lines(&all[i])...)
			continue
		}
		if err := Print(out, l.Record(&all[i])); err != nil {
			return err
		}
	}
	if asJSON || l.Bare && len(rows) == 0 {
		return nil
	}
	return Table(out, l.Header, rows)
}

// One is the line of a result that takes no more.
func One(cells ...string) [][]string { return [][]string{cells} }
