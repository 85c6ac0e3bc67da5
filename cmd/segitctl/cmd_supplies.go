package main

import (
	"fmt"
	"strconv"

	"segit/gis"
	"segit/store/desk"
)

type suppliesCmd struct {
	Archive string `arg:"" help:"Archive."`
	ID      uint32 `arg:"" optional:"" help:"One supply."`
	Rejects bool   `help:"Print the rejected rows: of the supply named, or of all."`
}

// Run prints the register or the rejects.
func (c *suppliesCmd) Run(s *session) error {
	return s.at(c.Archive, func(d *desk.Desk) error {
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
		if c.Rejects {
			return s.rejects(d, supplies)
		}
		return s.supplies(supplies)
	})
}

func (s *session) supplies(supplies []desk.SupplyStatus) error {
	var rows [][]string
	for i := range supplies {
		u := &supplies[i]
		if s.json {
			warnings := []string{}
			for _, m := range u.Warnings {
				warnings = append(warnings, s.words.Say(m))
			}
			err := s.print(map[string]any{
				"id": u.ID, "source": u.Source, "file": u.File, "sha256": u.SHA256, "size": u.Size, "date": u.Date, "imported": u.Imported,
				"operator": u.Operator, "read": u.Read, "accepted": u.Accepted, "rejected": u.Rejected, "added": u.Added, "changed": u.Changed,
				"removed": u.Removed, "crs": crsName(u.CRS), "replaces": u.Replaces, "warnings": warnings, "in_force": u.InForce,
			})
			if err != nil {
				return err
			}
			continue
		}
		force := ""
		if u.InForce {
			force = "●"
		}
		rows = append(rows, []string{
			strconv.Itoa(int(u.ID)), force, u.Source, u.File, s.words.Date(u.Date), s.words.Count(u.Read), s.words.Count(u.Accepted),
			s.words.Count(u.Rejected), u.SHA256[:min(12, len(u.SHA256))],
		})
	}
	if s.json {
		return nil
	}
	return s.table([]string{"ID", " ", "SOURCE", "FILE", "DATE", "READ", "ACCEPTED", "REJECTED", "SHA-256"}, rows)
}

func (s *session) rejects(d *desk.Desk, supplies []desk.SupplyStatus) error {
	for i := range supplies {
		err := d.Rejects(s.ctx, supplies[i].ID, func(r gis.Reject) error {
			reason := s.words.Say(r.Reason)
			if s.json {
				return s.print(map[string]any{"supply": r.Supply, "file": supplies[i].File, "line": r.Line, "reason": reason, "text": r.Text})
			}
			_, err := fmt.Fprintf(s.out, "%s:%d: %s\n    %s\n", supplies[i].File, r.Line, reason, r.Text)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
