package main

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"segit/cmd/program"
	"segit/gis"
	"segit/sync/sharing"
)

type parkedCmd struct {
	Archive string   `arg:"" help:"Archive."`
	Resend  []uint64 `help:"Write the edit of this number again; may be repeated." placeholder:"N"`
	All     bool     `help:"Write all of them again."`
	Dismiss []uint64 `help:"Offer the edit of this number no more; may be repeated. It stays in the journal." placeholder:"N"`
}

// Run lists the edits that the central repository set aside, or writes them
// again: they travel with the next sync.
func (c *parkedCmd) Run(s *session) error {
	return s.shared(c.Archive, func(d sharing.Desk) error {
		all, err := d.Parked(s.ctx)
		if err != nil {
			return err
		}
		if c.All {
			for i := range all {
				c.Resend = append(c.Resend, all[i].Result.Seq)
			}
		}
		var failed error
		for _, seq := range slices.Compact(slices.Sorted(slices.Values(c.Resend))) {
			if err := d.Resend(seq, s.user, s.purpose); err != nil {
				failed = errors.Join(failed, err) // the others can go all the same
				continue
			}
			s.say(s.words.Say(gis.Say("share.resent", seq)))
		}
		for _, seq := range c.Dismiss {
			if err := d.Dismiss(seq); err != nil {
				failed = errors.Join(failed, err)
				continue
			}
			s.say(s.words.Say(gis.Say("share.dismissed", seq)))
		}
		if len(c.Resend)+len(c.Dismiss) > 0 {
			return failed
		}
		return program.Listing[sharing.Parked]{
			Header: []string{"N", "KEY", "COLUMN", "VALUE", "BY", "AT", "WHY"}, Bare: true,
			Record: func(p *sharing.Parked) any { return parkedRecord(p, s) },
			Lines: func(p *sharing.Parked) (rows [][]string) {
				number, at := strconv.FormatUint(p.Result.Seq, 10), ""
				if !p.Op.At.IsZero() {
					at = s.words.Moment(p.Op.At)
				}
				for _, column := range sharing.Columns(&p.Op) {
					rows = append(rows, []string{
						number, p.Place(), sharing.Named(s.words, p.Op.Layer, []string{column}), sharing.Valued(s.words, column, p.Op.Set[column].New), p.Op.Actor,
						at, s.words.Say(p.Reason()),
					})
				}
				if len(rows) == 0 { // nothing of it can be read, or it sets nothing
					rows = append(rows, []string{number, p.Place(), "", "", p.Op.Actor, at, s.words.Say(p.Reason())})
				}
				return rows
			},
		}.Write(s.out, s.json, all)
	})
}

func parkedRecord(p *sharing.Parked, s *session) map[string]any {
	return map[string]any{
		"seq": p.Result.Seq, "code": p.Result.Code, "reason": s.words.Say(p.Reason()), "key": p.Place(), "finding": p.Finding,
		"operation": p.Operation,
	}
}

type newsCmd struct {
	Archive string `arg:"" help:"Archive."`
	Since   string `help:"Day from which, YYYY-MM-DD (default: yesterday)." placeholder:"DAY"`
}

// Run lists what others wrote and came in.
func (c *newsCmd) Run(s *session) error {
	since := sharing.Yesterday(time.Now())
	if c.Since != "" {
		day, err := time.ParseInLocation(time.DateOnly, c.Since, time.Local)
		if err != nil {
			return gis.Refuse("segitctl.news", gis.BadUsage, "date.form", c.Since)
		}
		since = day
	}
	return s.shared(c.Archive, func(d sharing.Desk) error {
		if _, err := d.Status(); err != nil {
			return err
		}
		all, err := d.News(s.ctx, since)
		if err != nil {
			return err
		}
		return program.Listing[sharing.News]{
			Header: []string{"CAME IN", "KEY", "CONTROL", "COLUMNS", "BY"}, Bare: true,
			Record: func(n *sharing.News) any {
				return map[string]any{
					"at": n.At, "layer": n.Layer, "row": n.Row, "columns": n.Columns, "actor": n.Actor, "written": n.Written, "kind": n.Kind,
					"key": n.Place(), "finding": n.Finding, "control": n.Control,
				}
			},
			Lines: func(n *sharing.News) [][]string {
				return program.One(s.words.Moment(n.At), n.Place(), n.Control, sharing.Named(s.words, n.Layer, n.Columns), n.Actor)
			},
		}.Write(s.out, s.json, all)
	})
}
