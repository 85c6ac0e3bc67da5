package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"segit/gis"
	"segit/sync/rights"
	"segit/sync/server"
)

// userRequest is what an administrator says of a user; what is nil stays.
type userRequest struct {
	Name   string   `json:"name"`
	Office *string  `json:"office"`
	Role   string   `json:"role"`
	Comuni []string `json:"comuni"`
	End    *bool    `json:"end"`
}

type tokenRequest struct {
	User    string `json:"user"`
	Minutes int    `json:"minutes"`
}

// longestToken is how many minutes a token may stand for its user.
const longestToken = 24 * 60

func checkRole(op, role string) error {
	table, err := rights.BuiltIn()
	if err == nil && !slices.Contains(table.Roles(), role) {
		err = gis.Refuse(op, gis.BadUsage, "sync.role", role)
	}
	return err
}

func checkComuni(op string, comuni []string) error {
	for _, comune := range comuni {
		if comune != server.EveryComune && !gis.ValidBelfiore(comune) {
			return gis.Refuse(op, gis.BadUsage, "desk.belfiore", comune)
		}
	}
	return nil
}

func (h *here) users(ctx context.Context) ([]server.User, error) { return h.store.Users(ctx) }

// user is a user of the register, or one that only devices name: the register
// was restored from before the user was entered, and what the certificates of
// the devices say stands until somebody says otherwise.
func (h *here) user(ctx context.Context, name string) (server.User, error) {
	u, err := h.store.User(ctx, name)
	if !errors.Is(err, server.ErrUnknown) {
		return u, err
	}
	devices, failed := h.store.Devices(ctx)
	if failed != nil {
		return u, failed
	}
	var newest *server.Device
	u = server.User{Name: name}
	for i := range devices {
		d := &devices[i]
		if d.User != name {
			continue
		}
		if newest == nil || d.Enrolled.After(newest.Enrolled) {
			newest, u.Role = d, d.Role
		}
		u.Comuni = append(u.Comuni, d.Comuni...)
	}
	if newest == nil {
		return u, err
	}
	slices.Sort(u.Comuni)
	u.Comuni = slices.Compact(u.Comuni)
	return u, nil
}

// setUser changes what the register says of a user, or enters one.
func (h *here) setUser(ctx context.Context, r userRequest) (server.User, error) {
	const op = "segitd.user"
	u, err := h.user(ctx, r.Name)
	if errors.Is(err, server.ErrUnknown) {
		if r.Role == "" && r.End != nil {
			return u, gis.Refuse(op, gis.NotFound, "user.unknown", r.Name)
		}
		u, err = server.User{Name: r.Name}, nil
	}
	if err != nil {
		return u, err
	}
	u.Role = cmp.Or(r.Role, u.Role)
	if r.Office != nil {
		u.Office = *r.Office
	}
	if r.Comuni != nil {
		u.Comuni = r.Comuni
	}
	if r.End != nil {
		u.Ended = *r.End
	}
	if err := errors.Join(checkRole(op, u.Role), checkComuni(op, u.Comuni)); err != nil {
		return u, err
	}
	u.Since = time.Now()
	return u, h.store.PutUser(ctx, u)
}

// userOf is the user for whom a code is: one that is known keeps the role, and
// one that is not is entered.
func (h *here) userOf(ctx context.Context, c *codeRequest) (server.User, error) {
	const op = "segitd.code"
	if err := checkComuni(op, c.Comuni); err != nil {
		return server.User{}, err
	}
	u, err := h.user(ctx, c.User)
	switch {
	case errors.Is(err, server.ErrUnknown):
		return h.setUser(ctx, userRequest{Name: c.User, Role: c.Role, Comuni: c.Comuni})
	case err != nil:
		return u, err
	case u.Ended:
		return u, gis.Refuse(op, gis.BadUsage, "user.ended", u.Name)
	case c.Role != "" && c.Role != u.Role:
		return u, gis.Refuse(op, gis.BadUsage, "user.other-role", u.Name, u.Role)
	case slices.Contains(u.Comuni, server.EveryComune):
		return u, nil
	}
	all := slices.Compact(slices.Sorted(slices.Values(slices.Concat(u.Comuni, c.Comuni))))
	return h.setUser(ctx, userRequest{Name: u.Name, Comuni: all})
}

// token is a token of a user that the register knows.
func (h *here) token(ctx context.Context, t tokenRequest) (string, error) {
	const op = "segitd.token"
	u, err := h.user(ctx, t.User)
	switch {
	case errors.Is(err, server.ErrUnknown):
		return "", gis.Refuse(op, gis.NotFound, "user.unknown", t.User)
	case err != nil:
		return "", err
	case u.Ended:
		return "", gis.Refuse(op, gis.BadUsage, "user.ended", u.Name)
	case t.Minutes < 1 || t.Minutes > longestToken:
		return "", gis.Refuse(op, gis.BadUsage, "user.minutes", longestToken)
	}
	id, err := h.store.Identity(ctx)
	if err != nil {
		return "", err
	}
	c := rights.Caller{User: u.Name, Role: u.Role, Comuni: u.Comuni}
	now := time.Now()
	return rights.Sign(id.Key, &c, now, now.Add(time.Duration(t.Minutes)*time.Minute)), nil
}

func (c *counter) users(ctx context.Context) (all []server.User, err error) {
	err = c.ask(ctx, "users", nil, &all)
	return all, err
}

func (c *counter) setUser(ctx context.Context, r userRequest) (u server.User, err error) {
	err = c.ask(ctx, "user", r, &u)
	return u, err
}

func (c *counter) token(ctx context.Context, t tokenRequest) (token string, err error) {
	err = c.ask(ctx, "token", t, &token)
	return token, err
}
