package desk

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"segit/gis"
	"segit/gis/format/vector"
)

// check refuses numbers that mean nothing, and an output that would destroy
// what is not its own, before anything is read.
func (r *OverlayRequest) check(ctx context.Context) error {
	const far = 1e6 // metres: wider than Italy
	for _, n := range []struct {
		flag         string
		v, low, high float64
	}{
		{"distance", r.Distance, -far, far},
		{"tolerance", r.Tolerance, 0, far},
		{"sliver", r.Sliver, 0, far * far},
		{"threads", float64(r.Threads), 0, far},
	} {
		if !(n.v >= n.low && n.v <= n.high) { // NaN too
			return gis.Refuse(overlayOp, gis.BadUsage, "overlay.bad-number", "--"+n.flag, strconv.FormatFloat(n.v, 'g', -1, 64), int64(n.low), int64(n.high))
		}
	}
	if r.Into.Desk != nil {
		return nil
	}
	old, err := os.Stat(r.Into.Path)
	if err != nil {
		return nil //nolint:nilerr // nothing is there, or writing will tell
	}
	for _, from := range []OverlayFrom{r.A, r.B} {
		if from.Desk != nil || from.Path == "" {
			continue
		}
		if info, err := os.Stat(from.Path); err == nil && os.SameFile(info, old) {
			return gis.Refuse(overlayOp, gis.BadUsage, "overlay.onto-input", filepath.Base(r.Into.Path))
		}
	}
	return r.Into.spares(ctx)
}

// spares refuses a GeoPackage with other layers than the one that is made anew:
// the file is replaced whole.
func (o *OverlayInto) spares(ctx context.Context) error {
	if !strings.EqualFold(filepath.Ext(o.Path), ".gpkg") {
		return nil
	}
	file, err := vector.Open(ctx, o.Path)
	if err != nil {
		return nil //nolint:nilerr // no layers that anyone could read
	}
	defer file.Close() //nolint:errcheck // only read
	var others []string
	for _, l := range file.Layers() {
		if l.Name != o.name() {
			others = append(others, l.Name)
		}
	}
	if len(others) > 0 {
		return gis.Refuse(overlayOp, gis.BadUsage, "overlay.other-layers", filepath.Base(o.Path), strings.Join(others, ", "))
	}
	return nil
}
