package store

import (
	"context"
	"errors"
	"slices"

	"segit/gis"
)

// Act takes a supply out of what the archive knows, as if it had never come,
// or takes it back. Its rows stay, and the register keeps who did it and why.
// The state of every scope that it speaks of is made again from the others,
// and switched in one step.
func (a *Archive) Act(ctx context.Context, supply uint32, act gis.SupplyAct) error {
	const op = "store.Act"
	build, err := a.Build(ctx)
	if err != nil {
		return err
	}
	register, err := a.Supplies()
	if err != nil {
		return errors.Join(err, build.Abandon())
	}
	i := slices.IndexFunc(register, func(s gis.Supply) bool { return s.ID == supply })
	switch {
	case i < 0:
		return errors.Join(gis.Refuse(op, gis.NotFound, "desk.no-supply", supply), build.Abandon())
	case register[i].Withdrawn() == act.Withdrawn && act.Withdrawn:
		return errors.Join(gis.Refuse(op, gis.BadUsage, "store.withdrawn", supply), build.Abandon())
	case register[i].Withdrawn() == act.Withdrawn:
		return errors.Join(gis.Refuse(op, gis.BadUsage, "store.not-withdrawn", supply), build.Abandon())
	}
	register[i].Acts = append(slices.Clone(register[i].Acts), act)
	build.edited = append(build.edited, register[i])
	t := &timeline{archive: a, m: build.next, register: register}
	err = t.settle(build.next.scopesOf(supply), func(*arrival, []uint32, []uint32, func() (Changes, error)) error { return ctx.Err() })
	if err != nil {
		return errors.Join(err, build.Abandon())
	}
	return build.Commit()
}
