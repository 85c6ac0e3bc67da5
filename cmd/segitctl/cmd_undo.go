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
	if !c.Skip {
		return s.turn(c.Archive, c.Steps, "cli.undone", (*desk.Desk).Undo)
	}
	return s.turn(c.Archive, c.Steps, "cli.undone", func(d *desk.Desk, ctx context.Context, steps int, author, purpose string) ([]desk.Step, error) {
		left, err := d.PassOver(ctx, author)
		if err != nil {
			return nil, err
		}
		s.say(s.words.Say(gis.Say("cli.passed-over", left.Words(s.words))))
		undone, err := d.Undo(ctx, steps, author, purpose)
		if gis.KindOf(err) == gis.NotFound && len(undone) == 0 {
			// What was asked for is done: the step is passed over, and it was the last.
			s.say(s.words.Say(gis.Say("cli.nothing-below")))
			return nil, nil
		}
		return undone, err
	})
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
