package client

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"segit/gis"
	"segit/store"
	"segit/sync/supply"
)

// build puts a group into the territory, in one switch with the note that it is
// here.
func (w *intake) build(ctx context.Context, group []*arriving) error {
	register, err := w.land().Supplies()
	if err != nil {
		return err
	}
	build, err := w.land().Build(ctx)
	if err != nil {
		return err
	}
	for _, a := range group {
		if err := w.enter(ctx, build, a, register); err != nil {
			return errors.Join(err, build.Abandon())
		}
	}
	build.Beside(func(tx *store.SharedTx) error { return w.noted(tx, group) })
	if err := build.Commit(); err != nil {
		return err
	}
	return w.printed(group)
}

// noted writes what is here of a group, and removes the chunks that nothing else
// wants.
func (w *intake) noted(tx *store.SharedTx, group []*arriving) error {
	for _, a := range group {
		h := &held{N: a.n, Local: a.local, Digests: a.head.Digests, Delivery: a.head.Delivery}
		if a.held != nil && a.head.Supply != nil {
			h.Parts = slices.Clone(a.held.Parts)
		}
		for i := range a.need {
			h.Parts = append(h.Parts, a.need[i].here())
			name := a.need[i].SHA256
			if w.later[name]--; w.later[name] > 0 {
				continue
			}
			if err := tx.Delete(chunkPrefix + name); err != nil {
				return err
			}
		}
		w.held[a.head.Name()] = h
		if err := tx.Put(heldPrefix+a.head.Name(), h); err != nil {
			return err
		}
	}
	return nil
}

// printed notes how the archive holds what came: what differs from it later was
// changed here. A note that a kill prevents is made when somebody looks.
func (w *intake) printed(group []*arriving) error {
	register, err := w.land().Supplies()
	if err != nil {
		return err
	}
	s := w.land().Snapshot()
	defer s.Release() //nolint:errcheck // a sweep that failed is tried again at the next open
	for _, a := range group {
		h := w.held[a.head.Name()]
		if h.Print, err = printOf(s, supplyOf(register, h.Local), a.head.Scope); err != nil {
			return err
		}
	}
	return w.link.archive.Shared(func(tx Tx) error {
		for _, a := range group {
			if err := tx.Put(heldPrefix+a.head.Name(), w.held[a.head.Name()]); err != nil {
				return err
			}
		}
		return nil
	})
}

func supplyOf(register []gis.Supply, id uint32) *gis.Supply {
	i := slices.IndexFunc(register, func(u gis.Supply) bool { return u.ID == id })
	if i < 0 {
		return nil
	}
	return &register[i]
}

// enter puts one entry into a build.
func (w *intake) enter(ctx context.Context, build *store.Build, a *arriving, register []gis.Supply) error {
	if a.head.Supply == nil {
		in := build.Derived(a.head.Scope, a.head.EPSG)
		for name, schema := range a.head.Schemas {
			if !slices.ContainsFunc(a.need, func(p listedPart) bool { return p.Schema == name }) {
				in.Declare(schema)
			}
		}
		return w.rows(ctx, a, func(_ *gis.Schema, _ string) (map[uint32]bool, error) { return nil, nil },
			func(_ string, b *gis.Batch) error { return in.Rows(ctx, b) })
	}
	entry, known := w.entry(a, register)
	in := build.Arrive(entry, a.head.EPSG, known)
	a.local = in.ID()
	says := in.Says
	if !known {
		says = func(*gis.Schema, string) (map[uint32]bool, error) { return nil, nil }
	}
	if err := w.rows(ctx, a, says, func(scope string, b *gis.Batch) error { return in.Put(ctx, scope, b) }); err != nil {
		return err
	}
	rejects, err := w.rejects(a)
	if err != nil {
		return err
	}
	return in.Keep(rejects, known && !wasPartial(register, entry.ID))
}

// wasPartial reports whether an archive had no rejects of a supply so far.
func wasPartial(register []gis.Supply, id uint32) bool {
	u := supplyOf(register, id)
	return u != nil && u.Partial
}

// entry is what the register is to say of a supply.
func (w *intake) entry(a *arriving, register []gis.Supply) (entry gis.Supply, known bool) {
	entry = *a.head.Supply
	entry.Origin, entry.Partial = a.head.Origin, !holds(w.area, store.UnlocatedCell)
	for _, origin := range a.head.Replaces {
		if h := w.held["supply/"+origin]; h != nil {
			entry.Replaces = append(entry.Replaces, h.Local)
		}
	}
	slices.Sort(entry.Replaces)
	if a.held == nil {
		_, number, _ := strings.Cut(a.head.Origin, "/")
		if n, err := strconv.ParseUint(number, 10, 32); err == nil {
			entry.ID = uint32(n)
		}
		return entry, false
	}
	was := supplyOf(register, a.held.Local)
	if was == nil {
		return entry, false // it was here, and its entry is lost
	}
	entry.ID, entry.Delivery, entry.Origin = was.ID, was.Delivery, was.Origin
	entry.Acts = joined(was.Acts, entry.Acts)
	return entry, true
}

// joined are the acts of two lists, by time.
func joined(p, q []gis.SupplyAct) []gis.SupplyAct {
	all := slices.Clone(p)
	for _, act := range q {
		if !slices.ContainsFunc(all, func(o gis.SupplyAct) bool {
			return o.At.Equal(act.At) && o.Actor == act.Actor && o.Withdrawn == act.Withdrawn
		}) {
			all = append(all, act)
		}
	}
	slices.SortStableFunc(all, func(p, q gis.SupplyAct) int { return cmp.Or(p.At.Compare(q.At), cmp.Compare(p.Actor, q.Actor)) })
	return all
}

// stand is where rows of an entry stand together.
type stand struct{ dataset, schema, scope string }

// rows gives the rows of the parts that came, those of one scope in the order of
// the file, without those that the supply says already.
func (w *intake) rows(
	ctx context.Context, a *arriving, says func(*gis.Schema, string) (map[uint32]bool, error), put func(scope string, b *gis.Batch) error,
) error {
	stands := map[stand][]supply.Strand{}
	tied := map[stand]bool{}
	for i := range a.need {
		p := &a.need[i]
		if p.Rejects {
			continue
		}
		lines, err := supply.DecodeLines(p.Lines, p.Rows)
		if err != nil {
			return err
		}
		at := stand{p.Dataset, p.Schema, p.Scope}
		tied[at] = tied[at] || p.Tied
		stands[at] = append(stands[at], supply.Strand{Lines: lines, Open: func() (*gis.Batch, error) { return w.open(p) }})
	}
	for _, at := range slices.SortedFunc(maps.Keys(stands), func(p, q stand) int {
		return cmp.Or(cmp.Compare(p.dataset, q.dataset), cmp.Compare(p.schema, q.schema), cmp.Compare(p.scope, q.scope))
	}) {
		var said map[uint32]bool
		asked := false
		err := supply.Weave(stands[at], func(b *gis.Batch) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if !asked {
				asked = true
				var err error
				if said, err = says(b.Schema, at.scope); err != nil {
					return err
				}
			}
			if tied[at] {
				// A person may be tied to many sheets, and comes with each.
				b, said = once(b, said)
			} else {
				b = without(b, said)
			}
			if b.Len() == 0 {
				return nil
			}
			return put(at.scope, b)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// once leaves out rows on lines that were said, and on lines that came already;
// it gives both together.
func once(b *gis.Batch, said map[uint32]bool) (*gis.Batch, map[uint32]bool) {
	if said == nil {
		said = map[uint32]bool{}
	}
	var rows []int
	for row, line := range b.Line {
		if !said[line] {
			said[line] = true
			rows = append(rows, row)
		}
	}
	left := gis.NewBatch(b.Schema)
	left.Append(b, rows)
	return left, said
}

// without leaves out rows on lines.
func without(b *gis.Batch, lines map[uint32]bool) *gis.Batch {
	if len(lines) == 0 {
		return b
	}
	var rows []int
	for row, line := range b.Line {
		if !lines[line] {
			rows = append(rows, row)
		}
	}
	if len(rows) == b.Len() {
		return b
	}
	left := gis.NewBatch(b.Schema)
	left.Append(b, rows)
	return left
}

// bytes gives the plain bytes of a chunk that was fetched, whose name is theirs.
func (w *intake) bytes(name string) ([]byte, error) {
	var packed []byte
	err := w.land().SharedView(func(tx *store.SharedTx) (err error) {
		packed, err = tx.Bytes(chunkPrefix + name)
		return err
	})
	if err != nil {
		return nil, err
	}
	return w.packer.Unpack(packed, name)
}

// open reads the rows of a part.
func (w *intake) open(p *listedPart) (*gis.Batch, error) {
	plain, err := w.bytes(p.SHA256)
	if err != nil {
		return nil, err
	}
	c, err := supply.Decode(plain)
	if err != nil {
		return nil, err
	}
	if c.Cell != p.Cell || c.Rows.Len() != p.Rows || schemaName(c.Rows.Schema) != p.Schema {
		return nil, gis.Refuse("client.open", gis.BadInput, "sync.chunk")
	}
	return c.Rows, nil
}

// schemaName tells the schema of a part from others.
func schemaName(s *gis.Schema) string {
	raw, err := json.Marshal(s)
	if err != nil {
		return "" // cannot be: its fields are plain
	}
	return supply.Name(raw)[:shortName]
}

// rejects reads the rejects of a supply that came.
func (w *intake) rejects(a *arriving) ([]gis.Reject, error) {
	var all []gis.Reject
	for i := range a.need {
		if !a.need[i].Rejects {
			continue
		}
		plain, err := w.bytes(a.need[i].SHA256)
		if err != nil {
			return nil, err
		}
		for line := range bytes.Lines(plain) {
			var r gis.Reject
			if err := json.Unmarshal(line, &r); err != nil {
				return nil, gis.Wrap("client.rejects", gis.BadInput, err, "sync.chunk")
			}
			all = append(all, r)
		}
	}
	return all, nil
}
