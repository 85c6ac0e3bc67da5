package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"segit/gis"
)

// SupplyDeed is what is done with a supply of the register as a whole.
type SupplyDeed struct {
	Supply   uint32
	Delivery bool // with all files that came by the same import, in one step
	Reason   string
	Actor    string
}

// SuppliesActed is what a deed on the register left.
type SuppliesActed struct {
	Done   []SupplyStatus // the supplies that were undone or taken back, ascending
	Beside []SupplyStatus // those of the same delivery that stand as they stood, and are not undone
	// Left are those of Beside that today's picture is made of without the one
	// undone: what it said is gone with it, and what was there before stays gone.
	Left []SupplyStatus
}

// Withdraw undoes a whole supply, whichever it is, or the delivery that it came
// with: the state becomes as if it had never come, and the register keeps who did
// it, when and why.
func (d *Desk) Withdraw(ctx context.Context, deed SupplyDeed) (SuppliesActed, error) {
	if strings.TrimSpace(deed.Reason) == "" {
		return SuppliesActed{}, gis.Refuse("desk.Withdraw", gis.BadUsage, "desk.withdraw-reason")
	}
	return d.act(ctx, deed, true)
}

// Restore takes a supply back that was undone, or all undone ones of a delivery.
func (d *Desk) Restore(ctx context.Context, deed SupplyDeed) (SuppliesActed, error) {
	return d.act(ctx, deed, false)
}

func (d *Desk) act(ctx context.Context, deed SupplyDeed, withdrawn bool) (SuppliesActed, error) {
	named, err := d.Supply(ctx, deed.Supply)
	if err != nil {
		return SuppliesActed{}, err
	}
	act := gis.SupplyAct{Withdrawn: withdrawn, Actor: deed.Actor, Reason: deed.Reason, At: time.Now().UTC().Truncate(time.Second)}
	acted := map[uint32]bool{named.ID: true}
	switch {
	case !deed.Delivery:
		err = d.archive.Act(ctx, named.ID, act)
	case named.Delivery == 0:
		err = gis.Refuse("desk.act", gis.BadUsage, "desk.no-delivery", named.ID)
	default:
		var ids []uint32
		ids, err = d.archive.ActDelivery(ctx, named.ID, act)
		clear(acted)
		for _, id := range ids {
			acted[id] = true
		}
	}
	if err != nil {
		return SuppliesActed{}, err
	}
	register, err := d.Supplies(ctx)
	if err != nil {
		return SuppliesActed{}, err
	}
	var after SuppliesActed
	for _, s := range register {
		switch {
		case acted[s.ID]:
			after.Done = append(after.Done, s)
		case named.Delivery != 0 && s.Delivery == named.Delivery && !s.Withdrawn():
			after.Beside = append(after.Beside, s)
			if withdrawn && s.InForce && s.Source == named.Source && d.archive.SamePicture(s.ID, named.ID) {
				after.Left = append(after.Left, s)
			}
		}
	}
	return after, nil
}

// Stays says of what is undone in part what stands and what undoes that too;
// nil when nothing of the delivery stands.
func (a *SuppliesActed) Stays() []gis.Message {
	if len(a.Done) != 1 || !a.Done[0].Withdrawn() || len(a.Beside) == 0 {
		return nil
	}
	undone := &a.Done[0]
	if len(a.Left) > 0 {
		return []gis.Message{gis.Say("desk.undone-part", enumerated(a.Left), undone.File, undone.Source)}
	}
	return []gis.Message{gis.Say("desk.undone-beside", enumerated(a.Beside))}
}

// mostNamed is how many supplies a sentence names.
const mostNamed = 5

// enumerated names supplies: "4 (tari-2.csv), 5 (tari-3.csv)".
func enumerated(supplies []SupplyStatus) string {
	var names []string
	for i := range supplies {
		if i == mostNamed {
			names = append(names, fmt.Sprintf("+%d", len(supplies)-mostNamed))
			break
		}
		names = append(names, fmt.Sprintf("%d (%s)", supplies[i].ID, supplies[i].File))
	}
	return strings.Join(names, ", ")
}
