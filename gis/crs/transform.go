package crs

import (
	"segit/gis"
)

// Transform moves coordinates from one system to another. It is immutable and
// may be used from many goroutines; the zero value changes nothing.
type Transform struct {
	from, to projection // nil when the coordinates are equal already
	shift    func(lon, lat float64) (float64, float64)
	accuracy float64
}

// Between makes the transform from one EPSG code to another. region is needed,
// and read, only between Monte Mario and any other datum: take it from the
// municipality or from [RegionOf]; there NoRegion is refused. Codes that
// [Lookup] does not know are refused with kind BadInput.
func Between(from, to int, region Region) (Transform, error) {
	const op = "crs.Between"
	source, ok := Lookup(from)
	if !ok {
		return Transform{}, gis.Refuse(op, gis.BadInput, "crs.unknown", from)
	}
	target, ok := Lookup(to)
	if !ok {
		return Transform{}, gis.Refuse(op, gis.BadInput, "crs.unknown", to)
	}
	t := Transform{}
	if source.frame != target.frame {
		t.accuracy = max(source.Accuracy, target.Accuracy)
	}
	if source.sameAs(target) {
		return t, nil
	}
	t.from, t.to = source.projection(), target.projection()
	if source.frame.sameDatum(target.frame) {
		return t, nil
	}
	h, ok := helmertOf(region)
	if !ok {
		return Transform{}, gis.Refuse(op, gis.BadInput, "crs.region", from, to)
	}
	old, now := source.figure(), target.figure()
	if source.frame == monteMario {
		t.shift = func(lon, lat float64) (float64, float64) { return now.geodetic(h.forward(old.geocentric(lon, lat))) }
	} else {
		t.shift = func(lon, lat float64) (float64, float64) { return now.geodetic(h.backward(old.geocentric(lon, lat))) }
	}
	return t, nil
}

// Identity reports whether the transform leaves every coordinate as it is, bit
// for bit.
func (t Transform) Identity() bool { return t.from == nil }

// Accuracy is how far off, in metres, the result may be because of the
// transform: 0 inside one frame, 1 where ETRS89 or WGS 84 is taken to be
// RDN2008, 4 through a Helmert set. Print it on maps.
func (t Transform) Accuracy() float64 { return t.accuracy }

// XY moves coordinates in place: x, y, x, y …, east first. What lies far
// outside both systems gives figures without meaning, or NaN; see
// [System.InItaly].
func (t Transform) XY(xy []float64) {
	if t.Identity() {
		return
	}
	for i := 0; i+1 < len(xy); i += 2 {
		xy[i], xy[i+1] = t.point(xy[i], xy[i+1])
	}
}

// Point moves one coordinate.
func (t Transform) Point(x, y float64) (float64, float64) {
	if t.Identity() {
		return x, y
	}
	return t.point(x, y)
}

func (t Transform) point(x, y float64) (float64, float64) {
	lon, lat := t.from.inverse(x, y)
	if t.shift != nil {
		lon, lat = t.shift(lon, lat)
	}
	return t.to.forward(lon, lat)
}
