package overlay

import "math"

// clear settles a pair whose borders have no point in common: each ring lies
// all on one side of the other border, so one of its points tells.
func (p *pairing) clear(la *Layer, a *feature, lb *Layer, b *feature) relation {
	bIn, bOut := ringsIn(la, a, lb, b)
	if bIn && bOut {
		return tangled
	}
	aIn, aOut := ringsIn(lb, b, la, a)
	switch {
	case aIn && (aOut || bIn):
		return tangled // a part in, a part out; or a hole's border in the other
	case aIn:
		return covered
	case bIn:
		return encloses
	}
	return apart
}

// ringsIn says whether rings of f lie inside g, and whether rings lie outside.
func ringsIn(lg *Layer, g *feature, lf *Layer, f *feature) (in, out bool) {
	xy := lf.xy(f)
	for r := range f.rings {
		from := uint32(0)
		if r > 0 {
			from, _ = lf.ringSpan(f, r)
		}
		if lg.locate(g, xy[2*from], xy[2*from+1]) == inside {
			in = true
		} else {
			out = true
		}
	}
	return in, out
}

// shared settles a pair whose borders meet in shared vertices and shared edges
// alone. Between them a border runs in stretches that lie all on one side.
func (p *pairing) shared(la *Layer, a *feature, lb *Layer, b *feature, seen contacts) relation {
	bIn, bOut, ok := stretchesIn(la, a, lb, b, p.b)
	if !ok || bIn && bOut {
		return tangled
	}
	aIn, aOut, ok := stretchesIn(lb, b, la, a, p.a)
	switch {
	case !ok || aIn && aOut:
		return tangled
	case !aIn && !bIn && !seen.along:
		return touch
	case seen.opposite:
		return tangled
	case !aOut && !bOut && !aIn && !bIn:
		return same
	case !bOut && !aIn:
		return covers
	case !aOut && !bIn:
		return covered
	}
	return tangled
}

// stretchesIn says whether stretches of f's border lie inside g, and whether
// some lie outside; ok is false when a stretch lies too near to tell. edges are
// f's in the window; what is not in the window lies outside g's box.
func stretchesIn(lg *Layer, g *feature, lf *Layer, f *feature, edges []windowEdge) (in, out, ok bool) {
	out = uint32(len(edges)) < f.points-f.rings
	told := false // the edge before belongs to the same stretch, which is known
	for i := range edges {
		e := &edges[i]
		if e.marks&wholeShared != 0 {
			told = false
			continue
		}
		if told && edges[i-1].at+1 == e.at && e.marks&startShared == 0 {
			continue
		}
		told = true
		where := onBorder
		switch {
		case e.marks&startShared == 0:
			where = lg.locate(g, e.ax, e.ay)
		case e.marks&endShared == 0:
			where = lg.locate(g, e.bx, e.by)
		default:
			where = lg.locateNear(g, (e.ax+e.bx)/2, (e.ay+e.by)/2)
		}
		switch where {
		case inside:
			in = true
		case outside:
			out = true
		default:
			return in, out, false
		}
		if in && out {
			return in, out, true
		}
	}
	return in, out, true
}

// locateNear is locate for a rounded point: onBorder also when the border is
// so near that rounding could have carried the point across.
func (l *Layer) locateNear(f *feature, x, y float64) place {
	where := l.locate(f, x, y)
	near := 4 * math.Max(ulp(x), ulp(y))
	for _, d := range [...][2]float64{{near, 0}, {-near, 0}, {0, near}, {0, -near}} {
		if l.locate(f, x+d[0], y+d[1]) != where {
			return onBorder
		}
	}
	return where
}

// ulp is the distance to the next float.
func ulp(v float64) float64 {
	v = math.Abs(v)
	return math.Nextafter(v, math.Inf(1)) - v
}
