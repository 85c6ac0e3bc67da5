package sharing

import (
	"context"
	"slices"
	"strings"
	"time"

	"segit/store"
	"segit/store/desk"
)

// Log gives the operations that people did, here and elsewhere, oldest first: the
// journal, and between it what others wrote and sync brought in, as long as that
// is known ([Desk.News]).
func (d Desk) Log(ctx context.Context, filter desk.LogFilter, found func(desk.Logged) error) error {
	others, err := d.others(ctx, filter)
	if err != nil {
		return err
	}
	before := func(at time.Time) error {
		for len(others) > 0 && others[0].At.Before(at) {
			if err := found(others[0]); err != nil {
				return err
			}
			others = others[1:]
		}
		return nil
	}
	err = d.Desk.Log(ctx, filter, func(l desk.Logged) error {
		if err := before(l.At); err != nil {
			return err
		}
		return found(l)
	})
	if err != nil {
		return err
	}
	for _, l := range others {
		if err := found(l); err != nil {
			return err
		}
	}
	return nil
}

// others are the operations of others that a filter chooses, oldest first.
func (d Desk) others(ctx context.Context, filter desk.LogFilter) ([]desk.Logged, error) {
	if _, joined, err := d.Standing(); err != nil || !joined {
		return nil, err
	}
	news, err := d.News(ctx, time.Time{})
	if err != nil {
		return nil, err
	}
	var ops []store.Operation
	for i := range news {
		n := &news[i]
		switch {
		case n.Op == nil,
			filter.Actor != "" && !strings.EqualFold(n.Op.Actor, filter.Actor), n.Op.At.Before(filter.Since),
			filter.Row != "" && filter.Row != n.Finding && filter.Row != n.Row && filter.Row != n.Place():
			continue
		}
		ops = append(ops, *n.Op)
	}
	slices.SortStableFunc(ops, func(a, b store.Operation) int { return a.At.Compare(b.At) })
	return d.Told(ctx, ops)
}
