package main

import (
	"fmt"
	"strconv"

	"segit/cmd/program"
	"segit/gis"
	"segit/store/desk"
)

type suppliesCmd struct {
	Archive string `arg:"" help:"Archive."`
	ID      uint32 `arg:"" optional:"" help:"One supply."`
	Rejects bool   `xor:"what" help:"Print the rejected rows: of the supply named, or of all."`
	Changes bool   `xor:"what" help:"Print what the supply did to the rows of before, with the columns."`
	Undo    bool   `xor:"what" help:"Undo the supply named: the state becomes as if it had never come."`
	Restore bool   `xor:"what" help:"Take an undone supply back."`
	// The name is that of the register: what one import command brought.
	Delivery bool   `help:"With --undo or --restore: all files that came by the same import as the one named, at one stroke."`
	Reason   string `help:"Why it is undone or taken back." placeholder:"TEXT"`
	Kind     string `help:"Of the changes only: added, changed, closed or removed." enum:",added,changed,closed,removed" default:""`
	Limit    int    `help:"At most so many changes."`
	Offset   int    `help:"Changes to pass over."`
}

// Run prints the register, the rejects or the changes, or undoes a supply.
func (c *suppliesCmd) Run(s *session) error {
	if c.Delivery && !c.Undo && !c.Restore {
		return gis.Refuse("segitctl", gis.BadUsage, "cli.supply-delivery")
	}
	if c.ID == 0 && (c.Changes || c.Undo || c.Restore) {
		return gis.Refuse("segitctl", gis.BadUsage, "cli.supply-id")
	}
	return s.at(c.Archive, func(d *desk.Desk) error {
		if c.Undo || c.Restore {
			return s.undoSupply(d, c)
		}
		supplies, err := d.Supplies(s.ctx)
		if err != nil {
			return err
		}
		if c.ID != 0 {
			one, err := d.Supply(s.ctx, c.ID)
			if err != nil {
				return err
			}
			supplies = []desk.SupplyStatus{one}
		}
		switch {
		case c.Rejects:
			return s.rejects(d, supplies)
		case c.Changes:
			return s.changes(d, c)
		}
		return s.supplies(supplies)
	})
}

func (s *session) undoSupply(d *desk.Desk, c *suppliesCmd) error {
	act, code := d.Withdraw, "cli.supply-withdrawn"
	if c.Restore {
		act, code = d.Restore, "cli.supply-restored"
	}
	after, err := act(s.ctx, desk.SupplyDeed{Supply: c.ID, Delivery: c.Delivery, Reason: c.Reason, Actor: s.user})
	if err != nil {
		return err
	}
	for i := range after.Done {
		s.say(s.words.Say(gis.Say(code, after.Done[i].ID, after.Done[i].File)))
	}
	for _, m := range after.Stays() {
		s.say("! " + s.words.Say(m))
	}
	if s.json {
		return s.supplies(after.Done)
	}
	return nil
}

// changes prints what a supply did, and how many changes there are in all.
func (s *session) changes(d *desk.Desk, c *suppliesCmd) error {
	page := desk.ChangesPage{Offset: c.Offset, Limit: c.Limit, Kind: desk.ChangeKind(c.Kind)}
	counts, err := d.Changes(s.ctx, c.ID, page, func(change desk.Change) error {
		if s.json {
			return s.print(changeJSON(&change))
		}
		return s.change(&change)
	})
	if err == nil {
		s.say(s.words.Say(gis.Say("cli.changes", counts[desk.RowAdded], counts[desk.RowChanged], counts[desk.RowClosed], counts[desk.RowRemoved])))
	}
	return err
}

// changeJSON is the row with what became of it; row is 0 for one that the
// supply does not say.
func changeJSON(c *desk.Change) map[string]any {
	o := featureJSON(&c.Row)
	delete(o, "geometry")
	columns := []map[string]string{}
	for _, v := range c.Columns {
		columns = append(columns, map[string]string{"column": v.Name, "was": v.Was, "is": v.Is})
	}
	o["change"], o["columns"], o["row"] = c.Kind, columns, c.Line
	return o
}

func (s *session) change(c *desk.Change) error {
	if _, err := fmt.Fprintf(s.out, "%-9s %s  ", s.words.Say(gis.Say("desk.row-"+string(c.Kind))), c.Row.Layer); err != nil {
		return err
	}
	if len(c.Columns) == 0 {
		return s.feature(&c.Row)
	}
	what := c.Row.Key.String()
	if c.Row.Key.IsZero() {
		what = c.Row.Label
		for _, f := range c.Row.Fields {
			if what == "" && (f.Role == gis.RoleObject || f.Role == gis.RoleSubject) {
				what = f.Name + "=" + f.Value
			}
		}
	}
	line := what
	for _, v := range c.Columns {
		line += fmt.Sprintf("  %s: %s → %s", v.Name, v.Was, v.Is)
	}
	_, err := fmt.Fprintln(s.out, line)
	return err
}

// standing marks a supply in the register.
func standing(u *desk.SupplyStatus) string {
	switch {
	case u.Withdrawn():
		return "✗"
	case u.InForce && u.Incomplete():
		return "◐"
	case u.InForce:
		return "●"
	case u.Held:
		return "○"
	}
	return ""
}

func (s *session) supplies(supplies []desk.SupplyStatus) error {
	return program.Listing[desk.SupplyStatus]{
		Header: []string{"ID", " ", "SOURCE", "FILE", "DATE", "READ", "ACCEPTED", "REJECTED", "SHA-256"},
		Record: func(u *desk.SupplyStatus) any {
			warnings, incomplete := []string{}, []string{}
			for _, m := range u.Warnings {
				warnings = append(warnings, s.words.Say(m))
			}
			for _, m := range u.Broken {
				incomplete = append(incomplete, s.words.Say(m))
			}
			return map[string]any{
				"id": u.ID, "source": u.Source, "file": u.File, "sha256": u.SHA256, "size": u.Size, "date": u.Date, "imported": u.Imported,
				"operator": u.Operator, "read": u.Read, "accepted": u.Accepted, "rejected": u.Rejected, "added": u.Added, "changed": u.Changed,
				"removed": u.Removed, "crs": crsName(u.CRS), "replaces": u.Replaces, "warnings": warnings, "in_force": u.InForce,
				"held": u.Held, "kind": u.Kind, "delivery": u.Delivery, "withdrawn": u.Withdrawn(), "acts": u.Acts, "incomplete": incomplete,
			}
		},
		Lines: func(u *desk.SupplyStatus) [][]string {
			return program.One(
				strconv.Itoa(int(u.ID)), standing(u), u.Source, u.File, s.words.Date(u.Date), s.words.Count(u.Read), s.words.Count(u.Accepted),
				s.words.Count(u.Rejected), u.SHA256[:min(12, len(u.SHA256))],
			)
		},
	}.Write(s.out, s.json, supplies)
}

func (s *session) rejects(d *desk.Desk, supplies []desk.SupplyStatus) error {
	for i := range supplies {
		of := &supplies[i]
		if err := d.Rejects(s.ctx, of.ID, func(r gis.Reject) error { return s.reject(of, &r) }); err != nil {
			return err
		}
	}
	return nil
}

// reject prints a rejected row, or one that went in as it was corrected.
func (s *session) reject(of *desk.SupplyStatus, r *gis.Reject) error {
	reason := s.words.Say(r.Reason)
	if s.json {
		o := map[string]any{"supply": r.Supply, "file": of.File, "line": r.Line, "reason": reason, "text": r.Text}
		if r.Fixed != "" {
			o["fixed"], o["fixed_by"] = r.Fixed, r.FixedBy
		}
		if r.Passed {
			o["in"] = true
		}
		return s.print(o)
	}
	if r.Passed {
		reason = s.words.Say(gis.Say("cli.reject-in"))
	}
	_, err := fmt.Fprintf(s.out, "%s:%d: %s\n    %s\n", of.File, r.Line, reason, r.Text)
	if err == nil && r.Fixed != "" {
		by := ""
		if r.FixedBy != "" {
			by = " (" + r.FixedBy + ")"
		}
		_, err = fmt.Fprintf(s.out, "  → %s%s\n", r.Fixed, by)
	}
	return err
}
