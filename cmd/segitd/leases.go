package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"segit/gis"
	"segit/store"
	"segit/sync/server"
	"segit/sync/wire"
)

// leases refuses a lease that no code may give.
func (h *here) leases(ctx context.Context, days int) error {
	const op = "segitd.code"
	id, err := h.store.Identity(ctx)
	switch {
	case err != nil:
		return err
	case days < 0 || days > server.MostLeaseDays:
		return gis.Refuse(op, gis.BadUsage, "lease.days", server.MostLeaseDays)
	case len(id.Office) == 0:
		return gis.Refuse(op, gis.BadUsage, "lease.no-office")
	}
	return nil
}

// newOffice makes an office key: the public half stays here, the private one is
// given and kept nowhere. What was sealed to a former one wants that one.
func (h *here) newOffice(ctx context.Context) (string, error) {
	written, public, err := store.NewOffice()
	if err != nil {
		return "", err
	}
	return written, h.store.SetOffice(ctx, public)
}

// heldByDevice is what a device had: its areas, and whom its user looked at.
type heldByDevice struct {
	Device    server.Device     `json:"device"`
	Checkouts []server.Checkout `json:"checkouts"`
	Looked    []looked          `json:"looked"`
}

// looked is what the access log of a device says of a key or a subject.
type looked struct {
	Comune string    `json:"comune"`
	What   string    `json:"what"` // key of a parcel or unit, or fingerprint of a subject
	Times  int       `json:"times"`
	Last   time.Time `json:"last"`
}

// held says what was on a device, from its checkouts and its access log: for the
// notice that a lost one may want.
func (h *here) held(ctx context.Context, device string) (heldByDevice, error) {
	d, err := h.store.Device(ctx, device)
	if errors.Is(err, server.ErrUnknown) {
		err = gis.Refuse("segitd.held", gis.NotFound, "sync.no-device", device)
	}
	if err != nil {
		return heldByDevice{}, err
	}
	d.Half = nil
	all := heldByDevice{Device: d}
	comuni, err := h.comuni(ctx, &d)
	if err != nil {
		return all, err
	}
	for _, comune := range comuni {
		checkouts, err := h.store.Checkouts(ctx, comune)
		if err != nil {
			return all, err
		}
		for _, c := range checkouts {
			if c.Device == device {
				all.Checkouts = append(all.Checkouts, c)
			}
		}
		seen, err := h.looked(ctx, comune, device)
		if err != nil {
			return all, err
		}
		all.Looked = append(all.Looked, seen...)
	}
	return all, nil
}

// comuni are the municipalities of a device; of one that may see all, those
// that any device has.
func (h *here) comuni(ctx context.Context, d *server.Device) ([]string, error) {
	if !slices.Contains(d.Comuni, server.EveryComune) {
		return d.Comuni, nil
	}
	devices, err := h.store.Devices(ctx)
	var all []string
	for i := range devices {
		for _, c := range devices[i].Comuni {
			if c != server.EveryComune {
				all = append(all, c)
			}
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(all))), err
}

// looked reads the access log of a device.
func (h *here) looked(ctx context.Context, comune, device string) ([]looked, error) {
	at := map[string]int{}
	var all []looked
	err := h.store.Read(ctx, comune, func(v server.View) error {
		for after := uint64(0); ; {
			entries, err := v.AccessLog(device, after, wire.MaxPage)
			if err != nil || len(entries) == 0 {
				return err
			}
			for _, raw := range entries {
				x, err := store.DecodeAccess(raw)
				if err != nil {
					return err
				}
				after = x.Seq
				for _, what := range slices.Concat(x.Keys, x.Subjects) {
					n, known := at[what]
					if !known {
						n = len(all)
						at[what], all = n, append(all, looked{Comune: comune, What: what})
					}
					all[n].Times++
					all[n].Last = x.At
				}
			}
		}
	})
	return all, err
}

// sealed is what revoked devices left in every municipality.
func (h *here) sealed(ctx context.Context) ([]server.Sealed, error) {
	devices, err := h.store.Devices(ctx)
	if err != nil {
		return nil, err
	}
	var comuni []string
	for i := range devices {
		if devices[i].Status != server.Revoked {
			continue
		}
		of, err := h.comuni(ctx, &devices[i])
		if err != nil {
			return nil, err
		}
		comuni = append(comuni, of...)
	}
	var all []server.Sealed
	for _, comune := range slices.Compact(slices.Sorted(slices.Values(comuni))) {
		err := h.store.Read(ctx, comune, func(v server.View) error {
			left, err := v.Sealed()
			all = append(all, left...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// join brings what a revoked device had not sent into the repository, as the
// device's own: operations that came before are passed over.
func (h *here) join(ctx context.Context, u wire.Unsent) (int, error) {
	core, err := server.New(ctx, server.Config{Store: h.store, Now: time.Now})
	if err != nil {
		return 0, err
	}
	return core.Join(ctx, u)
}

func (c *counter) held(ctx context.Context, device string) (h heldByDevice, err error) {
	err = c.ask(ctx, "held", device, &h)
	return h, err
}

func (c *counter) newOffice(ctx context.Context) (written string, err error) {
	err = c.ask(ctx, "office", nil, &written)
	return written, err
}

func (c *counter) sealed(ctx context.Context) (all []server.Sealed, err error) {
	err = c.ask(ctx, "sealed", nil, &all)
	return all, err
}

func (c *counter) join(ctx context.Context, u wire.Unsent) (n int, err error) {
	err = c.ask(ctx, "join", u, &n)
	return n, err
}
