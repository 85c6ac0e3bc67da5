package main

import (
	"fmt"
	"time"

	"segit/store/desk"
)

type assertCmd struct {
	Archive string `arg:"" help:"Archive."`
	Key     string `arg:"" help:"Cadastral key, such as F:C351/A/12/345/6, or a fiscal code."`
	Text    string `help:"What is stated; without it, what was stated so far is printed." placeholder:"TEXT"`
}

// Run keeps a statement beside the supplied data and prints all there are on
// the key.
func (c *assertCmd) Run(s *session) error {
	return s.at(c.Archive, func(d *desk.Desk) error {
		if c.Text != "" {
			if _, err := d.Assert(s.ctx, c.Key, c.Text, s.user, s.purpose); err != nil {
				return err
			}
		}
		all, err := d.Assertions(s.ctx, c.Key)
		if err != nil {
			return err
		}
		for _, a := range all {
			if s.json {
				err = s.print(a)
			} else {
				_, err = fmt.Fprintf(s.out, "%s  %s  %s: %s\n", a.At.Local().Format(time.DateOnly), a.About, a.Author, a.Text)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
