package store

import (
	"context"
	"errors"
	"maps"
	"slices"

	"segit/gis"
)

// Act takes a supply out of what the archive knows, as if it had never come,
// or takes it back. Its rows stay, and the register keeps who did it and why.
// The state of every scope that it speaks of is made again from the others,
// and switched in one step.
func (a *Archive) Act(ctx context.Context, supply uint32, act gis.SupplyAct) error {
	_, err := a.act(ctx, supply, act, func(s, named *gis.Supply) bool { return s == named })
	return err
}

// ActDelivery is [Archive.Act] on every supply that came by the same import as the
// one named, in one step; those that stand already as they are to are left. It
// gives the supplies acted on, ascending.
func (a *Archive) ActDelivery(ctx context.Context, supply uint32, act gis.SupplyAct) ([]uint32, error) {
	return a.act(ctx, supply, act, func(s, named *gis.Supply) bool {
		return s == named || named.Delivery != 0 && s.Delivery == named.Delivery
	})
}

// act is what [Archive.Act] does to all supplies that go with the one named.
func (a *Archive) act(ctx context.Context, supply uint32, act gis.SupplyAct, with func(s, named *gis.Supply) bool) ([]uint32, error) {
	const op = "store.Act"
	build, err := a.Build(ctx)
	if err != nil {
		return nil, err
	}
	register, err := a.Supplies()
	if err != nil {
		return nil, errors.Join(err, build.Abandon())
	}
	at := slices.IndexFunc(register, func(s gis.Supply) bool { return s.ID == supply })
	if at < 0 {
		return nil, errors.Join(gis.Refuse(op, gis.NotFound, "desk.no-supply", supply), build.Abandon())
	}
	var acted []uint32
	touched := map[scopeOf]bool{}
	for i := range register {
		s := &register[i]
		if !with(s, &register[at]) || s.Withdrawn() == act.Withdrawn {
			continue
		}
		s.Acts = append(slices.Clone(s.Acts), act)
		build.edited = append(build.edited, *s)
		acted = append(acted, s.ID)
		maps.Copy(touched, build.next.scopesOf(s.ID))
	}
	if len(acted) == 0 {
		refused := gis.Refuse(op, gis.BadUsage, "store.not-withdrawn", supply)
		if act.Withdrawn {
			refused = gis.Refuse(op, gis.BadUsage, "store.withdrawn", supply)
		}
		return nil, errors.Join(refused, build.Abandon())
	}
	t := &timeline{archive: a, m: build.next, register: register}
	err = t.settle(touched, func(*arrival, []uint32, []uint32, func() (Changes, error)) error { return ctx.Err() })
	if err != nil {
		return nil, errors.Join(err, build.Abandon())
	}
	return acted, build.Commit()
}

// SamePicture reports whether two supplies speak of a part of the territory in
// common: of one delivery, they make the picture of it together.
func (a *Archive) SamePicture(p, q uint32) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	of := a.current.scopesOf(q)
	for scope := range a.current.scopesOf(p) {
		if of[scope] {
			return true
		}
	}
	return false
}
