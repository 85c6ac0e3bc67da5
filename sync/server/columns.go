package server

import (
	"segit/store"
	"segit/sync/merge"
	"segit/sync/rights"
	"segit/sync/wire"
)

// writes reports whether the user of a device may write every column of an
// operation. Whoever may write something of a layer may take rows of it away.
func (s *Server) writes(d *Device, o *store.Operation) bool {
	c := d.Caller()
	for column := range o.Set {
		if column == merge.PresenceColumn {
			column = "*"
		}
		if !s.rights.Writes(&c, o.Layer, column) {
			return false
		}
	}
	return true
}

// seesAllOf reports whether a caller may see every column of an operation.
func (s *Server) seesAllOf(c *rights.Caller, o *store.Operation) bool {
	for column := range o.Set {
		if column != merge.PresenceColumn && !s.rights.Sees(c, o.Layer, column, "") {
			return false
		}
	}
	return true
}

// leaving is a change as the user of a device may see it, nil for one of which
// they may see nothing. An operation whose bytes hold columns that may not
// leave gives way to the row as it is now, without them.
func (s *Server) leaving(v View, d *Device, change *wire.Change) (*wire.Change, error) {
	c := d.Caller()
	switch {
	case change == nil || s.rights.SeesAll(&c, change.Layer):
		return change, nil
	case !s.rights.SeesSome(&c, change.Layer):
		return nil, nil
	case change.Kind == wire.LeaveChange:
		return change, nil
	}
	row := change.Row
	if row == nil {
		o, err := wire.ParseOperation(change.Op)
		if err != nil {
			return nil, err
		}
		if s.seesAllOf(&c, &o.Operation) {
			return change, nil
		}
		now, cseq, err := v.Row(change.Layer, change.ID)
		if err != nil {
			return nil, err
		}
		row, change.CSeq = &now, cseq
	}
	shown := row.Only(func(column string) bool { return s.rights.Sees(&c, change.Layer, column, "") })
	change.Op, change.User, change.Row, change.Kind = nil, "", &shown, wire.PutChange
	if shown.Deleted() {
		change.Kind = wire.TombstoneChange
	}
	return change, nil
}
