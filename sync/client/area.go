package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"segit/gis"
	"segit/store"
	"segit/sync/wire"
)

// SetArea says which sheets ("A/12", "_/12" without section, "-" for what lies
// in none) the archive is to hold from the next sync on; none for the whole
// municipality.
func (l *Link) SetArea(cells []string) error {
	if err := CheckArea(cells); err != nil {
		return err
	}
	cells = slices.Compact(slices.Sorted(slices.Values(cells)))
	return l.archive.Shared(func(tx Tx) error {
		s, err := readState(tx)
		if err != nil {
			return err
		}
		s.Want = cells
		return tx.Put(stateKey, s)
	})
}

// CheckArea refuses texts that name no sheets.
func CheckArea(cells []string) error {
	for _, cell := range cells {
		if !goodCell(cell) {
			return gis.Refuse("client.CheckArea", gis.BadUsage, "sync.cell", cell)
		}
	}
	return nil
}

// Area gives the sheets that the archive is to hold; none for the whole
// municipality.
func (l *Link) Area() ([]string, error) {
	s, err := l.readState()
	return s.Want, err
}

// Holding is what of a municipality an archive is to hold, and what it holds.
type Holding struct {
	Want  []string // sheets; none for the whole municipality
	Here  []string // those of which the rows are here
	Whole bool     // the rows of the whole municipality are here
	Lease int      // days that the lease is of; 0 for none, or where no sync has told it
}

// Holding says what the archive is to hold and holds.
func (l *Link) Holding() (Holding, error) {
	s, err := l.readState()
	return Holding{Want: s.Want, Here: s.Area.Cells, Whole: s.Area.Whole, Lease: s.Lease}, err
}

// goodCell reports whether a text names a sheet, or what lies in none.
func goodCell(cell string) bool {
	section, sheet, ok := strings.Cut(cell, "/")
	return cell == store.UnlocatedCell || ok && section != "" && sheet != "" && !strings.ContainsAny(cell, " ,")
}

// checkout makes the area at the server what it is to be: asks for it, or makes
// it larger or smaller. What the server has for sheets that were added comes in
// before anything that follows; what lies outside goes.
func (l *Link) checkout(ctx context.Context, t *talk, s *state, sum *Summary) error {
	if s.Checkout != "" && len(s.Want) == 0 && len(s.Held) > 0 {
		// The whole is read anew; what is here stays until it is.
		if err := l.change(s, func(now *state) { now.beginAgain() }); err != nil {
			return err
		}
	}
	if s.Checkout == "" {
		_, comune := l.archive.Of()
		var c wire.Checkout
		if err := t.json(ctx, http.MethodPost, "/v1/checkouts", wire.CheckoutRequest{Comune: comune, Cells: s.Want}, &c); err != nil {
			return err
		}
		return l.change(s, func(now *state) { now.Checkout, now.Cursor, now.Held = c.ID, c.Cursor, c.Cells })
	}
	if !slices.Equal(s.Want, s.Held) {
		if err := l.reshape(ctx, t, s); err != nil {
			return err
		}
	}
	for len(s.Growing) > 0 {
		if err := l.grow(ctx, t, s, sum); err != nil {
			return err
		}
	}
	return nil
}

// reshape changes the checkout, and takes away the rows that are outside of it
// from now on.
func (l *Link) reshape(ctx context.Context, t *talk, s *state) error {
	var c wire.Checkout
	if err := t.json(ctx, http.MethodPatch, "/v1/checkouts/"+s.Checkout, wire.CheckoutChange{Cells: s.Want}, &c); err != nil {
		return err
	}
	rules, err := builtInRules()
	if err != nil {
		return err
	}
	return l.archive.Shared(func(tx Tx) error {
		now, err := readState(tx)
		if err != nil {
			return err
		}
		growing := slices.DeleteFunc(now.Growing, func(cell string) bool { return !slices.Contains(c.Cells, cell) })
		for _, cell := range c.Cells {
			if len(now.Held) > 0 && !slices.Contains(now.Held, cell) && !slices.Contains(growing, cell) {
				growing = append(growing, cell)
			}
		}
		now.Held, now.Growing, now.GrownTo, now.Listed, now.Tag = c.Cells, growing, "", 0, ""
		*s = now
		if err := tx.Put(stateKey, now); err != nil {
			return err
		}
		touched, err := outside(tx, c.Cells)
		if err != nil {
			return err
		}
		if err := l.pending.load(tx, now.Own); err != nil {
			return err
		}
		return l.pending.show(&bases{tx: tx}, touched, rules)
	})
}

// outside takes away the server's rows that lie outside an area.
func outside(tx Tx, cells []string) (map[rowName]bool, error) {
	touched := map[rowName]bool{}
	err := tx.Each(basePrefix, func(_ string, raw jsonValue) error {
		var b base
		if err := json.Unmarshal(raw, &b); err != nil {
			return gis.Wrap("client.reshape", gis.Damaged, err, "sync.store-damaged")
		}
		if !slices.Contains(cells, store.CellName(b.Row.Cell)) {
			touched[rowName{b.Layer, b.ID}] = true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for name := range touched {
		if err := tx.Delete(baseKey(name.layer, name.id)); err != nil {
			return nil, err
		}
	}
	return touched, nil
}

// grow takes in a page of the rows of sheets that were added.
func (l *Link) grow(ctx context.Context, t *talk, s *state, sum *Summary) error {
	path := "/v1/checkouts/" + s.Checkout + "/snapshot?cells=" + url.QueryEscape(strings.Join(s.Growing, ",")) + "&after=" + url.QueryEscape(s.GrownTo)
	raw, err := t.ask(ctx, http.MethodGet, path, "application/json", nil, wire.MaxPageBytes)
	if err != nil {
		return err
	}
	rows, page, err := readPage(raw)
	if err != nil {
		return err
	}
	return l.take(s, rows, sum, func(now *state) {
		now.GrownTo = page.Cursor
		if !page.More {
			now.Growing, now.GrownTo = nil, ""
		}
	}, false)
}
