package main

import (
	"fmt"
	"os"
	"slices"
	"time"

	"segit/gis"
	"segit/sync/server"
	"segit/sync/server/folder"
)

type initCmd struct {
	place
	Name []string `help:"Name or address under which devices reach the server, beside this machine's; may be repeated." placeholder:"HOST"`
	User string   `help:"Name of the first administrator." default:"admin"`
}

// Run makes the repository and prints the first administrator's code.
func (c *initCmd) Run(s *session) error {
	now := time.Now()
	names := append([]string{"localhost", "127.0.0.1", "::1"}, c.Name...)
	if host, err := os.Hostname(); err == nil && !slices.Contains(names, host) {
		names = append(names, host)
	}
	f := folder.Folder(c.Dir)
	if err := f.Init(names, now); err != nil {
		return err
	}
	store, err := c.open(s.ctx)
	if err != nil {
		return err
	}
	defer store.Close() //nolint:errcheck // what was written is durable
	all := []string{server.EveryComune}
	if _, err := (&here{f, store}).setUser(s.ctx, userRequest{Name: c.User, Role: "admin", Comuni: all}); err != nil {
		return err
	}
	code, kept := server.NewCode(c.User, "admin", all, now)
	if err := store.AddCode(s.ctx, kept); err != nil {
		return err
	}
	office, err := (&here{f, store}).newOffice(s.ctx)
	if err != nil {
		return err
	}
	s.say(s.words.Say(gis.Say("lease.office-key", office)))
	s.say(s.words.Say(gis.Say("sync.initialised", c.Dir, f.Path(folder.CAFile), s.words.Date(gis.DayOf(kept.Expires)))))
	return s.code(code)
}

// code prints a code alone.
func (s *session) code(code string) error {
	if s.json {
		return s.print(map[string]string{"code": code})
	}
	_, err := fmt.Fprintln(s.out, code)
	return err
}
