package store

import (
	"cmp"
	"context"
	"encoding/binary"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store/block"
)

// Intake says where the rows of a supply go.
type Intake struct {
	Supply gis.Supply // ID is given by the build
	EPSG   int        // CRS of the coordinates; 0 without geometry
	// Scope names what a row belongs to and a full supply speaks of as a whole:
	// a sheet, a section, a file, or "" for the source. A scope is the source's
	// own: what a supply ends is of the same source. A supply without rows names
	// no scope and so ends nothing.
	Scope func(b *gis.Batch, row int) string
}

// SupplyBuild takes the rows and rejects of one supply; it is a [gis.Sink].
// Different supplies may be taken at the same time.
type SupplyBuild struct {
	build   *Build
	intake  Intake
	begun   *gis.Supply  // what the cards of its segments say of it
	derived bool         // rows computed here: no supply stands in the register
	again   bool         // the supply stands in the register: rows of it that were rejected
	arrived bool         // another desk imported it
	settled []KeptReject // what becomes of rejects
	open    map[openKey]*gis.Batch
	shares  map[openKey]*share // of scopes of which the archive holds rows
	rejects []gis.Reject
	written int // rejects already in the file
}

type openKey struct {
	schema *gis.Schema
	scope  string
}

// Supply begins a supply. Its ID holds from now on.
func (b *Build) Supply(in Intake) *SupplyBuild {
	b.mu.Lock()
	defer b.mu.Unlock()
	in.Supply.ID = b.next.NextSupply
	b.next.NextSupply++
	in.Supply.Delivery = b.next.Generation + 1
	s := &SupplyBuild{build: b, intake: in, begun: beginning(&in.Supply), open: map[openKey]*gis.Batch{}, shares: map[openKey]*share{}}
	b.supplies = append(b.supplies, s)
	return s
}

// Derived takes rows that were computed from others: they replace what the
// same scope held and enter no register.
func (b *Build) Derived(scope string, epsg int) *SupplyBuild {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := &SupplyBuild{build: b, derived: true, open: map[openKey]*gis.Batch{}, shares: map[openKey]*share{}, intake: Intake{
		EPSG: epsg, Scope: func(*gis.Batch, int) string { return scope },
	}}
	b.supplies = append(b.supplies, s)
	return s
}

// ID is the number of the supply in the register.
func (s *SupplyBuild) ID() uint32 { return s.intake.Supply.ID }

// Counted sets what the reader met; call it before Commit.
func (s *SupplyBuild) Counted(c gis.Counts) {
	s.intake.Supply.Read, s.intake.Supply.Rejected, s.intake.Supply.Accepted = c.Read, c.Rejected, c.Read-c.Rejected
}

// Proven sets the hashes of the file and of those that belong to it, where they
// were not known at its beginning; call it before Commit.
func (s *SupplyBuild) Proven(sha256 string, sidecars []string) {
	s.intake.Supply.SHA256, s.intake.Supply.Sidecars = sha256, sidecars
}

// Broken keeps what shows that the file was not whole, or came with one that was
// not; unless it is to count as whole all the same, a picture of the whole ends
// nothing then. Call it before Commit.
func (s *SupplyBuild) Broken(signs []gis.Message, asWhole bool) {
	u := &s.intake.Supply
	u.Broken = append(u.Broken, signs...)
	if u.Kind == gis.FullSupply && !asWhole {
		u.Kind = gis.IncompleteSupply
	}
}

// Result is the supply as the register holds it after Commit.
func (s *SupplyBuild) Result() gis.Supply { return s.intake.Supply }

// Warn keeps a remark on the file.
func (s *SupplyBuild) Warn(m gis.Message) {
	s.intake.Supply.Warnings = append(s.intake.Supply.Warnings, m)
}

// Rows takes a batch, row by row into the scope it belongs to. It gives the
// error of rows taken before when those could not be stored.
func (s *SupplyBuild) Rows(ctx context.Context, batch *gis.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.build.ctx.Err() != nil {
		return context.Cause(s.build.ctx)
	}
	for from := 0; from < batch.Len(); {
		scope := s.intake.Scope(batch, from)
		to := from + 1
		for to < batch.Len() && s.intake.Scope(batch, to) == scope {
			to++
		}
		s.put(openKey{batch.Schema, scope}, batch, from, to)
		from = to
	}
	return nil
}

// Declare has a layer be known though no row of it may come: one without rows is
// listed all the same. It is for derived rows.
func (s *SupplyBuild) Declare(schema *gis.Schema) {
	if key := (openKey{schema, s.intake.Scope(nil, 0)}); s.open[key] == nil {
		s.open[key] = s.build.blank(schema)
	}
}

// put takes rows of one scope.
func (s *SupplyBuild) put(key openKey, batch *gis.Batch, from, to int) {
	part := s.open[key]
	if part == nil {
		part = s.build.blank(batch.Schema)
		s.open[key] = part
	}
	part.AppendRange(batch, from, to)
	if part.Len() >= segmentRows || len(part.Shapes.XY) >= 2*segmentPoints {
		s.close(key)
	}
}

// close hands an open batch over: to be assembled or, where the archive holds
// rows of its scope, to be looked up first.
func (s *SupplyBuild) close(key openKey) {
	part := s.open[key]
	delete(s.open, key)
	if shared := s.share(key); shared != nil {
		n := shared.begin()
		s.build.work.Go(func() error { return shared.take(n, part) })
		return
	}
	s.hand(key, part)
}

// hand has a segment made of rows; it waits while all workers are busy, which
// bounds the memory.
func (s *SupplyBuild) hand(key openKey, part *gis.Batch) {
	id := s.build.reserve(1)
	s.build.work.Go(func() error { return s.assemble(id, key, part) })
}

// assemble makes a segment of rows.
func (s *SupplyBuild) assemble(id uint32, key openKey, part *gis.Batch) error {
	info := Segment{ID: id, Scope: key.scope, Supply: s.intake.Supply.ID, EPSG: s.intake.EPSG}
	times := block.Times{KnownFrom: s.intake.Supply.Date, KnownTo: gis.OpenEnd, Supply: s.intake.Supply.ID}
	err := s.build.add(info, times, part, s.begun)
	s.build.giveBack(part)
	return err
}

// Close tells that no row follows; Commit does it too.
func (s *SupplyBuild) Close() {
	for _, key := range slices.SortedFunc(maps.Keys(s.open), compareKeys) {
		s.close(key)
	}
	for _, key := range slices.SortedFunc(maps.Keys(s.shares), compareKeys) {
		if shared := s.shares[key]; shared != nil {
			if left := shared.end(); left != nil {
				s.hand(key, left)
			}
		}
	}
}

func compareKeys(p, q openKey) int {
	return cmp.Or(cmp.Compare(p.scope, q.scope), cmp.Compare(p.schema.Dataset, q.schema.Dataset))
}

// rejectStep is how many rejects one transaction writes.
const rejectStep = 2048

// Reject keeps a row that did not go in.
func (s *SupplyBuild) Reject(line int, reason gis.Message, text string) error {
	s.rejects = append(s.rejects, gis.Reject{Supply: s.intake.Supply.ID, Line: line, Reason: reason, Text: text})
	if len(s.rejects) < rejectStep {
		return nil
	}
	return s.flushRejects()
}

func (s *SupplyBuild) flushRejects() error {
	if len(s.rejects) == 0 {
		return nil
	}
	err := s.build.archive.update("store.Reject", func(tx *bbolt.Tx) error {
		for i := range s.rejects {
			key := binary.BigEndian.AppendUint32(number(s.intake.Supply.ID), uint32(s.written+i))
			if err := s.build.archive.putJSON(tx, rejectBucket, key, s.rejects[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.written += len(s.rejects)
	s.rejects = nil
	return nil
}

// Drop forgets a supply whose file was refused as a whole: its rows so far are
// not in the new generation.
func (s *SupplyBuild) Drop() {
	b := s.build
	s.open = map[openKey]*gis.Batch{}
	s.rejects = nil
	b.mu.Lock()
	defer b.mu.Unlock()
	b.supplies = slices.DeleteFunc(b.supplies, func(o *SupplyBuild) bool { return o == s })
	b.dropped = append(b.dropped, s)
}

// SetCRS says in which CRS the rows to come are; call it before the first.
func (s *SupplyBuild) SetCRS(epsg int) {
	s.intake.EPSG, s.intake.Supply.CRS = epsg, epsg
	if s.begun != nil {
		s.begun.CRS = epsg
	}
}

// SetHead keeps what stands in a table before its first row, without which a
// row of it cannot be read again.
func (s *SupplyBuild) SetHead(head string) { s.intake.Supply.Head = head }
