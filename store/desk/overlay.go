package desk

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"time"

	"segit/gis"
	"segit/gis/overlay"
	"segit/store/spill"
)

const overlayOp = "desk.Overlay"

// OverlayRequest says which layers are put over each other, how, and where the
// result goes.
type OverlayRequest struct {
	Op      string      // one of [OverlayOps]
	A, B    OverlayFrom // B is empty for operations on one layer
	Into    OverlayInto
	Sliver  float64 // m² under which a piece is labelled a sliver; 0: none
	Threads int     // 0: all cores
	// Memory is how many bytes the work may take, about; layers that need more
	// go to a working file. 0: [spill.Default].
	Memory int64
	// Scratch is the folder of the working file; "" is that of the result.
	Scratch string
	// Tolerance draws B to A before anything else, in metres: see
	// [overlay.Snap]. 0: coordinates are taken as they are.
	Tolerance float64
	FieldsA   []string // columns of A that are carried, nil for all
	FieldsB   []string
	// Table is where the caller means to write the rows that were set aside; ""
	// for nowhere. It is refused beforehand where it would destroy something.
	Table string

	By        []string // dissolve: rows alike in these columns of A become one; empty: all
	Sum       []string // dissolve: columns of A that are added up
	Distance  float64  // buffer, join and select by nearest: metres
	Predicate string   // join and select: intersects, within, contains, nearest, largest
	Class     string   // tabulate: the column of B whose values are told apart
}

// OverlayFrom names one side of an overlay: a layer of a file, or of an archive.
type OverlayFrom struct {
	Desk  *Desk  // nil for a file
	Path  string // of the file
	Layer string // "" where the file has one; NAME or NAME@SOURCE in an archive
	EPSG  int    // CRS of the file, when it does not say it or says it wrong; else 0
}

// OverlayInto names where a result goes: a .gpkg, .geojson or .csv file, or a
// layer of an archive.
type OverlayInto struct {
	Desk     *Desk // nil for a file
	Path     string
	Layer    string // in an archive
	Operator string // who has it made, for the record in an archive
}

// OverlayResult is what came of it.
type OverlayResult struct {
	Pieces   int64
	Area     float64 // of all polygon pieces, m²
	Slivers  int64
	Aside    []OverlayNote // rows that were repaired or took no part
	SetAside int           // of those, the ones that took no part
	EPSG     int           // CRS of the result
	Remarks  []gis.Message // what a reader of the result must know
	// Where the time went. Pieces are written while others are computed:
	// Compute is without the time spent on encoding and writing, Write has it.
	Load, Index, Compute, Write time.Duration
}

// Overlay puts one layer over another, or works on one alone. Rows whose
// geometry is bad are repaired at the door or set aside, and told of; layers in
// different CRSs are brought into one. Pieces go into the result as they are
// found: after an error, or when ctx ends, there is no result, and what was in
// its place is as it was.
func Overlay(ctx context.Context, req OverlayRequest, p gis.Progress) (*OverlayResult, error) {
	work, ok := overlayWorks()[req.Op]
	if !ok {
		return nil, gis.Refuse(overlayOp, gis.BadUsage, "overlay.no-op", req.Op, strings.Join(OverlayOps(), ", "))
	}
	if named := req.B != (OverlayFrom{}); named != work.two {
		return nil, gis.Refuse(overlayOp, gis.BadUsage, map[bool]string{true: "overlay.no-second", false: "overlay.second"}[work.two], req.Op)
	}
	if err := req.check(); err != nil {
		return nil, err
	}
	return overlayIn(ctx, overlayRoomOf(req.Memory), &req, work, p)
}

// overlayIn runs an overlay in the room there is.
func overlayIn(ctx context.Context, room overlayRoom, req *OverlayRequest, work overlayWork, p gis.Progress) (*OverlayResult, error) {
	run := &overlayRun{req: req, work: work, progress: p, result: &OverlayResult{}, room: room}
	err := run.do(ctx)
	if err = errors.Join(err, run.end()); err != nil {
		return nil, err
	}
	return run.result, nil
}

// do runs the overlay.
func (r *overlayRun) do(ctx context.Context) error {
	started := time.Now()
	if r.req.A.Desk != nil && (r.req.B.Desk != nil || !r.work.two) {
		r.gathering = unsearched(r.room.whole)
		defer r.gathered()
	}
	if err := r.load(ctx); err != nil {
		return err
	}
	r.result.Load = time.Since(started)
	if err := r.log(); err != nil {
		return err
	}
	r.dress = newOverlayDress(r)
	if err := r.work.begin(r); err != nil {
		return err
	}
	started = time.Now()
	if err := r.prepare(ctx); err != nil {
		return err
	}
	r.result.Index = time.Since(started)
	r.gathered()
	return r.into(ctx)
}

// gathered ends how memory is used while the sides are read and prepared.
func (r *overlayRun) gathered() {
	if r.gathering != nil {
		r.gathering()
		r.gathering = nil
	}
}

// overlayRun is an overlay under way.
type overlayRun struct {
	req      *OverlayRequest
	work     overlayWork
	progress gis.Progress
	a, b     *overlaySide // b is nil for an operation on one layer
	groups   *grouping    // of dissolve and tabulate
	dress    *overlayDress
	result   *OverlayResult
	room     overlayRoom
	spill    *spill.File // what has no room in memory; nil until it is needed
	leaving  int64       // weight of rows in memory that go to the working file
	restore  func()      // ends how memory is used while there is a working file
	// gathering ends how memory is used while layers of an archive are read; nil
	// when they are not.
	gathering func()
	joined    []uint64 // a bit per row of A that has a partner
	missing   []OverlayNote
	rounded   int64 // pieces that could be settled on a grid alone
	writing   time.Duration
}

// sides are the layers of the run.
func (r *overlayRun) sides() []*overlaySide {
	if r.b == nil {
		return []*overlaySide{r.a}
	}
	return []*overlaySide{r.a, r.b}
}

// load reads the sides and brings them into one CRS.
func (r *overlayRun) load(ctx context.Context) error {
	var err error
	if r.a, err = r.loadSide(ctx, "a", r.req.A, r.req.FieldsA, r.room.whole); err != nil {
		return err
	}
	if r.work.two {
		room := r.room.whole - r.a.weight
		if r.a.tape != nil {
			room = r.room.resident
		}
		if r.b, err = r.loadSide(ctx, "b", r.req.B, r.req.FieldsB, room); err != nil {
			return err
		}
	}
	if err := r.fit(); err != nil {
		return err
	}
	return r.together()
}

// prepare repairs and indexes the sides and tells which rows were bad. A side
// that does not stay in memory is prepared when it is gone through; one that is
// looked at before goes to where it can be searched.
func (r *overlayRun) prepare(ctx context.Context) error {
	if r.isDrawn() && r.isSpilled() {
		return r.drawSpilled(ctx)
	}
	for _, s := range r.sides() {
		if s.tape == nil {
			if err := r.door(ctx, s); err != nil {
				return err
			}
		}
	}
	if err := r.snap(ctx, overlay.Options{Threads: r.req.Threads}); err != nil {
		return err
	}
	for _, s := range r.sides() {
		if s.tape == nil {
			r.enrol(s)
		}
	}
	if err := r.stockB(ctx); err != nil || r.groups == nil || r.groups.side.tape != nil && r.groups.side == r.a {
		return err
	}
	r.groups.finish()
	return nil
}

// isDrawn reports that B is drawn to A.
func (r *overlayRun) isDrawn() bool { return r.b != nil && r.req.Tolerance > 0 }

// stockB puts B where it can be searched, when it does not stay in memory.
func (r *overlayRun) stockB(ctx context.Context) error {
	if r.b == nil || r.b.tape == nil {
		return nil
	}
	return r.stockAll(ctx, r.b)
}

// stockAll lets a side that does not stay in memory in, and puts it where it can
// be searched.
func (r *overlayRun) stockAll(ctx context.Context, s *overlaySide) error {
	r.progress.Stage(gis.Say("overlay.sorting", s.name), int64(s.count))
	err := r.windows(ctx, s, func() error {
		r.progress.Add(int64(s.rows.Len()))
		return r.stock(s)
	})
	if err == nil && s.stocked != nil {
		err = s.stocked.Close()
	}
	return err
}

// snap draws B to A, and says how much moved.
func (r *overlayRun) snap(ctx context.Context, o overlay.Options) error {
	if !r.isDrawn() {
		return nil
	}
	a, b, moved, err := overlay.Snap(ctx, r.a.layer, r.b.layer, r.req.Tolerance, o)
	if err != nil {
		return err
	}
	r.a.layer, r.b.layer = a, b
	r.drew(moved)
	return nil
}

// drew says how many rows of B moved.
func (r *overlayRun) drew(moved int) {
	r.result.Remarks = append(r.result.Remarks, gis.Say("overlay.snapped", moved, r.b.name, r.a.name, r.req.Tolerance))
}

// stream runs the operation and hands its pieces to out.
func (r *overlayRun) stream(ctx context.Context, out overlayOutput) error {
	started := time.Now()
	passes, err := r.work.passes(r)
	if err != nil {
		return err
	}
	if err := r.pass(ctx, passes, out); err != nil {
		return err
	}
	res := r.result
	for _, s := range r.sides() {
		res.Aside = append(res.Aside, s.notes...)
	}
	res.Aside = append(res.Aside, r.missing...)
	r.tellRounded()
	if r.b != nil && !r.a.extent.Intersects(r.b.extent) {
		res.Remarks = append(res.Remarks, gis.Say("overlay.apart", r.a.name, r.b.name))
	}
	encoding := time.Duration(r.dress.encoding.Load()) / time.Duration(r.threads())
	r.forget()
	at := time.Now()
	if err := out.close(ctx); err != nil {
		return err
	}
	res.Write = r.writing + encoding + time.Since(at)
	res.Compute = max(0, time.Since(started)-res.Write)
	for i := range res.Aside {
		if res.Aside[i].Aside {
			res.SetAside++
		}
	}
	return nil
}

// tellRounded says which pieces are not as exact as the others, and which sums
// are not known.
func (r *overlayRun) tellRounded() {
	if r.groups != nil {
		for _, name := range r.groups.tooMany() {
			r.result.Remarks = append(r.result.Remarks, gis.Say("overlay.sum-too-large", name))
		}
	}
	if r.rounded > 0 {
		r.result.Remarks = append(r.result.Remarks, gis.Say("overlay.rounded", r.rounded))
	}
}

// pass runs the passes one after the other.
func (r *overlayRun) pass(ctx context.Context, passes []overlayPass, out overlayOutput) error {
	rows, later := 0, false
	for _, p := range passes {
		if p.overB {
			rows, later = rows+r.b.count, true
		} else {
			rows += r.a.count
		}
	}
	r.progress.Stage(gis.Say("overlay.stage"), int64(rows))
	for _, pass := range passes {
		p := &passing{overlayPass: pass, run: r, primary: r.a, other: r.b, out: out}
		if pass.overB {
			p.primary, p.other = r.b, r.a
		}
		// A later pass looks from B at A.
		if err := p.through(ctx, later && !pass.overB && r.a.tape != nil); err != nil {
			return err
		}
	}
	return nil
}

// forget lets the inputs go, so that the end of the output, an index of all
// pieces, takes their place in memory and not more. An archive makes none.
func (r *overlayRun) forget() {
	r.a, r.b, r.groups, r.dress = nil, nil, nil, nil
	if r.req.Into.Desk == nil {
		runtime.GC()
	}
}
