package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"segit/cmd/program"
	"segit/gis"
	"segit/sync/client"
	"segit/sync/sharing"
)

type conflictsCmd struct {
	Archive string `arg:"" help:"Archive."`
}

// Run lists the conflicts with every value that stands.
func (c *conflictsCmd) Run(s *session) error {
	return s.shared(c.Archive, func(d sharing.Desk) error {
		if _, err := d.Status(); err != nil {
			return err
		}
		all, err := d.Conflicts(s.ctx)
		if err != nil {
			return err
		}
		return program.Listing[sharing.Conflict]{
			Header: []string{"CONFLICT", "KEY", "ON", "COLUMN", "N", "VALUE", "BY", "AT"}, Bare: true,
			Record: func(d *sharing.Conflict) any { return conflictRecord(d) },
			Lines:  s.conflict,
		}.Write(s.out, s.json, all)
	})
}

// conflict is what stood before, and below it every value that stands.
func (s *session) conflict(d *sharing.Conflict) [][]string {
	rows := program.One(d.ID, d.Place(), cmp.Or(d.Control, d.Layer), sharing.Named(s.words, d.Layer, []string{d.Column}), "base", sharing.Valued(s.words, d.Column, d.Base), "", "")
	for n, v := range d.Values {
		name := strconv.Itoa(n + 1)
		if d.Mine[v.By] {
			name += " mine"
		}
		rows = append(rows, []string{"", "", "", "", name, sharing.Valued(s.words, d.Column, v.Value), v.Actor, s.words.Moment(v.At)})
	}
	return rows
}

func conflictRecord(d *sharing.Conflict) map[string]any {
	type value struct {
		N     int             `json:"n"`
		Value json.RawMessage `json:"value"`
		Actor string          `json:"actor"`
		At    time.Time       `json:"at"`
		By    string          `json:"by"`
		Mine  bool            `json:"mine,omitempty"`
	}
	var values []value
	for n, v := range d.Values {
		values = append(values, value{n + 1, v.Value, v.Actor, v.At, v.By, d.Mine[v.By]})
	}
	return map[string]any{
		"id": d.ID, "layer": d.Layer, "row": d.Row, "column": d.Column, "cell": d.Cell, "key": d.Place(), "control": d.Control, "base": d.Base, "values": values,
	}
}

type resolveCmd struct {
	Archive  string   `arg:"" help:"Archive."`
	Conflict []string `arg:"" help:"Conflicts, as “segitctl conflicts” names them."`
	Take     string   `help:"base, mine, theirs, or the number of a value." placeholder:"base|mine|theirs|N" xor:"choice" required:""`
	Value    *string  `help:"Another value." placeholder:"V" xor:"choice" required:""`
	Reason   string   `help:"Why, with a state that wants a reason." placeholder:"TEXT"`
}

// Run decides conflicts; the decisions travel with the next sync. Those that
// cannot be decided so stay, and end the command with an error.
func (c *resolveCmd) Run(s *session) error {
	choice := client.Choice{Base: c.Take == "base", Mine: c.Take == "mine", Theirs: c.Take == "theirs", Value: c.Value, Reason: c.Reason}
	if c.Take != "" && !choice.Base && !choice.Mine && !choice.Theirs {
		n, err := strconv.Atoi(c.Take)
		if err != nil || n < 1 {
			return gis.Refuse("segitctl.resolve", gis.BadUsage, "sync.take", c.Take)
		}
		choice.Number = n
	}
	return s.shared(c.Archive, func(d sharing.Desk) error {
		left, err := d.Resolve(c.Conflict, choice, s.user, s.purpose)
		for _, id := range c.Conflict {
			if !slices.ContainsFunc(left, func(u client.Undecided) bool { return u.ID == id }) {
				s.say(s.words.Say(gis.Say("sync.resolved", id)))
			}
		}
		for _, u := range left {
			err = errors.Join(err, u.Err)
		}
		return err
	})
}
