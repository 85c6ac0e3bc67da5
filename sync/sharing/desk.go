package sharing

import (
	"context"
	"time"

	"segit/gis"
	"segit/store"
	"segit/store/desk"
	"segit/sync/client"
)

// Desk is an open archive with its link to a central repository. Its methods
// may be called from many goroutines.
type Desk struct {
	*desk.Desk
}

// link gives the archive's link to a deed, and lets the desk see what changed.
func (d Desk) link(deed func(*client.Link) error) error {
	return d.Share(func(a *store.Archive) error { return deed(client.New(client.Of(a))) })
}

// look gives the link to a question, which changes nothing.
func (d Desk) look(ask func(*client.Link) error) error {
	return d.Peek(func(a *store.Archive) error { return ask(client.New(client.Of(a))) })
}

// Enrol joins the archive to a central repository.
func (d Desk) Enrol(ctx context.Context, req client.EnrolRequest) (user, role string, err error) {
	err = d.link(func(l *client.Link) error {
		user, role, err = l.Enrol(ctx, req)
		return err
	})
	return user, role, err
}

// Rejoin lets an archive that is there twice join again, with a one-time code.
func (d Desk) Rejoin(ctx context.Context, code string) (user, role string, err error) {
	err = d.link(func(l *client.Link) error {
		user, role, err = l.Rejoin(ctx, code)
		return err
	})
	return user, role, err
}

// Sync sends what was written here and takes in what others wrote. What it sent
// of open layers is then served to everybody; when that fails the sync is done
// all the same, and Unserved says why.
func (d Desk) Sync(ctx context.Context, p gis.Progress) (sum client.Summary, err error) {
	err = d.link(func(l *client.Link) error {
		sum, err = l.Sync(ctx, p)
		return err
	})
	if err == nil {
		sum.Unserved = d.publishOpen(ctx, p)
		err = ctx.Err()
	}
	return sum, err
}

// Standing says where the archive stands with its central repository; it asks
// nobody. joined is false for an archive that never enrolled.
func (d Desk) Standing() (st client.Status, joined bool, err error) {
	st, err = d.Status()
	if client.NotEnrolled(err) {
		return st, false, nil
	}
	return st, err == nil, err
}

// Status is [Desk.Standing] of an archive that has joined; another is refused.
func (d Desk) Status() (st client.Status, err error) {
	err = d.look(func(l *client.Link) error {
		st, err = l.Status()
		return err
	})
	return st, err
}

// Resolve decides conflicts in the same way; those that cannot be decided so
// are told.
func (d Desk) Resolve(ids []string, c client.Choice, actor, purpose string) (left []client.Undecided, err error) {
	err = d.link(func(l *client.Link) error {
		left = l.ResolveMany(ids, c, actor, purpose)
		return nil
	})
	return left, err
}

// Resend writes again an operation that the server set aside.
func (d Desk) Resend(seq uint64, actor, purpose string) error {
	return d.link(func(l *client.Link) error { return l.Resend(seq, actor, purpose) })
}

// Dismiss wants no more of an operation that the server set aside.
func (d Desk) Dismiss(seq uint64) error {
	return d.link(func(l *client.Link) error { return l.Dismiss(seq) })
}

// Shared is all that sharing has to show of an archive.
type Shared struct {
	Joined    bool
	Status    client.Status
	Holding   Holding
	Sheeted   Sheeted
	Conflicts []Conflict
	Parked    []Parked
	News      []News
}

// Shared gathers what there is to show, with what came in after a moment.
func (d Desk) Shared(ctx context.Context, since time.Time) (s Shared, err error) {
	if s.Status, s.Joined, err = d.Standing(); err != nil || !s.Joined {
		return s, err
	}
	if s.Holding, err = d.Holding(ctx); err != nil {
		return s, err
	}
	if s.Sheeted, err = d.Sheeted(); err != nil {
		return s, err
	}
	if s.Conflicts, err = d.Conflicts(ctx); err != nil {
		return s, err
	}
	if s.Parked, err = d.Parked(ctx); err != nil {
		return s, err
	}
	s.News, err = d.News(ctx, since)
	return s, err
}
