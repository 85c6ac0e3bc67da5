package desk

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"segit/gis"
)

// check refuses numbers that mean nothing, and an output that would destroy
// what is not its own, before anything is read.
func (r *OverlayRequest) check() error {
	const (
		far = 1e6 // metres: wider than Italy
		// Beyond every map's accuracy; what is nearer to each other than that are
		// buildings, and drawn together they are nothing.
		coarse = 10
	)
	for _, n := range []struct {
		flag         string
		v, low, high float64
	}{
		{"distance", r.Distance, -far, far},
		{"tolerance", r.Tolerance, 0, coarse},
		{"sliver", r.Sliver, 0, far * far},
		{"threads", float64(r.Threads), 0, far},
	} {
		if !(n.v >= n.low && n.v <= n.high) { // NaN too
			return gis.Refuse(overlayOp, gis.BadUsage, "overlay.bad-number", "--"+n.flag, strconv.FormatFloat(n.v, 'g', -1, 64), int64(n.low), int64(n.high))
		}
	}
	if least := r.leastMemory(); r.Memory != 0 && r.Memory < least {
		return gis.Refuse(overlayOp, gis.BadUsage, "overlay.little-memory", least>>20)
	}
	for letter, from := range map[string]OverlayFrom{"a": r.A, "b": r.B} {
		if from.EPSG != 0 && from.Desk != nil {
			return gis.Refuse(overlayOp, gis.BadUsage, "overlay.crs-layer", letter)
		}
	}
	if r.Table != "" {
		if _, err := os.Stat(filepath.Dir(r.Table)); err != nil {
			return gis.Wrap(overlayOp, gis.BadInput, err, "desk.output", r.Table)
		}
		if filepath.Clean(r.Table) == filepath.Clean(r.Into.Path) {
			return gis.Refuse(overlayOp, gis.BadUsage, "overlay.onto-input", filepath.Base(r.Table))
		}
		if err := r.spareInputs(r.Table); err != nil {
			return err
		}
	}
	if r.Into.Desk != nil {
		return r.spareLayers()
	}
	return r.spareInputs(r.Into.Path)
}

// scratch is the folder of the working file.
func (r *OverlayRequest) scratch() string {
	switch {
	case r.Scratch != "":
		return r.Scratch
	case r.Into.Desk != nil:
		return filepath.Dir(r.Into.Desk.archive.Path)
	}
	return filepath.Dir(r.Into.Path)
}

// spareInputs refuses to write a file that is read, or an archive.
func (r *OverlayRequest) spareInputs(path string) error {
	old, err := os.Stat(path)
	if err != nil {
		return nil //nolint:nilerr // nothing is there, or writing will tell
	}
	for _, from := range []OverlayFrom{r.A, r.B, {Path: r.archivePath()}} {
		if info, err := os.Stat(from.Path); err == nil && os.SameFile(info, old) {
			return gis.Refuse(overlayOp, gis.BadUsage, "overlay.onto-input", filepath.Base(path))
		}
	}
	return nil
}

// spareLayers refuses a result in the place of a layer that is read: nobody could
// make it again.
func (r *OverlayRequest) spareLayers() error {
	for _, from := range []OverlayFrom{r.A, r.B} {
		if name, _, _ := strings.Cut(from.Layer, "@"); from.Desk == r.Into.Desk && name == r.Into.Layer {
			return gis.Refuse(overlayOp, gis.BadUsage, "overlay.onto-layer", name)
		}
	}
	return nil
}

// archivePath is the file of the archive that the result goes into, if any.
func (r *OverlayRequest) archivePath() string {
	if r.Into.Desk == nil {
		return ""
	}
	return r.Into.Path
}
