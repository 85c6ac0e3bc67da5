package main

import (
	"fmt"
	"strings"

	"segit/cmd/program"
	"segit/gis"
	"segit/sync/server"
)

type usersCmd struct{ place }

// Run lists the users.
func (c *usersCmd) Run(s *session) error {
	return s.at(&c.place, func(o office) error {
		all, err := o.users(s.ctx)
		if err != nil {
			return err
		}
		return s.showUsers(all)
	})
}

type userCmd struct {
	place
	Name   string   `arg:"" help:"User."`
	Role   string   `help:"analyst, tax, surveyor, planner, dpo or admin." placeholder:"R"`
	Office *string  `help:"Office of the user, for the list." placeholder:"NAME"`
	Comune []string `help:"Belfiore code of a municipality, in the place of those before; may be repeated." placeholder:"C351"`
	End    bool     `help:"The user left: no device and no token of theirs is answered any more." xor:"end"`
	Back   bool     `help:"The user is back." xor:"end"`
}

// Run enters a user or changes what one may; it holds from the next request of
// their devices.
func (c *userCmd) Run(s *session) error {
	r := userRequest{Name: c.Name, Role: c.Role, Office: c.Office, Comuni: c.Comune}
	if c.End || c.Back {
		r.End = &c.End
	}
	return s.at(&c.place, func(o office) error {
		u, err := o.setUser(s.ctx, r)
		if err != nil {
			return err
		}
		return s.showUsers([]server.User{u})
	})
}

func (s *session) showUsers(all []server.User) error {
	return program.Listing[server.User]{
		Header: []string{"USER", "OFFICE", "ROLE", "COMUNI", "SINCE", "ENDED"},
		Record: func(u *server.User) any { return *u },
		Lines: func(u *server.User) [][]string {
			ended := ""
			if u.Ended {
				ended = "x"
			}
			return program.One(u.Name, u.Office, u.Role, strings.Join(u.Comuni, ","), s.words.Date(gis.DayOf(u.Since)), ended)
		},
	}.Write(s.out, s.json, all)
}

type tokenCmd struct {
	place
	User    string `required:"" help:"User of the register." placeholder:"U"`
	Minutes int    `help:"How long it holds, up to a day." default:"15"`
}

// Run prints a token, alone: who holds it is the user until it is over.
func (c *tokenCmd) Run(s *session) error {
	return s.at(&c.place, func(o office) error {
		token, err := o.token(s.ctx, tokenRequest{c.User, c.Minutes})
		if err != nil {
			return err
		}
		if s.json {
			return s.print(map[string]string{"token": token})
		}
		_, err = fmt.Fprintln(s.out, token)
		return err
	})
}
