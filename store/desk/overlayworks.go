package desk

import (
	"context"
	"slices"

	"segit/gis"
	"segit/gis/overlay"
)

// OverlayOps are the names of the operations, as the command line takes them.
func OverlayOps() []string {
	return []string{"intersection", "union", "difference", "symdifference", "identity", "clip", "dissolve", "buffer", "join", "select", "tabulate"}
}

// OverlayTakesTwo reports whether an operation needs a second layer.
func OverlayTakesTwo(op string) bool { return overlayWorks()[op].two }

// OverlayPredicates are the names of what joins rows to each other.
func OverlayPredicates() []string {
	return []string{"intersects", "within", "contains", "nearest", "largest"}
}

// overlayWork is an operation.
type overlayWork struct {
	two    bool                    // it needs a second layer
	begin  func(*overlayRun) error // settles the columns of the result
	passes func(*overlayRun) ([]overlayPass, error)
}

func overlayWorks() map[string]overlayWork {
	works := map[string]overlayWork{
		"dissolve": {begin: beginDissolve, passes: one(overlayPass{alone: true, grouped: true, run: runDissolve})},
		"buffer":   {begin: beginBuffer, passes: one(overlayPass{alone: true, run: runBuffer})},
		"join":     {two: true, begin: beginJoin, passes: passesOfJoin},
		"select":   {two: true, begin: beginSelect, passes: passesOfSelect},
		"tabulate": {two: true, begin: beginTabulate, passes: one(overlayPass{run: runTabulate})},
	}
	// What is left of B, which looks from B at A, is a pass of its own.
	remnant := overlayPass{overB: true, run: runPair(overlay.Remnant)}
	for name, w := range map[string]struct {
		op     overlay.Op
		passes []overlayPass
	}{
		"intersection":  {overlay.Intersection, []overlayPass{{pairwise: true, run: runPair(overlay.Intersection)}}},
		"union":         {overlay.Union, []overlayPass{{run: runPair(overlay.Identity)}, remnant}},
		"difference":    {overlay.Difference, []overlayPass{{run: runPair(overlay.Difference)}}},
		"symdifference": {overlay.SymDifference, []overlayPass{{run: runPair(overlay.Difference)}, remnant}},
		"identity":      {overlay.Identity, []overlayPass{{run: runPair(overlay.Identity)}}},
		"clip":          {overlay.Clip, []overlayPass{{run: runPair(overlay.Clip)}}},
	} {
		works[name] = overlayWork{two: true, begin: func(r *overlayRun) error { return beginPair(r, w.op) }, passes: one(w.passes...)}
	}
	return works
}

// one gives passes that do not depend on the request.
func one(passes ...overlayPass) func(*overlayRun) ([]overlayPass, error) {
	return func(*overlayRun) ([]overlayPass, error) { return passes, nil }
}

// passRun runs the engine on what the sides have in memory.
type passRun func(context.Context, *overlayRun, overlay.Options, func(*overlay.Chunk) error) (overlay.Stats, error)

func runPair(op overlay.Op) passRun {
	return func(ctx context.Context, r *overlayRun, o overlay.Options, sink func(*overlay.Chunk) error) (overlay.Stats, error) {
		return overlay.Run(ctx, op, r.a.layer, r.b.layer, o, sink)
	}
}

// beginPair: both sides, the measure, the shares and the label of slivers.
func beginPair(r *overlayRun, op overlay.Op) error {
	a, b := r.a.rows.Schema.Shape, r.b.rows.Schema.Shape
	shape := gis.AnyShape
	switch {
	case a == b || op == overlay.Difference || op == overlay.Clip || op == overlay.Identity && a < b:
		shape = a
	case op == overlay.Intersection && a != gis.AnyShape && b != gis.AnyShape:
		shape = min(a, b)
	}
	own := []ownColumn{{"share_a", shareAField}, {"share_b", shareBField}, {"sliver", sliverField}}
	r.dress.columns(shape, append(measureOf(shape), own...), from{r.a, "_a", true, false}, from{r.b, "_b", true, true})
	return nil
}

// measureOf is the column of an area, a length or a number of points; all where
// kinds are mixed.
func measureOf(shape gis.ShapeKind) []ownColumn {
	switch shape {
	case gis.AnyShape:
		return []ownColumn{{"area_m2", areaField}, {"length_m", lengthField}, {"points", pointsField}}
	case gis.LineShape:
		return []ownColumn{{"length_m", measureField}}
	case gis.PointShape:
		return []ownColumn{{"points", measureField}}
	}
	return []ownColumn{{"area_m2", measureField}}
}

// beginBuffer: the columns of A and the area.
func beginBuffer(r *overlayRun) error {
	if r.req.Distance == 0 {
		return gis.Refuse(overlayOp, gis.BadUsage, "overlay.no-distance", r.req.Op)
	}
	r.dress.columns(gis.PolygonShape, measureOf(gis.PolygonShape), from{r.a, "_a", true, false})
	return nil
}

func runBuffer(ctx context.Context, r *overlayRun, o overlay.Options, sink func(*overlay.Chunk) error) (overlay.Stats, error) {
	return overlay.Buffer(ctx, r.a.layer, overlay.Around{Distance: r.req.Distance}, o, sink)
}

// predicate is what was asked for, intersects when nothing was.
func (r *overlayRun) predicate() (overlay.Predicate, error) {
	name := r.req.Predicate
	if name == "" {
		name = OverlayPredicates()[0]
	}
	at := slices.Index(OverlayPredicates(), name)
	if at < 0 {
		return 0, gis.Refuse(overlayOp, gis.BadUsage, "overlay.no-predicate", name)
	}
	p := []overlay.Predicate{overlay.Intersects, overlay.Within, overlay.Contains, overlay.Nearest, overlay.LargestOverlap}[at]
	if p == overlay.Nearest && !(r.req.Distance > 0) {
		return 0, gis.Refuse(overlayOp, gis.BadUsage, "overlay.no-distance", r.req.Op)
	}
	return p, nil
}

// beginJoin: the rows of A as they are, with the columns of B beside them.
func beginJoin(r *overlayRun) error {
	p, err := r.predicate()
	if err != nil {
		return err
	}
	var own []ownColumn
	switch p {
	case overlay.Nearest:
		own = []ownColumn{{"distance_m", measureField}}
	case overlay.LargestOverlap:
		own = measureOf(r.a.rows.Schema.Shape)
	}
	r.dress.columns(r.a.rows.Schema.Shape, own, from{r.a, "_a", true, false}, from{r.b, "_b", true, true})
	r.dress.whole = true
	return nil
}

// passesOfJoin: the pairs, then the rows of A that have no partner.
func passesOfJoin(r *overlayRun) ([]overlayPass, error) {
	p, err := r.predicate()
	if err != nil {
		return nil, err
	}
	r.joined = make([]uint64, (r.a.count+63)/64)
	pairs := overlayPass{reach: r.reachOf(p), pairwise: p == overlay.Intersects || p == overlay.Within || p == overlay.Contains}
	pairs.run = func(ctx context.Context, r *overlayRun, o overlay.Options, sink func(*overlay.Chunk) error) (overlay.Stats, error) {
		return overlay.Join(ctx, r.a.layer, r.b.layer, p, r.req.Distance, o, func(c *overlay.Chunk) error {
			for i := range c.Pieces {
				row := r.a.number(c.Pieces[i].A)
				r.joined[row/64] |= 1 << (row % 64)
			}
			return sink(c)
		})
	}
	return []overlayPass{pairs, {alone: true, run: runLonely}}, nil
}

// runLonely gives the rows of A that have no partner.
func runLonely(_ context.Context, r *overlayRun, o overlay.Options, sink func(*overlay.Chunk) error) (overlay.Stats, error) {
	chosen := make([]bool, r.a.layer.Len())
	for i := range chosen {
		row := r.a.number(int32(i))
		chosen[i] = r.joined[row/64]>>(row%64)&1 == 0
	}
	o.Progress.Add(int64(len(chosen)))
	return overlay.Stats{}, wholeRows(chosen, o, sink)
}

// reachOf is how far from a row a partner may lie.
func (r *overlayRun) reachOf(p overlay.Predicate) float64 {
	if p == overlay.Nearest {
		return r.req.Distance
	}
	return 0
}

// wholeRows gives the chosen rows of A as pieces.
func wholeRows(chosen []bool, o overlay.Options, sink func(*overlay.Chunk) error) error {
	c := &overlay.Chunk{}
	give := func() error {
		o.Dress(c)
		err := sink(c)
		c.Pieces = c.Pieces[:0]
		return err
	}
	for row, ok := range chosen {
		if ok {
			c.Pieces = append(c.Pieces, overlay.Piece{A: int32(row), B: -1, Source: overlay.WholeA})
		}
		if len(c.Pieces) == 256 {
			if err := give(); err != nil {
				return err
			}
		}
	}
	return give()
}

// beginSelect: the rows of A as they are.
func beginSelect(r *overlayRun) error {
	_, err := r.predicate()
	r.dress.columns(r.a.rows.Schema.Shape, nil, from{r.a, "_a", true, false})
	r.dress.whole = true
	return err
}

func passesOfSelect(r *overlayRun) ([]overlayPass, error) {
	p, err := r.predicate()
	if err != nil {
		return nil, err
	}
	pass := overlayPass{reach: r.reachOf(p)}
	pass.run = func(ctx context.Context, r *overlayRun, o overlay.Options, sink func(*overlay.Chunk) error) (overlay.Stats, error) {
		quiet := o
		quiet.Dress = nil
		chosen, err := overlay.Select(ctx, r.a.layer, r.b.layer, p, r.req.Distance, quiet)
		if err != nil {
			return overlay.Stats{}, err
		}
		return overlay.Stats{}, wholeRows(chosen, o, sink)
	}
	return []overlayPass{pass}, nil
}
