package main

import (
	"segit/gis"
	"segit/store/desk"
)

type compactCmd struct {
	Archive string `arg:"" help:"Archive; nobody may have it open."`
}

// Run rewrites the archive's file and says how much it shrank.
func (c *compactCmd) Run(s *session) error {
	keys, err := s.keys(c.Archive)
	if err != nil {
		return err
	}
	done, err := desk.Compact(s.ctx, c.Archive, keys, s.progress())
	if err != nil {
		return err
	}
	if s.json {
		return s.print(map[string]any{"archive": c.Archive, "before": done.Before, "after": done.After})
	}
	s.say(s.words.Say(gis.Say("cli.compacted", c.Archive, s.words.Count(done.Before), s.words.Count(done.After))))
	return nil
}
