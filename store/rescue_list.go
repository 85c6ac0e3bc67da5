package store

import (
	"encoding/binary"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// listing makes a manifest for a file in which the one in force was not found: of
// the newest that was, if any, of the cards of segments that this one does not
// know, and of what supplies say of rows. Which rows are in force is made again by
// [timeline] from the register. A supply that the register does not have, or of
// which not all that it said was found, ends nothing that is not surely ended.
type listing struct {
	rescue  *rescue
	m       *manifest
	bare    bool   // no manifest was found
	segment uint32 // first number of which the manifest that was found does not know
	supply  uint32 // likewise of the supplies
	shown   map[uint32]*shown
	touched map[scopeOf]bool // of which the state is to be made again
	found   map[uint32]int64 // rows that a supply says, as far as found
	lacking map[uint32]bool  // supplies that said rows of which the lines are lost
	listed  map[uint32]bool  // segments of the manifest that was found
	scopes  map[string]bool  // of computed rows, likewise
}

// shown is what a file has of a segment.
type shown struct {
	card *card
	rows bool             // a block at least
	said map[uint32]int64 // how many rows other supplies say
}

// list makes the manifest; base is the newest that was found, nil for none.
func (r *rescue) list(base *manifest) (*manifest, error) {
	l := &listing{
		rescue: r, m: firstManifest(), shown: map[uint32]*shown{}, touched: map[scopeOf]bool{},
		found: map[uint32]int64{}, lacking: map[uint32]bool{}, listed: map[uint32]bool{}, scopes: map[string]bool{},
	}
	if base != nil {
		l.m, l.segment, l.supply = base.clone(), base.NextSegment, base.NextSupply
	}
	for i := range l.m.Segments {
		info := &l.m.Segments[i]
		l.listed[info.ID] = true
		l.scopes[info.Scope] = l.scopes[info.Scope] || info.Supply == 0
	}
	err := r.to.View(func(tx *bbolt.Tx) error {
		if m, broken := r.vault.archive.readMark(tx); broken == nil { // one that does not read says nothing
			l.m.Generation, l.m.NextSegment = max(l.m.Generation, m.Generation), max(l.m.NextSegment, m.NextSegment)
		}
		return l.look(tx)
	})
	if err != nil {
		return nil, err
	}
	l.said()
	l.take()
	for i := range l.m.Segments {
		info := &l.m.Segments[i]
		l.found[info.Supply] += int64(info.Rows)
		for _, supply := range info.Said {
			if s := l.shown[info.ID]; s != nil && s.said[supply] > 0 {
				l.found[supply] += s.said[supply]
			} else {
				l.lacking[supply] = true
			}
		}
	}
	r.listed, l.bare = l, base == nil
	if r.done.Listed = base == nil || len(l.touched) > 0; base == nil {
		r.done.note(gis.Say("store.rescue-listed"))
	} else {
		r.done.note(gis.Say("store.rescue-older"))
	}
	return l.m, nil
}

// look reads what the file has of every segment.
func (l *listing) look(tx *bbolt.Tx) error {
	plain := l.rescue.vault.plain
	return along(tx, segmentBucket, nil, func(k, v []byte) (bool, error) {
		if len(k) != 9 {
			return true, nil
		}
		id := numberOf(k)
		s := l.shown[id]
		if s == nil {
			s = &shown{said: map[uint32]int64{}}
			l.shown[id] = s
		}
		switch k[4] {
		case cardValue:
			if s.card = readCard(plain(segmentBucket, k, v)); s.card != nil && s.card.Supply != nil {
				l.rescue.begun[s.card.Supply.ID] = s.card.Supply
			}
		case rowsValue:
			s.rows = true
		case mentionValue:
			if m := mentionAlone(plain(segmentBucket, k, v)); m != nil {
				s.said[numberOf(k[5:])] = m.count()
			}
		}
		return true, nil
	})
}

// mentionAlone reads a mention without knowing its segment; nil for what is none.
func mentionAlone(plain []byte) *mention {
	rows, _ := binary.Uvarint(plain)
	if rows > maxSetRows {
		return nil
	}
	m, err := decodeMention(plain, int(rows))
	if err != nil {
		return nil
	}
	return m
}

// said enters what newer supplies say of the segments that are known.
func (l *listing) said() {
	for i := range l.m.Segments {
		info := &l.m.Segments[i]
		s := l.shown[info.ID]
		if s == nil {
			continue
		}
		for _, supply := range slices.Sorted(maps.Keys(s.said)) {
			if supply >= l.supply && !slices.Contains(info.Said, supply) && l.speaks(supply) {
				info.Said = append(slices.Clip(info.Said), supply)
				l.touch(info)
			}
		}
	}
}

// own reports whether the supply of which a card speaks is that of the register: an
// import that was given up left its number to the next one, and its rows, in free
// pages, are not that one's.
func (l *listing) own(begun *gis.Supply) bool {
	u := l.rescue.entries[begun.ID]
	return u == nil || u.File == begun.File && u.SHA256 == begun.SHA256 && u.Imported.Equal(begun.Imported)
}

// speaks reports whether something is known of a supply that says rows: an entry
// of the register or a card. What nobody knows anything of is nobody's word.
func (l *listing) speaks(supply uint32) bool {
	return l.rescue.entries[supply] != nil || l.rescue.begun[supply] != nil
}

// touch has the state of a segment's scope be made again.
func (l *listing) touch(info *Segment) {
	if info.Supply != 0 {
		l.touched[scopeOf{l.m.Schemas[info.Schema].Source, info.Scope}] = true
	}
}

// take enters the segments of which the manifest that was found does not know, by
// their cards.
func (l *listing) take() {
	renewed, computed := l.replaced()
	l.m.Segments = slices.DeleteFunc(l.m.Segments, func(s Segment) bool { return renewed[s.ID] })
	older := false
	for _, id := range slices.Sorted(maps.Keys(l.shown)) {
		l.m.NextSegment = max(l.m.NextSegment, id+1)
		s := l.shown[id]
		c := s.card
		switch {
		case id < l.segment || renewed[id]:
			continue
		case c == nil:
			if s.rows {
				l.rescue.done.Unknown++
			}
			continue
		case c.Supply == nil && !l.holds(id, computed) || c.Supply != nil && !l.own(c.Supply):
			continue
		}
		info := Segment{ID: id, Schema: l.m.schemaIndex(&c.Schema), Scope: c.Scope, EPSG: c.EPSG, Rows: c.Rows}
		if older = older || c.Supply == nil; c.Supply != nil {
			info.Supply = c.Supply.ID
			l.m.NextSupply = max(l.m.NextSupply, info.Supply+1)
			l.m.Generation = max(l.m.Generation, c.Supply.Delivery)
		}
		for _, supply := range slices.Sorted(maps.Keys(s.said)) {
			if l.speaks(supply) {
				info.Said = append(info.Said, supply)
			}
		}
		l.m.Segments = append(l.m.Segments, info)
		l.touch(&info)
	}
	if older {
		l.rescue.done.note(gis.Say("store.rescue-computed"))
	}
	if n := l.rescue.done.Unknown; n > 0 {
		l.rescue.done.note(gis.Say("store.rescue-unknown", n))
	}
}

// replaced are the segments in whose place others stand, and the build whose
// computed rows hold, by scope: the last one.
func (l *listing) replaced() (renewed map[uint32]bool, computed map[string]uint32) {
	renewed, computed = map[uint32]bool{}, map[string]uint32{}
	for id, s := range l.shown {
		if s.card == nil || id < l.segment {
			continue
		}
		if s.card.Of != 0 {
			renewed[s.card.Of] = true
		}
		if s.card.Supply == nil {
			_, build := l.root(id)
			computed[s.card.Scope] = max(computed[s.card.Scope], build)
		}
	}
	return renewed, computed
}

// root is the segment that a build made in whose place, at last, one stands, and
// the build.
func (l *listing) root(id uint32) (first, build uint32) {
	for {
		s := l.shown[id]
		if s == nil || s.card == nil {
			return id, build
		}
		build = s.card.Build
		if s.card.Of == 0 || s.card.Of >= id {
			return id, build
		}
		id = s.card.Of
	}
}

// holds reports whether the computed rows of a segment stand for their scope: where
// the manifest that was found says which do, none but those.
func (l *listing) holds(id uint32, computed map[string]uint32) bool {
	scope := l.shown[id].card.Scope
	first, build := l.root(id)
	if first < l.segment {
		return l.listed[first]
	}
	return !l.scopes[scope] && build == computed[scope]
}

// doubt finds the full supplies of the register of which not all that they said
// was found, where something was before them: which of it they ended is not known.
// They become updates, which end what they say otherwise.
func (l *listing) doubt(register map[uint32]*registered) {
	doubtful := map[uint32]bool{}
	for of := range l.touched {
		for n, step := range stepsOf(l.speakers(of, register)) {
			if n == 0 || step.kind != gis.FullSupply || !slices.ContainsFunc(step.supplies, func(u gis.Supply) bool { return !l.whole(register[u.ID]) }) {
				continue
			}
			for i := range step.supplies {
				doubtful[step.supplies[i].ID] = true
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(register)) {
		u := register[id]
		if u.Held > l.found[id] {
			code := "store.rescue-lacks"
			if follows(u, register) {
				code = "store.rescue-lacks-after"
			}
			l.rescue.done.note(gis.Say(code, id, u.File, l.found[id], u.Held))
		}
		if u.Held > 0 && u.Held < l.found[id] {
			l.rescue.done.note(gis.Say("store.rescue-more", id, u.File, l.found[id], u.Held))
		}
		if doubtful[id] {
			said := gis.Say("store.rescue-doubtful", id, u.File)
			u.Kind, u.Warnings = gis.UpdateSupply, append(u.Warnings, said)
			l.rescue.done.note(said)
		}
	}
}

// follows reports whether a supply may have ended rows of an earlier one.
func follows(u *registered, register map[uint32]*registered) bool {
	if u.Withdrawn() || u.Kind != gis.FullSupply && u.Kind != gis.UpdateSupply {
		return false
	}
	at := arrival{u.Kind, []gis.Supply{u.Supply}}
	for _, o := range register {
		if o != u && o.Source == u.Source && !o.Withdrawn() && at.order(&arrival{o.Kind, []gis.Supply{o.Supply}}) > 0 {
			return true
		}
	}
	return false
}

// whole reports that all that a supply said was found.
func (l *listing) whole(u *registered) bool {
	return !l.lacking[u.ID] && !l.rescue.unsaid[u.ID] && (u.Held > 0 && l.found[u.ID] >= u.Held || u.Held == 0 && u.ID < l.supply)
}

// speakers are the supplies that say rows of a scope.
func (l *listing) speakers(of scopeOf, register map[uint32]*registered) []gis.Supply {
	f, _ := (&timeline{m: l.m}).fold(of)
	var all []gis.Supply
	for _, id := range f.speakers() {
		if u := register[id]; u != nil {
			all = append(all, u.Supply)
		}
	}
	return all
}

// settle makes the states again.
func (l *listing) settle() error {
	a := l.rescue.vault.archive
	register, err := a.Supplies()
	if err != nil {
		return err
	}
	t := &timeline{archive: a, m: l.m, register: register}
	return t.settle(l.touched, func(*arrival, []uint32, []uint32, func() (Changes, error)) error { return l.rescue.ctx.Err() })
}
