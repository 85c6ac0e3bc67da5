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
	"text/tabwriter"

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

// tell lists what was opened, and joins it where that is wanted.
func (c *recoverCmd) tell(s *session, o office, all []wire.Unsent) error {
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "DEVICE\tCOMUNE\tOPERATIONS\tLOG\tJOINED") //nolint:errcheck // Flush tells
	for i := range all {
		u := &all[i]
		joined, n := "", 0
		if c.Join {
			var err error
			if n, err = o.join(s.ctx, *u); err != nil {
				return err
			}
			joined = strconv.Itoa(n)
		}
		if s.json {
			err := s.print(map[string]any{"device": u.Device, "comune": u.Comune, "operations": len(u.Ops), "log": len(u.Log), "joined": n})
			if err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%s\n", u.Device, u.Comune, len(u.Ops), len(u.Log), joined) //nolint:errcheck // Flush tells
	}
	if s.json {
		return nil
	}
	return w.Flush()
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
		w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "COMUNE\tSHEETS\tPURPOSE\tSINCE") //nolint:errcheck // Flush tells
		for _, k := range held.Checkouts {
			sheets := strings.Join(k.Cells, " ")
			if len(k.Cells) == 0 {
				sheets = "*"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", k.Comune, sheets, k.Purpose, s.words.Date(gis.DayOf(k.At))) //nolint:errcheck // Flush tells
		}
		fmt.Fprintln(w, "\nCOMUNE\tLOOKED AT\tTIMES\tLAST") //nolint:errcheck // Flush tells
		for _, l := range held.Looked {
			fmt.Fprintf(w, "%s\t%s\t%d\t%s\n", l.Comune, l.What, l.Times, l.Last.Local().Format("02/01/2006 15:04")) //nolint:errcheck // Flush tells
		}
		return w.Flush()
	})
}
