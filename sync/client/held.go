package client

import (
	"context"
	"math"
	"net/http"
	"net/url"
	"slices"

	"segit/store"
	"segit/sync/wire"
)

// search finds the last entry of a chain that the server has: it has all before
// it, too, since each names the one before.
type search struct {
	links  []wire.Link // of the entries it may lie among
	lo, hi int         // so many are there, so many may be
	asked  []int
}

// ask are entries spread over those that may be there.
func (s *search) ask() (links []wire.Link) {
	s.asked = nil
	n := s.hi - s.lo
	parts := min(n, wire.MostLinks)
	for i := 1; i <= parts; i++ {
		at := s.lo + n*i/parts
		s.asked = append(s.asked, at)
		links = append(links, s.links[at-1])
	}
	return links
}

// told takes the number of the last of them that is there.
func (s *search) told(seq uint64) {
	for _, at := range s.asked {
		if s.links[at-1].Seq > seq {
			s.hi = at - 1
			return
		}
		s.lo = at
	}
}

// found is the number of the last entry that is there.
func (s *search) found(before uint64) uint64 {
	if s.lo == 0 {
		return before
	}
	return s.links[s.lo-1].Seq
}

// heldOf asks how far the server has the chains that this archive wrote, as the
// device that it still is and as those before: a server that was put back may have
// something else in the place of what one of these sent.
func (l *Link) heldOf(ctx context.Context, t *talk) (held wire.FormerReply, err error) {
	device, comune := l.archive.Of()
	wrote := append(slices.Clone(l.archive.Former()), store.Former{Device: device, Ops: math.MaxUint64, Log: math.MaxUint64})
	var before store.Former
	for _, of := range wrote {
		here, err := l.heldBy(ctx, t, comune, before, of)
		if err != nil {
			return held, err
		}
		// What follows one that is not there is not there either.
		if held.Ops == before.Ops {
			held.Ops = here.Ops
		}
		if held.Log == before.Log {
			held.Log = here.Log
		}
		before = of
	}
	return held, nil
}

// heldBy asks how far the server has what one device wrote after another.
func (l *Link) heldBy(ctx context.Context, t *talk, comune string, before, of store.Former) (held wire.FormerReply, err error) {
	var ops, log search
	err = l.archive.View(func(tx Tx) (err error) {
		if ops.links, err = linksOf(tx.Journal, before.Ops, of.Ops); err == nil {
			log.links, err = linksOf(tx.Log, before.Log, of.Log)
		}
		return err
	})
	if err != nil {
		return held, err
	}
	ops.hi, log.hi = len(ops.links), len(log.links)
	for {
		ask := wire.FormerRequest{Comune: comune, Ops: ops.ask(), Log: log.ask()}
		if len(ask.Ops)+len(ask.Log) == 0 {
			return wire.FormerReply{Ops: ops.found(before.Ops), Log: log.found(before.Log)}, nil
		}
		var answer wire.FormerReply
		if err := t.json(ctx, http.MethodPost, "/v1/formers/"+url.PathEscape(of.Device), ask, &answer); err != nil {
			return held, err
		}
		ops.told(answer.Ops)
		log.told(answer.Log)
	}
}

type chain func(after uint64, found func(seq uint64, raw []byte) (more bool, err error)) error

// linksOf are the entries of a chain after one, up to another.
func linksOf(c chain, after, last uint64) (links []wire.Link, err error) {
	err = c(after, func(seq uint64, raw []byte) (bool, error) {
		if seq > last {
			return false, nil
		}
		links = append(links, wire.Link{Seq: seq, Hash: store.HashOf(raw)})
		return true, nil
	})
	return links, err
}

// entryIn is an entry of a chain, nil when it is not there; it holds as long as the
// transaction.
func entryIn(c chain, at uint64) (entry []byte, err error) {
	if at == 0 {
		return nil, nil
	}
	err = c(at-1, func(seq uint64, raw []byte) (bool, error) {
		if seq == at {
			entry = raw
		}
		return false, nil
	})
	return entry, err
}

// hashIn is the hash of an entry of a chain, "" when it is not there.
func hashIn(c chain, at uint64) (string, error) {
	entry, err := entryIn(c, at)
	if entry == nil {
		return "", err
	}
	return store.HashOf(entry), err
}
