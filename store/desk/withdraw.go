package desk

import (
	"context"
	"strings"
	"time"

	"segit/gis"
)

// Withdraw undoes a whole supply, whichever it is: the state becomes as if it
// had never come, and the register keeps who did it, when and why.
func (d *Desk) Withdraw(ctx context.Context, supply uint32, reason, actor string) (SupplyStatus, error) {
	if strings.TrimSpace(reason) == "" {
		return SupplyStatus{}, gis.Refuse("desk.Withdraw", gis.BadUsage, "desk.withdraw-reason")
	}
	return d.act(ctx, supply, gis.SupplyAct{Withdrawn: true, Actor: actor, Reason: reason})
}

// Restore takes a supply back that was undone.
func (d *Desk) Restore(ctx context.Context, supply uint32, reason, actor string) (SupplyStatus, error) {
	return d.act(ctx, supply, gis.SupplyAct{Actor: actor, Reason: reason})
}

func (d *Desk) act(ctx context.Context, supply uint32, act gis.SupplyAct) (SupplyStatus, error) {
	act.At = time.Now().UTC().Truncate(time.Second)
	if err := d.archive.Act(ctx, supply, act); err != nil {
		return SupplyStatus{}, err
	}
	return d.Supply(ctx, supply)
}
