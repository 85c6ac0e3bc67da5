package store

import (
	"segit/gis"
	"segit/gis/crs"
)

// toArchive moves coordinates into the archive's CRS, in place. The datum shift
// of old maps is that of the municipality's region, or, for a code that no
// municipality has, of the place itself.
func (a *Archive) toArchive(epsg int, shapes *gis.Shapes) error {
	if epsg == 0 || epsg == a.Head.EPSG || len(shapes.XY) == 0 {
		return nil
	}
	region := crs.RegionOfComune(a.Head.Comune)
	if region == crs.NoRegion {
		region = crs.RegionOf(epsg, shapes.XY[0], shapes.XY[1])
	}
	t, err := crs.Between(epsg, a.Head.EPSG, region)
	if err != nil {
		return err
	}
	t.XY(shapes.XY)
	return nil
}

// InPlane moves coordinates that came in a CRS, as [Snapshot.Said] gives them,
// into the archive's, in place; 0 stands for the archive's own.
func (s *Snapshot) InPlane(epsg int, shapes *gis.Shapes) error {
	return s.archive.toArchive(epsg, shapes)
}
