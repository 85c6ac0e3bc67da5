package store

import (
	"context"

	"segit/gis"
)

// CheckAccess reads the whole access log and tells what is wrong with it: an
// entry that does not read, a number that is missing, a link that does not
// hold, a tail that was cut; and whether the log and the journal remember each
// other as they are. The error is only for a check that could not be done.
func (a *Archive) CheckAccess(ctx context.Context, found func(gis.Message)) error {
	gone := map[string]lost{}
	for _, chain := range []string{accessBucket, journalBucket} {
		l, err := a.readLost(chain)
		if err != nil {
			found(gis.Say("store.check-entry", stateBucket, lostKey(chain)))
		}
		gone[chain] = l
	}
	// What operations remember of the log.
	remembered := map[uint64]string{}
	err := a.pages(ctx, journalBucket, func(_, plain []byte) {
		if o, err := DecodeOperation(plain); plain != nil && err == nil {
			if l, ok := linkOf(o.Seen); ok && !gone[accessBucket].has(l.Seq) {
				remembered[l.Seq] = l.Hash
			}
		}
	})
	if err != nil {
		return err
	}
	by := a.authors()
	links := map[uint64]string{}
	err = a.walk(ctx, accessBucket, found, func(at link, plain []byte) string {
		x, err := DecodeAccess(plain)
		if err != nil || x.Seq != at.Seq || x.Device != by.of(accessBucket, at.Seq) || x.Comune != a.Head.Comune {
			found(gis.Say("store.check-access", at.Seq))
			return ""
		}
		if hash, is := remembered[at.Seq]; is && hash != at.Hash {
			found(gis.Say("store.check-crossed", accessBucket, at.Seq, journalBucket))
		}
		delete(remembered, at.Seq)
		if l, ok := linkOf(x.Journal); ok && !gone[journalBucket].has(l.Seq) {
			links[l.Seq] = l.Hash
		}
		return x.Prev
	})
	if err != nil {
		return err
	}
	for seq := range remembered {
		found(gis.Say("store.check-crossed", accessBucket, seq, journalBucket))
	}
	return a.checkLinks(ctx, links, found)
}

// checkLinks tells of operations that are not as the access log remembers them.
func (a *Archive) checkLinks(ctx context.Context, links map[uint64]string, found func(gis.Message)) error {
	err := a.pages(ctx, journalBucket, func(key, plain []byte) {
		at := link{Seq: seqOf(key)}
		if hash, is := links[at.Seq]; is && plain != nil && hash != HashOf(plain) {
			found(gis.Say("store.check-crossed", journalBucket, at.Seq, accessBucket))
		}
		delete(links, at.Seq)
	})
	for seq := range links {
		found(gis.Say("store.check-crossed", journalBucket, seq, accessBucket))
	}
	return err
}
