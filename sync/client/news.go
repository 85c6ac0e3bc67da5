package client

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"segit/store"
	"segit/sync/wire"
)

// News is something that others wrote and a sync brought in.
type News struct {
	At      time.Time `json:"at"` // when it came in here
	Layer   string    `json:"layer"`
	Row     string    `json:"row"`
	Columns []string  `json:"columns,omitempty"` // none when the row came whole
	Actor   string    `json:"actor,omitempty"`
	Written time.Time `json:"written,omitzero"` // when its author wrote it
	Kind    string    `json:"kind"`             // as [wire.Change]

	// Op is the operation, without geometries and without what the log does not
	// tell of it; nil where the row came whole.
	Op *store.Operation `json:"op,omitempty"`
}

const newsKey = "news/"

// newsLife is how long it is known what came in.
const newsLife = 31 * 24 * time.Hour

func newsAt(at time.Time) string { return fmt.Sprintf("%s%020d", newsKey, at.UnixNano()) }

// newsOf is what a change tells; o is its operation, nil for a row that came whole.
func newsOf(c *wire.Change, o *store.Operation, at time.Time) News {
	n := News{At: at, Layer: c.Layer, Row: c.ID, Kind: c.Kind}
	if o == nil {
		return n
	}
	n.Op = &store.Operation{
		Device: o.Device, Seq: o.Seq, Layer: o.Layer, ID: o.ID, Cell: o.Cell, Kind: o.Kind, Actor: o.Actor, At: o.At, Purpose: o.Purpose,
		Undoes: o.Undoes, Step: o.Step, Set: map[string]store.Change{},
	}
	for column, change := range o.Set {
		n.Columns = append(n.Columns, column)
		if column == store.ShapeColumn {
			change = store.Change{}
		}
		n.Op.Set[column] = store.Change{Base: change.Base, New: change.New}
	}
	slices.Sort(n.Columns)
	n.Actor, n.Written = o.Actor, o.At
	return n
}

// tell keeps what came in with a page, and forgets what is old.
func tell(tx Tx, news []News, now time.Time) error {
	if len(news) == 0 {
		return nil
	}
	if err := tx.Put(newsAt(now), news); err != nil {
		return err
	}
	old, err := newsUpTo(tx, newsAt(now.Add(-newsLife)))
	if err != nil {
		return err
	}
	for _, key := range old {
		if err := tx.Delete(key); err != nil {
			return err
		}
	}
	return nil
}

// newsUpTo are the keys of news before one; none of the news is opened, and none
// that follows is passed.
func newsUpTo(tx Tx, before string) (keys []string, err error) {
	enough := errors.New("enough")
	err = tx.Keys(newsKey, func(key string) error {
		if key >= before {
			return enough
		}
		keys = append(keys, key)
		return nil
	})
	if errors.Is(err, enough) {
		err = nil
	}
	return keys, err
}

// News are what others wrote and came in after a moment, the newest first, up
// to a month back. What a first or renewed reading of all rows brings is no
// news.
func (l *Link) News(since time.Time) (all []News, err error) {
	err = l.archive.View(func(tx Tx) error {
		all = nil
		var keys []string
		after := newsAt(since)
		if err := tx.Keys(newsKey, func(key string) error {
			if key > after {
				keys = append(keys, key)
			}
			return nil
		}); err != nil {
			return err
		}
		for _, key := range keys { // what came before is not opened
			var page []News
			if _, err := tx.Get(key, &page); err != nil {
				return err
			}
			all = append(all, page...)
		}
		return nil
	})
	slices.Reverse(all)
	return all, err
}
