package desk

import (
	"context"
	"runtime"
	"strings"
	"time"

	"segit/gis"
	"segit/gis/overlay"
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
	if err := req.check(ctx); err != nil {
		return nil, err
	}
	started := time.Now()
	run := &overlayRun{req: &req, work: work, progress: p, result: &OverlayResult{}}
	if err := run.load(ctx); err != nil {
		return nil, err
	}
	run.result.Load = time.Since(started)
	if err := run.log(); err != nil {
		return nil, err
	}
	started = time.Now()
	if err := run.prepare(ctx); err != nil {
		return nil, err
	}
	run.result.Index = time.Since(started)
	if err := run.into(ctx); err != nil {
		return nil, err
	}
	return run.result, nil
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
	if r.a, err = loadSide(ctx, r.req.A, r.req.FieldsA, r.progress); err != nil {
		return err
	}
	if r.work.two {
		if r.b, err = loadSide(ctx, r.req.B, r.req.FieldsB, r.progress); err != nil {
			return err
		}
	}
	return r.together()
}

// prepare repairs and indexes the sides, tells which rows were bad, and settles
// the columns of the result.
func (r *overlayRun) prepare(ctx context.Context) error {
	o := overlay.Options{Threads: r.req.Threads, Progress: r.progress}
	for _, side := range r.sides() {
		var err error
		if side.layer, err = overlay.Prepare(ctx, &side.rows.Shapes, o); err != nil {
			return err
		}
	}
	if err := r.snap(ctx, o); err != nil {
		return err
	}
	for i, side := range r.sides() {
		side.note([]string{"a", "b"}[i])
		r.result.Aside = append(r.result.Aside, side.notes...)
	}
	if r.b != nil && !r.a.bound().Intersects(r.b.bound()) {
		r.result.Remarks = append(r.result.Remarks, gis.Say("overlay.apart", r.a.name, r.b.name))
	}
	r.dress = newOverlayDress(r)
	return r.work.begin(r)
}

// snap draws B to A, and says how much moved.
func (r *overlayRun) snap(ctx context.Context, o overlay.Options) error {
	if r.b == nil || r.req.Tolerance <= 0 {
		return nil
	}
	a, b, moved, err := overlay.Snap(ctx, r.a.layer, r.b.layer, r.req.Tolerance, o)
	if err != nil {
		return err
	}
	r.a.layer, r.b.layer = a, b
	r.result.Remarks = append(r.result.Remarks, gis.Say("overlay.snapped", moved, r.b.name, r.a.name, r.req.Tolerance))
	return nil
}

// stream runs the operation and hands its pieces to out.
func (r *overlayRun) stream(ctx context.Context, out overlayOutput) error {
	started := time.Now()
	var writing time.Duration
	o := overlay.Options{Threads: r.req.Threads, Sliver: r.req.Sliver, Progress: r.progress}
	o.Dress = func(c *overlay.Chunk) { r.dress.chunk(c, out) }
	stats, err := r.work.run(ctx, r, o, func(c *overlay.Chunk) error {
		at := time.Now()
		defer func() { writing += time.Since(at) }()
		rows := r.dress.take(c)
		defer r.dress.free(rows)
		r.result.Pieces += int64(rows.batch.Len())
		return out.rows(ctx, rows)
	})
	if err != nil {
		return err
	}
	r.unsolved(stats.Unsolved)
	encoding := time.Duration(r.dress.encoding.Load()) / time.Duration(r.threads())
	r.forget()
	at := time.Now()
	if err := out.close(ctx); err != nil {
		return err
	}
	closing := time.Since(at)
	res := r.result
	res.Area, res.Slivers = stats.Area, stats.Slivers
	res.Write = writing + encoding + closing
	res.Compute = max(0, time.Since(started)-res.Write)
	for i := range res.Aside {
		if res.Aside[i].Aside {
			res.SetAside++
		}
	}
	return nil
}

// forget lets the inputs go, so that the end of the output, an index of all
// pieces, takes their place in memory and not more.
func (r *overlayRun) forget() {
	r.a, r.b, r.groups, r.dress = nil, nil, nil, nil
	runtime.GC()
}
