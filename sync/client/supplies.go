package client

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"segit/gis"
	"segit/store"
	"segit/sync/rights"
	"segit/sync/supply"
	"segit/sync/wire"
)

// supplies takes in what others supplied, as far as it lies in the area, gives
// back what does not any more, and sends what was imported here.
func (l *Link) supplies(ctx context.Context, t *talk, s *state, session *wire.Session, sum *Summary, p gis.Progress) error {
	if l.land == nil {
		return nil
	}
	area, all, tag, err := l.manifest(ctx, t, s)
	if err != nil {
		return err
	}
	if area != nil {
		if err := l.narrow(ctx, s, area); err != nil {
			return err
		}
		w, err := l.plan(s, area, all)
		if err != nil {
			return err
		}
		if err := w.run(ctx, t, sum, p); err != nil {
			return err
		}
		if err := l.change(s, func(now *state) { now.Listed, now.Tag = max(now.Listed, w.last), tag }); err != nil {
			return err
		}
	}
	may, err := offers(s.Role)
	if err != nil {
		return err
	}
	sent := sum.Sent
	if may && len(s.Held) == 0 {
		if err := l.offer(ctx, t, s, session, sum, p); err != nil {
			return err
		}
	}
	return l.learnSheets(ctx, t, area != nil || sum.Sent > sent)
}

// offers reports whether a desk of a role sends what it imports: the server
// refuses the others.
func offers(role string) (bool, error) {
	table, err := rights.BuiltIn()
	return err == nil && table.Writes(&rights.Caller{User: "-", Role: role, Comuni: []string{rights.EveryComune}}, "parcels", "*"), err
}

// intake is what is taken in of a manifest.
type intake struct {
	link   *Link
	area   *wire.Area
	state  state
	groups [][]*arriving // in the order in which they are taken in
	held   map[string]*held
	later  map[string]int // chunks by the number of groups that still want them
	last   uint64         // entry up to which all is here, after the run
	packer *supply.Packer
}

// arriving is an entry of which something comes in.
type arriving struct {
	*listed
	held  *held // nil: nothing is here
	need  []listedPart
	idle  bool   // all of it is here already
	local uint32 // number of the supply, after it came
}

// plan finds what of the manifest is not here. A delivery of which the manifest
// has not all supplies yet waits, with what comes after it.
func (l *Link) plan(s *state, area *wire.Area, all []listed) (*intake, error) {
	packer, err := supply.NewPacker()
	if err != nil {
		return nil, err
	}
	w := &intake{link: l, area: area, state: *s, later: map[string]int{}, packer: packer}
	if w.held, err = l.readHeld(); err != nil {
		return nil, err
	}
	if s.Listed == 0 {
		if err := w.lost(all); err != nil {
			return nil, err
		}
	}
	register, err := l.land.Supplies()
	if err != nil {
		return nil, err
	}
	counted := map[string]int{}
	for i := range all {
		if crs, own := all[i].head.CRS, l.land.Head.EPSG; crs != own {
			return nil, gis.Refuse("client.supplies", gis.BadInput, "sync.other-crs", crs, own)
		}
		counted[all[i].head.Delivery]++
	}
	groups := map[string]int{}
	for i := range all {
		a := w.arriving(&all[i], register)
		e := a.listed
		fresh := a.held == nil && e.head.Supply != nil
		if fresh && counted[e.head.Delivery]+w.heldOf(e.head.Delivery, all) < e.head.Together {
			break
		}
		w.last = e.n
		key := e.head.Delivery
		if n, ok := groups[key]; ok && fresh {
			w.groups[n] = append(w.groups[n], a)
			continue
		}
		if fresh {
			groups[key] = len(w.groups)
		}
		w.groups = append(w.groups, []*arriving{a})
	}
	for _, g := range w.groups {
		for _, a := range g {
			for i := range a.need {
				w.later[a.need[i].SHA256]++
			}
		}
	}
	return w, nil
}

// lostPrint marks an entry that the server had and has not any more: it was
// restored, and who has the whole sends it again.
const lostPrint = "lost"

// lost marks the entries that a full list has not.
func (w *intake) lost(all []listed) error {
	there := map[string]bool{}
	for i := range all {
		there[all[i].head.Name()] = true
	}
	return w.link.archive.Shared(func(tx Tx) error {
		for name, h := range w.held {
			if there[name] {
				continue
			}
			h.N, h.Print = 0, lostPrint
			if err := tx.Put(heldPrefix+name, h); err != nil {
				return err
			}
		}
		return nil
	})
}

// arriving finds what of an entry is not here.
func (w *intake) arriving(e *listed, register []gis.Supply) *arriving {
	a := &arriving{listed: e, held: w.held[e.head.Name()]}
	if a.held == nil {
		a.held = w.link.ours(e, register)
	}
	for n := range e.part {
		if part := &e.part[n]; a.held == nil || !a.held.has(part) {
			a.need = append(a.need, *part)
		}
	}
	if a.idle = a.isHere(register); !a.idle && e.head.Supply == nil {
		a.need = e.part // computed rows come whole
	}
	return a
}

// heldOf counts the supplies of a delivery that are here and not in the list.
func (w *intake) heldOf(delivery string, all []listed) int {
	n := 0
	for name, h := range w.held {
		if h.Delivery != delivery || !strings.HasPrefix(name, "supply/") {
			continue
		}
		if !slices.ContainsFunc(all, func(e listed) bool { return e.head.Name() == name }) {
			n++
		}
	}
	return n
}

// ours is a supply that this archive has without having got it: its own, sent by
// a sync that was killed before it noted it, or the same file imported here,
// too.
func (l *Link) ours(e *listed, register []gis.Supply) *held {
	if e.head.Supply == nil {
		return nil
	}
	device, _ := l.archive.Of()
	origin, number, _ := strings.Cut(e.head.Origin, "/")
	for i := range register {
		u := &register[i]
		own := origin == device && number == strconv.FormatUint(uint64(u.ID), 10)
		if u.Origin == "" && (own || sameFile(u, e.head.Supply)) {
			h := &held{N: e.n, Local: u.ID, Digests: e.head.Digests, Delivery: e.head.Delivery}
			for n := range e.part {
				h.Parts = append(h.Parts, e.part[n].here())
			}
			return h
		}
	}
	return nil
}

// sameFile reports whether two supplies are the same file read in the same way.
func sameFile(p, q *gis.Supply) bool {
	return p.Source == q.Source && p.SHA256 == q.SHA256 && p.Asked == q.Asked && p.Kind == q.Kind && p.CRS == q.CRS && slices.Equal(p.Sidecars, q.Sidecars)
}

// isHere reports whether nothing of an entry is to be written into the territory.
func (a *arriving) isHere(register []gis.Supply) bool {
	if len(a.need) > 0 || a.held == nil {
		return false
	}
	if a.head.Supply == nil {
		return string(a.held.Digests) == string(a.head.Digests)
	}
	u := supplyOf(register, a.held.Local)
	return u == nil || len(a.head.Supply.Acts) <= len(u.Acts)
}

// run takes the groups in, one after the other: each is whole or not there.
func (w *intake) run(ctx context.Context, t *talk, sum *Summary, p gis.Progress) error {
	total := int64(0)
	for _, g := range w.groups {
		for _, a := range g {
			total += int64(len(a.need))
		}
	}
	if total > 0 {
		p.Stage(gis.Say("sync.stage-supplies"), total)
	}
	for _, g := range w.groups {
		if g[0].idle {
			if err := w.note(g[0]); err != nil {
				return err
			}
			continue
		}
		if err := w.fetch(ctx, t, g, sum, p); err != nil {
			return err
		}
		if err := w.build(ctx, g); err != nil {
			return err
		}
		sum.Supplies += len(g)
	}
	return w.clear()
}

// note writes that an entry is here as it is listed.
func (w *intake) note(a *arriving) error {
	h := *a.held
	h.N, h.Digests = a.n, a.head.Digests
	w.held[a.head.Name()] = &h
	return w.link.archive.Shared(func(tx Tx) error { return tx.Put(heldPrefix+a.head.Name(), h) })
}

// clear removes chunks that nothing wants any more.
func (w *intake) clear() error {
	return w.link.land.Shared(func(tx *store.SharedTx) error {
		var keys []string
		if err := tx.Keys(chunkPrefix, func(key string) error { keys = append(keys, key); return nil }); err != nil {
			return err
		}
		for _, key := range keys {
			if err := tx.Delete(key); err != nil {
				return err
			}
		}
		return nil
	})
}

// narrow gives back the rows that lie outside the area, if it shrank.
func (l *Link) narrow(ctx context.Context, s *state, area *wire.Area) error {
	never := !s.Area.Whole && len(s.Area.Cells) == 0
	if never || !shrunk(&s.Area, area) {
		return l.change(s, func(now *state) { now.Area = *area })
	}
	all, err := l.readHeld()
	if err != nil {
		return err
	}
	register, err := l.land.Supplies()
	if err != nil {
		return err
	}
	sent := map[uint32]bool{}
	for _, h := range all {
		sent[h.Local] = true
		h.Print = ""
	}
	var partial []gis.Supply
	for i := range register {
		if u := register[i]; sent[u.ID] && !u.Partial && !holds(area, store.UnlocatedCell) {
			u.Partial = true
			partial = append(partial, u)
		}
	}
	leaves := func(supply uint32, cell string) bool { return (supply == 0 || sent[supply]) && !holds(area, cell) }
	return l.land.Leave(ctx, leaves, partial, func(tx *store.SharedTx) error {
		now, err := readState(tx)
		if err != nil {
			return err
		}
		now.Area = *area
		*s = now
		if err := tx.Put(stateKey, now); err != nil {
			return err
		}
		for name, h := range all {
			// What is tied to sheets left with all that lies nowhere; what is tied to
			// those that stay comes anew.
			h.Parts = slices.DeleteFunc(h.Parts, func(p heldPart) bool { return p.Tied || !holds(area, p.Cell) })
			if err := tx.Put(heldPrefix+name, h); err != nil {
				return err
			}
		}
		return nil
	})
}
