package main

import (
	"segit/gis"
	"segit/store/desk"
)

type checkCmd struct {
	Archive string `arg:"" help:"Archive; nobody may have it open."`
}

// Run checks the archive, prints what is wrong and fails when something is.
func (c *checkCmd) Run(s *session) error {
	keys, err := s.keys(c.Archive)
	if err != nil {
		return err
	}
	done, err := desk.Check(s.ctx, c.Archive, keys, s.progress(), s.trouble)
	if err != nil {
		return err
	}
	numbers := []any{s.words.Count(done.Values), s.words.Count(done.Rows), s.words.Count(done.Operations)}
	if done.Troubles == 0 {
		s.say(s.words.Say(gis.Say("cli.checked", append([]any{c.Archive}, numbers...)...)))
		return nil
	}
	s.say(s.words.Say(gis.Say("cli.check-troubles", append([]any{c.Archive, done.Troubles}, numbers...)...)))
	s.failed = true
	return nil
}

// trouble prints one trouble: as JSON, or on a line.
func (s *session) trouble(t desk.Trouble) error {
	if s.json {
		return s.print(map[string]any{
			"code": t.Code, "problem": s.words.Say(t.Message), "dataset": t.Dataset, "scope": t.Scope, "supply": t.Supply, "file": t.File,
			"lost": t.Lost, "harmless": t.Harmless,
		})
	}
	sign := "✗ "
	if t.Harmless {
		sign = "- "
	}
	_, err := s.out.WriteString(sign + s.words.Say(t.Message) + "\n")
	return err
}
