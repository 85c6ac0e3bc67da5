package sharing

import (
	"context"
	"encoding/json"
	"time"

	"segit/gis/finding"
	"segit/store"
	"segit/store/desk"
	"segit/sync/client"
	"segit/sync/merge"
	"segit/sync/wire"
)

// Conflict is a conflict with what it is about.
type Conflict struct {
	merge.Dispute
	desk.RowSubject
	Mine map[string]bool // operations that were written here
}

// Parked is an operation that the server set aside, with what it is about.
type Parked struct {
	client.Parked
	desk.RowSubject
	Op store.Operation
}

// News is what others wrote, with what it is about.
type News struct {
	client.News
	desk.RowSubject
}

// Conflicts are the conflicts that stand, by row.
func (d Desk) Conflicts(ctx context.Context) ([]Conflict, error) {
	var found []merge.Dispute
	err := d.look(func(l *client.Link) (err error) {
		found, err = l.Conflicts()
		return err
	})
	if err != nil {
		return nil, err
	}
	states, err := finding.BuiltInStates()
	if err != nil {
		return nil, err
	}
	for i := range found {
		// A finding is in the first state before anybody has written one.
		if c := &found[i]; c.Layer == store.DatasetFindings && c.Column == "state" && len(c.Base) == 0 {
			if c.Base, err = json.Marshal(finding.Decision{State: states.First()}); err != nil {
				return nil, err
			}
		}
	}
	mine := map[string]bool{}
	for i := range found {
		for _, v := range found[i].Values {
			if mine[v.By], err = d.Wrote(v.By); err != nil {
				return nil, err
			}
		}
	}
	return about(ctx, d, found,
		func(c merge.Dispute) (desk.RowName, error) {
			return desk.RowName{Layer: c.Layer, ID: c.Row, Cell: c.Cell}, nil
		},
		func(c merge.Dispute, s desk.RowSubject) Conflict { return Conflict{c, s, mine} })
}

// Parked are the operations of this device that the server set aside.
func (d Desk) Parked(ctx context.Context) ([]Parked, error) {
	var found []client.Parked
	err := d.look(func(l *client.Link) (err error) {
		found, err = l.Parked()
		return err
	})
	if err != nil {
		return nil, err
	}
	var ops []store.Operation
	return about(ctx, d, found,
		func(p client.Parked) (desk.RowName, error) {
			o, err := wire.ParseSent(p.Operation)
			ops = append(ops, o.Operation)
			return desk.RowName{Layer: o.Layer, ID: o.ID, Cell: o.Cell}, err
		},
		func(p client.Parked, s desk.RowSubject) Parked {
			o := ops[0]
			ops = ops[1:]
			return Parked{p, s, o}
		})
}

// News are what others wrote and came in after a moment, the newest first.
func (d Desk) News(ctx context.Context, since time.Time) ([]News, error) {
	var found []client.News
	err := d.look(func(l *client.Link) (err error) {
		found, err = l.News(since)
		return err
	})
	if err != nil {
		return nil, err
	}
	return about(ctx, d, found,
		func(n client.News) (desk.RowName, error) { return desk.RowName{Layer: n.Layer, ID: n.Row}, nil },
		func(n client.News, s desk.RowSubject) News { return News{n, s} })
}

// about puts what rows are about beside them.
func about[T, V any](ctx context.Context, d Desk, found []T, name func(T) (desk.RowName, error), with func(T, desk.RowSubject) V) ([]V, error) {
	rows := make([]desk.RowName, len(found))
	for i := range found {
		var err error
		if rows[i], err = name(found[i]); err != nil {
			return nil, err
		}
	}
	if len(rows) == 0 {
		return nil, nil
	}
	subjects, err := d.RowSubjects(ctx, rows)
	if err != nil {
		return nil, err
	}
	all := make([]V, len(found))
	for i := range found {
		all[i] = with(found[i], subjects[i])
	}
	return all, nil
}
