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
	two   bool                    // it needs a second layer
	begin func(*overlayRun) error // settles the columns of the result
	run   func(context.Context, *overlayRun, overlay.Options, func(*overlay.Chunk) error) (overlay.Stats, error)
}

func overlayWorks() map[string]overlayWork {
	works := map[string]overlayWork{
		"dissolve": {begin: beginDissolve, run: runDissolve},
		"buffer":   {begin: beginBuffer, run: runBuffer},
		"join":     {two: true, begin: beginJoin, run: runJoin},
		"select":   {two: true, begin: beginSelect, run: runSelect},
		"tabulate": {two: true, begin: beginTabulate, run: runTabulate},
	}
	for name, op := range map[string]overlay.Op{
		"intersection": overlay.Intersection, "union": overlay.Union, "difference": overlay.Difference,
		"symdifference": overlay.SymDifference, "identity": overlay.Identity, "clip": overlay.Clip,
	} {
		works[name] = overlayWork{
			two:   true,
			begin: func(r *overlayRun) error { return beginPair(r, op) },
			run: func(ctx context.Context, r *overlayRun, o overlay.Options, sink func(*overlay.Chunk) error) (overlay.Stats, error) {
				return overlay.Run(ctx, op, r.a.layer, r.b.layer, o, sink)
			},
		}
	}
	return works
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

// measureOf is the column of an area or a length; both where kinds are mixed.
func measureOf(shape gis.ShapeKind) []ownColumn {
	switch shape {
	case gis.AnyShape:
		return []ownColumn{{"area_m2", areaField}, {"length_m", lengthField}}
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

// runJoin gives the pairs, then the rows of A that have no partner.
func runJoin(ctx context.Context, r *overlayRun, o overlay.Options, sink func(*overlay.Chunk) error) (overlay.Stats, error) {
	p, err := r.predicate()
	if err != nil {
		return overlay.Stats{}, err
	}
	joined := make([]bool, r.a.layer.Len())
	stats, err := overlay.Join(ctx, r.a.layer, r.b.layer, p, r.req.Distance, o, func(c *overlay.Chunk) error {
		for i := range c.Pieces {
			joined[c.Pieces[i].A] = true
		}
		return sink(c)
	})
	if err != nil {
		return stats, err
	}
	for row := range joined {
		joined[row] = !joined[row]
	}
	return stats, wholeRows(joined, o, sink)
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

func runSelect(ctx context.Context, r *overlayRun, o overlay.Options, sink func(*overlay.Chunk) error) (overlay.Stats, error) {
	p, err := r.predicate()
	if err != nil {
		return overlay.Stats{}, err
	}
	quiet := o
	quiet.Dress = nil
	chosen, err := overlay.Select(ctx, r.a.layer, r.b.layer, p, r.req.Distance, quiet)
	if err != nil {
		return overlay.Stats{}, err
	}
	return overlay.Stats{}, wholeRows(chosen, o, sink)
}
