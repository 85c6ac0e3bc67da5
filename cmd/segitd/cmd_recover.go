package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"segit/cmd/program"
	"segit/gis"
	"segit/store"
	"segit/sync/server"
	"segit/sync/wire"
)

type officeCmd struct{ place }

// Run makes a new office key and prints the private half, alone and once.
func (c *officeCmd) Run(s *session) error {
	return s.at(&c.place, func(o office) error {
		written, err := o.newOffice(s.ctx)
		if err != nil {
			return err
		}
		s.say(s.words.Say(gis.Say("lease.office-made")))
		if s.json {
			return s.print(map[string]string{"office": written})
		}
		_, err = fmt.Fprintln(s.out, written)
		return err
	})
}

type recoverCmd struct {
	place
	Key    string   `required:"" help:"File that holds the office key." placeholder:"FILE"`
	Unsent []string `help:"File .unsent that an erased archive left beside itself, with the device it is of: DEVICE=FILE; may be repeated." placeholder:"DEVICE=FILE"`
	Output string   `short:"o" help:"File for the operations, one JSON a line." placeholder:"FILE"`
	Join   bool     `help:"Bring the operations into the repository, as the devices would have sent them. Look at them first."`
}

// Run opens what revoked devices had not sent.
func (c *recoverCmd) Run(s *session) error {
	key, err := os.ReadFile(c.Key)
	if err != nil {
		return gis.Wrap("segitd.recover", gis.BadInput, err, "store.unreadable", c.Key)
	}
	return s.at(&c.place, func(o office) error {
		left, err := o.sealed(s.ctx)
		if err != nil {
			return err
		}
		for _, given := range c.Unsent {
			device, path, _ := strings.Cut(given, "=")
			body, err := os.ReadFile(path)
			if err != nil {
				return gis.Wrap("segitd.recover", gis.BadInput, err, "store.unreadable", path)
			}
			left = append(left, server.Sealed{Device: device, Body: body})
		}
		var all []wire.Unsent
		for i := range left {
			u, err := openUnsent(key, &left[i])
			if err != nil {
				return err
			}
			all = append(all, u)
		}
		if err := c.write(all); err != nil {
			return err
		}
		return c.tell(s, o, all)
	})
}

// opened is what was opened of a device, and how many operations of it joined.
type opened struct {
	wire.Unsent
	joined int
}

// tell lists what was opened, and joins it where that is wanted.
func (c *recoverCmd) tell(s *session, o office, all []wire.Unsent) error {
	list := make([]opened, len(all))
	var failed error
	for i := range all {
		list[i].Unsent = all[i]
		if c.Join {
			if list[i].joined, failed = o.join(s.ctx, all[i]); failed != nil {
				list = list[:i] // what joined before is told
				break
			}
		}
	}
	return errors.Join(program.Listing[opened]{
		Header: []string{"DEVICE", "COMUNE", "OPERATIONS", "LOG", "JOINED"},
		Record: func(u *opened) any {
			return map[string]any{"device": u.Device, "comune": u.Comune, "operations": len(u.Ops), "log": len(u.Log), "joined": u.joined}
		},
		Lines: func(u *opened) [][]string {
			joined := ""
			if c.Join {
				joined = strconv.Itoa(u.joined)
			}
			return program.One(u.Device, u.Comune, strconv.Itoa(len(u.Ops)), strconv.Itoa(len(u.Log)), joined)
		},
	}.Write(s.out, s.json, list), failed)
}

func (c *recoverCmd) write(all []wire.Unsent) error {
	if c.Output == "" {
		return nil
	}
	var body bytes.Buffer
	for i := range all {
		for _, o := range all[i].Ops {
			body.Write(o)
			body.WriteByte('\n')
		}
	}
	if err := os.WriteFile(c.Output, body.Bytes(), 0o600); err != nil {
		return gis.Wrap("segitd.recover", gis.BadInput, err, "store.write", c.Output)
	}
	return nil
}

// openUnsent opens what a device left.
func openUnsent(key []byte, left *server.Sealed) (u wire.Unsent, err error) {
	plain, err := store.OpenAtOffice(key, wire.UnsentOf(left.Device), left.Body)
	if err != nil {
		return u, err
	}
	z, err := gzip.NewReader(bytes.NewReader(plain))
	if err == nil {
		const most = 16 * wire.MaxUnsentBytes
		plain, err = io.ReadAll(io.LimitReader(z, most))
	}
	if err == nil {
		err = json.Unmarshal(plain, &u)
	}
	if err == nil && u.Device != left.Device {
		err = errors.New("of another device")
	}
	if err != nil {
		return u, gis.Wrap("segitd.recover", gis.Damaged, err, "sync.operation")
	}
	return u, nil
}

type heldCmd struct {
	place
	Device string `arg:"" help:"Device, as “segitd devices” names it."`
}

// Run lists what was on a device: the sheets, and whom its user looked at.
func (c *heldCmd) Run(s *session) error {
	return s.at(&c.place, func(o office) error {
		held, err := o.held(s.ctx, c.Device)
		if err != nil {
			return err
		}
		if s.json {
			held.Device.Certificate = ""
			return s.print(held)
		}
		var taken, looked [][]string
		for _, k := range held.Checkouts {
			sheets := strings.Join(k.Cells, " ")
			if len(k.Cells) == 0 {
				sheets = "*"
			}
			taken = append(taken, []string{k.Comune, sheets, k.Purpose, s.words.Date(gis.DayOf(k.At))})
		}
		for _, l := range held.Looked {
			looked = append(looked, []string{l.Comune, l.What, strconv.Itoa(l.Times), s.words.Moment(l.Last)})
		}
		if err := s.table([]string{"COMUNE", "SHEETS", "PURPOSE", "SINCE"}, taken); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(s.out); err != nil {
			return err
		}
		return s.table([]string{"COMUNE", "LOOKED AT", "TIMES", "LAST"}, looked)
	})
}
