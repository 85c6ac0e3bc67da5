package main

import (
	"encoding/json"
	"strconv"
	"time"

	"segit/gis"
	"segit/gis/finding"
	"segit/store/desk"
	"segit/sync/client"
	"segit/sync/merge"
)

type conflictsCmd struct {
	Archive string `arg:"" help:"Archive."`
}

// Run lists the conflicts with every value that stands.
func (c *conflictsCmd) Run(s *session) error {
	return s.shared(c.Archive, func(_ *desk.Desk, l *client.Link) error {
		all, err := l.Conflicts()
		if err != nil {
			return err
		}
		var rows [][]string
		for i := range all {
			d := &all[i]
			if s.json {
				if err := s.print(conflictRecord(d)); err != nil {
					return err
				}
				continue
			}
			rows = append(rows, []string{d.ID, d.Layer + "/" + d.Row, d.Column, "base", worded(d.Base), "", ""})
			for n, v := range d.Values {
				rows = append(rows, []string{"", "", "", strconv.Itoa(n + 1), worded(v.Value), v.Actor, v.At.Local().Format("02/01/2006 15:04")})
			}
		}
		if s.json || len(rows) == 0 {
			return nil
		}
		return s.table([]string{"CONFLICT", "ROW", "COLUMN", "N", "VALUE", "BY", "AT"}, rows)
	})
}

func conflictRecord(d *merge.Dispute) map[string]any {
	type value struct {
		N     int             `json:"n"`
		Value json.RawMessage `json:"value"`
		Actor string          `json:"actor"`
		At    time.Time       `json:"at"`
		By    string          `json:"by"`
	}
	var values []value
	for n, v := range d.Values {
		values = append(values, value{n + 1, v.Value, v.Actor, v.At, v.By})
	}
	return map[string]any{
		"id": d.ID, "layer": d.Layer, "row": d.Row, "column": d.Column, "cell": d.Cell, "base": d.Base, "values": values,
	}
}

// worded is a value as a person reads it: a text without its quotes, a decision
// as its state and reason.
func worded(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var decision finding.Decision
	if json.Unmarshal(raw, &decision) == nil && decision.State != "" {
		if decision.Reason != "" {
			return decision.State + " (" + decision.Reason + ")"
		}
		return decision.State
	}
	return string(raw)
}

type resolveCmd struct {
	Archive  string  `arg:"" help:"Archive."`
	Conflict string  `arg:"" help:"Conflict, as “segitctl conflicts” names it."`
	Take     string  `help:"base, or the number of a value." placeholder:"base|N" xor:"choice" required:""`
	Value    *string `help:"Another value." placeholder:"V" xor:"choice" required:""`
	Reason   string  `help:"Why, with a state that wants a reason." placeholder:"TEXT"`
}

// Run decides a conflict; the decision travels with the next sync.
func (c *resolveCmd) Run(s *session) error {
	choice := client.Choice{Base: c.Take == "base", Value: c.Value, Reason: c.Reason}
	if c.Take != "" && !choice.Base {
		n, err := strconv.Atoi(c.Take)
		if err != nil || n < 1 {
			return gis.Refuse("segitctl.resolve", gis.BadUsage, "sync.take", c.Take)
		}
		choice.Number = n
	}
	return s.shared(c.Archive, func(_ *desk.Desk, l *client.Link) error {
		if err := l.Resolve(c.Conflict, choice, s.user, s.purpose); err != nil {
			return err
		}
		s.say(s.words.Say(gis.Say("sync.resolved", c.Conflict)))
		return nil
	})
}
