package main

import (
	"context"

	"segit/gis"
	"segit/store/desk"
)

type undoCmd struct {
	Archive string `arg:"" help:"Archive."`
	Steps   int    `default:"1" help:"How many steps." placeholder:"N"`
	Skip    bool   `help:"Leave the last step as it is, where somebody else's edit keeps it from being undone, and go on with the one before."`
}

// Run takes back the last steps of who calls it and says which.
func (c *undoCmd) Run(s *session) error {
	if c.Skip {
		err := s.at(c.Archive, func(d *desk.Desk) error {
			left, err := d.PassOver(s.ctx, s.user)
			if err == nil {
				s.say(s.words.Say(gis.Say("cli.passed-over", left.Words(s.words))))
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return s.turn(c.Archive, c.Steps, "cli.undone", (*desk.Desk).Undo)
}

type redoCmd struct {
	Archive string `arg:"" help:"Archive."`
	Steps   int    `default:"1" help:"How many steps." placeholder:"N"`
}

// Run does again the last steps undone and says which.
func (c *redoCmd) Run(s *session) error {
	return s.turn(c.Archive, c.Steps, "cli.redone", (*desk.Desk).Redo)
}

func (s *session) turn(archive string, steps int, said string, turn func(*desk.Desk, context.Context, int, string, string) ([]desk.Step, error)) error {
	if steps < 1 {
		return gis.Refuse("segitctl", gis.BadUsage, "cli.steps", steps)
	}
	return s.at(archive, func(d *desk.Desk) error {
		turned, err := turn(d, s.ctx, steps, s.user, s.purpose)
		for _, t := range turned {
			if s.json {
				if err := s.print(map[string]any{"columns": t.Columns, "rows": t.Rows, "control": t.Control, "place": t.Place}); err != nil {
					return err
				}
				continue
			}
			s.say(s.words.Say(gis.Say(said, t.Words(s.words))))
		}
		return err
	})
}
