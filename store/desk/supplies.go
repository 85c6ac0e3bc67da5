package desk

import (
	"context"
	"strconv"

	"segit/gis"
	"segit/store"
)

// SupplyStatus is an entry of the register.
type SupplyStatus struct {
	gis.Supply
	InForce bool // today's state is made of it
	Held    bool // the archive has its rows, in force or not
	Beside  int  // how many others came by the same import
}

// Supplies is the register, oldest first.
func (d *Desk) Supplies(ctx context.Context) ([]SupplyStatus, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	all, err := d.archive.Supplies()
	if err != nil {
		return nil, err
	}
	in, held := d.archive.InForce(), d.archive.Held()
	status, came := make([]SupplyStatus, len(all)), map[uint64]int{}
	for i := range all {
		if all[i].Delivery != 0 {
			came[all[i].Delivery]++
		}
	}
	for i := range all {
		status[i] = SupplyStatus{all[i], in[all[i].ID], held[all[i].ID], max(0, came[all[i].Delivery]-1)}
	}
	return status, nil
}

// Supply is one entry of the register.
func (d *Desk) Supply(ctx context.Context, id uint32) (SupplyStatus, error) {
	all, err := d.Supplies(ctx)
	if err != nil {
		return SupplyStatus{}, err
	}
	for i := range all {
		if all[i].ID == id {
			return all[i], nil
		}
	}
	return SupplyStatus{}, gis.Refuse("desk.Supply", gis.NotFound, "desk.no-supply", id)
}

// Rejects gives the rows of a supply that did not go in, in the file's order;
// that they are read is in the access log before.
func (d *Desk) Rejects(ctx context.Context, supply uint32, found func(gis.Reject) error) error {
	of, err := d.Supply(ctx, supply)
	if err == nil && of.Rejected > 0 { // a row as it came may name anybody
		_, err = d.logAccess(store.Access{Deed: "rejects", What: of.Source, Filter: "supply=" + strconv.Itoa(int(supply)), Count: of.Rejected})
	}
	if err != nil {
		return err
	}
	return d.rejects(ctx, &of.Supply, func(r, _ store.KeptReject) error {
		if r.Passed {
			return nil
		}
		return found(r.Reject)
	})
}
