package desk

import (
	"slices"

	"segit/gis"
)

// shows reports whether a remark or a reason of a reader shows that a file is cut
// off or that a part of it is missing.
func shows(code string) bool {
	switch code {
	case "shapefile.shp-short", "shapefile.no-dbf", "shapefile.dbf-length", "shapefile.cut", "shapefile.no-row", "shapefile.no-record", "shapefile.zeros",
		"sqlite.damaged", "gpkg.short", "gpkg.broken-off", "geojson.broken-off", "ogr.broken-off", "ogr.torn", "inspire.broken", "inspire.truncated", "inspire.beyond",
		"cxf.no-end", "cxf.truncated", "census.truncated", "prm.fewer", "table.cut", "table.zeros", "census.nul":
		return true
	}
	return false
}

// The signs that are not of the file itself but of those that came with it.
const (
	brokenWith    = "import.broken-with"    // another one is not whole
	brokenWithout = "import.broken-without" // others that came with it when it was cut did not come again
)

// Incomplete reports whether the file is not whole, so that nothing that was there ended or changed.
func (f *ImportedFile) Incomplete() bool { return f.Refused == nil && f.Supply.Incomplete() }

// sign keeps the first remark of each kind that shows a file not to be whole.
func (w *watch) sign(m gis.Message) {
	if shows(m.Code) && !slices.ContainsFunc(w.signs, func(o gis.Message) bool { return o.Code == m.Code }) {
		w.signs = append(w.signs, m)
	}
}

// Warn keeps a remark on the file.
func (w *watch) Warn(m gis.Message) {
	w.sign(m)
	w.SupplyBuild.Warn(m)
}

// broken tells the supplies that are not whole. Of files that make one picture
// together none ends a row when one of them is not whole or was refused: what one
// no longer says may be in what is missing.
func (r *intake) broken(pictures map[string]*wholePicture) {
	for _, j := range r.jobs {
		if j.taking == nil || j.refused != nil {
			continue
		}
		signs := j.signs
		if p := pictures[j.candidate.Source]; len(signs) == 0 && p != nil {
			signs = p.torn(j)
		}
		if len(signs) > 0 {
			j.taking.Broken(signs, r.req.Whole)
		}
	}
}

// besides reports whether a supply is incomplete for what came with it, or did
// not, and whole itself.
func besides(s *gis.Supply) bool {
	return len(s.Broken) > 0 && (s.Broken[0].Code == brokenWith || s.Broken[0].Code == brokenWithout)
}
