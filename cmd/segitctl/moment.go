package main

import (
	"segit/store"
	"segit/store/desk"
)

// momentFlags say at which moment an archive is read.
type momentFlags struct {
	AsAt    string `help:"Only what was valid on the day." placeholder:"YYYY-MM-DD"`
	AsKnown string `help:"According to the supplies that speak of the day or of one before." placeholder:"YYYY-MM-DD"`
}

// moment reads the flags; the zero moment is today's knowledge.
func (f momentFlags) moment() (at store.Moment, err error) {
	if at.AsAt, err = parseDay(f.AsAt); err != nil {
		return at, err
	}
	at.AsKnown, err = parseDay(f.AsKnown)
	return at, err
}

// atMoment opens an archive as at a moment for a deed and closes it after.
func (s *session) atMoment(path string, flags momentFlags, deed func(*desk.Desk) error) error {
	at, err := flags.moment()
	if err != nil {
		return err
	}
	return s.at(path, func(d *desk.Desk) error {
		if err := d.At(s.ctx, at); err != nil {
			return err
		}
		return deed(d)
	})
}
