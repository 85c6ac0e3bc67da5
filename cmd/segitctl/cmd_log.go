package main

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"segit/gis"
	"segit/store"
	"segit/store/desk"
	"segit/sync/sharing"
)

type logCmd struct {
	Archive string `arg:"" help:"Archive."`
	Row     string `help:"Only what was done on a finding or on a key." placeholder:"ID"`
	Actor   string `help:"Only what one person did." placeholder:"WHO"`
	Since   string `help:"Only from a day on." placeholder:"YYYY-MM-DD"`
}

// Run prints the operations of the journal and what others did, oldest first.
func (c *logCmd) Run(s *session) error {
	since, err := parseDay(c.Since)
	if err != nil {
		return err
	}
	filter := desk.LogFilter{Row: c.Row, Actor: c.Actor}
	if since != 0 {
		filter.Since = since.Time()
	}
	return s.shared(c.Archive, func(d sharing.Desk) error {
		if c.Row != "" && !strings.Contains(c.Row, "/") {
			ids, err := d.FindingIDs(s.ctx, desk.FindingChoice{IDs: []string{c.Row}})
			if gis.KindOf(err) == gis.NotFound {
				ids, err = d.DeletedIDs(s.ctx, []string{c.Row})
			}
			if err != nil {
				return err
			}
			filter.Row = ids[0]
		}
		return d.Log(s.ctx, filter, s.logged)
	})
}

// logged prints one operation: as JSON, or a line for each column.
func (s *session) logged(l desk.Logged) error {
	if s.json {
		changes := []map[string]any{}
		for _, c := range l.Changes {
			changes = append(changes, map[string]any{"column": c.Column, "old": orNull(c.Old), "new": orNull(c.New), "reason": orNull(c.Reason)})
		}
		set, err := json.Marshal(l.Set)
		if err != nil {
			return err
		}
		return s.print(map[string]any{
			"seq": l.Seq, "dev": l.Device, "kind": l.Kind, "layer": l.Layer, "id": l.ID, "finding": l.Finding, "control": l.Control,
			"place": l.Place, "actor": l.Actor, "at": l.At.Format(time.RFC3339Nano), "purpose": l.Purpose, "undoes": l.Undoes, "step": l.Step,
			"changes": changes, "set": json.RawMessage(set),
		})
	}
	what := l.Place
	if l.Control != "" {
		what = l.Control + " " + what
	}
	for _, c := range l.Changes {
		undo := ""
		// One that was told again names the bytes that it had, too.
		if number, _, _ := strings.Cut(l.Undoes[strings.LastIndexByte(l.Undoes, '/')+1:], ":"); l.Again {
			undo = "  " + s.words.Say(gis.Say("cli.does-again", number))
		} else if number != "" {
			undo = "  " + s.words.Say(gis.Say("cli.takes-back", number))
		}
		line := s.words.Say(gis.Say("cli.logged", l.Seq, l.At.Local().Format("2006-01-02 15:04:05"), l.Actor, what,
			s.words.Say(desk.ColumnName(c.Column)), s.shown(c.Column, c.Old), s.shown(c.Column, c.New)))
		if why := cmp.Or(c.Reason, others(&l)); why != "" {
			line += " (" + why + ")"
		}
		if _, err := s.out.WriteString(line + undo + "\n"); err != nil {
			return err
		}
	}
	return nil
}

// others is why somebody elsewhere did what a line tells, "" for one's own: they
// know.
func others(l *desk.Logged) string {
	if l.Undoes != "" || !l.Elsewhere {
		return ""
	}
	return l.Purpose
}

// shown is a value as people read it.
func (s *session) shown(column, value string) string {
	switch {
	case value == "":
		return "–"
	case column == store.RowColumn && value == "false":
		return s.words.Say(gis.Say("edit.row-gone"))
	case column == store.RowColumn && value == "true":
		return s.words.Say(gis.Say("edit.row-there"))
	case column == "state" && s.words.Has("state."+value):
		return s.words.Say(gis.Say("state." + value))
	}
	return value
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
