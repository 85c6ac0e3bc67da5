package desk

import (
	"path/filepath"
	"slices"
	"strings"

	"segit/gis"
	"segit/gis/source"
)

// shows reports whether a remark or a reason of a reader shows that a file is cut
// off or that a part of it is missing.
func shows(code string) bool {
	switch code {
	case "shapefile.shp-short", "shapefile.no-dbf", "shapefile.dbf-length", "shapefile.cut", "shapefile.no-row", "shapefile.no-record",
		"sqlite.damaged", "gpkg.broken-off", "geojson.broken-off", "ogr.broken-off", "inspire.broken", "inspire.truncated",
		"cxf.no-end", "cxf.truncated", "census.truncated", "prm.fewer", "table.cut":
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

// wholeSource reports whether the file is a part of one picture together with the
// others of its source that come with it.
func (j *job) wholeSource() bool {
	return !slices.Contains([]source.Scope{source.ByFile, source.BySection, source.BySheet}, j.descriptor.Scope)
}

// again reports whether a file that the archive has is to be read once more: it
// was part of a picture of several files, and those come together now as they never
// did; or of one that was not whole, and others that were no part of that come to
// make it whole.
func (r *intake) again(register []gis.Supply, j *job) bool {
	if j.known == nil || !j.wholeSource() || r.req.Add {
		return false
	}
	if j.known.Kind == gis.FullSupply {
		return !r.together(register, r.beside(register, j))
	}
	return slices.ContainsFunc(r.jobs, func(o *job) bool {
		return o.refused == nil && o.candidate.Source == j.candidate.Source && j.known.Kind == gis.IncompleteSupply &&
			(o.known == nil || o.known.Kind == gis.IncompleteSupply && o.known.Delivery != j.known.Delivery)
	})
}

// beside are a file and those of the import that belong to one picture with it by
// their names: such a picture came before.
func (r *intake) beside(register []gis.Supply, j *job) []*job {
	whole := func(p, o *job) bool {
		return p.known != nil && p.known.Kind == gis.FullSupply && partOf(register, p.known, filepath.Base(o.candidate.Path))
	}
	all := []*job{j}
	for _, o := range r.jobs {
		if o != j && o.refused == nil && o.candidate.Source == j.candidate.Source && (whole(j, o) || whole(o, j)) {
			all = append(all, o)
		}
	}
	return all
}

// together reports whether one delivery brought all of some files, as they are.
func (r *intake) together(register []gis.Supply, jobs []*job) bool {
	brought := map[uint64]int{}
	for _, j := range jobs {
		of := map[uint64]bool{}
		for i := range register {
			if s := &register[i]; !s.Withdrawn() && r.repeats(j, s) && !of[s.Delivery] {
				of[s.Delivery] = true
				brought[s.Delivery]++
			}
		}
	}
	for _, n := range brought {
		if n == len(jobs) {
			return true
		}
	}
	return false
}

// partOf reports whether a file of a name came together with a supply.
func partOf(register []gis.Supply, s *gis.Supply, name string) bool {
	return slices.ContainsFunc(register, func(o gis.Supply) bool {
		return o.ID != s.ID && o.Delivery == s.Delivery && o.Source == s.Source && !o.Withdrawn() && strings.EqualFold(o.File, name)
	})
}

// broken tells the supplies that are not whole. Of files that make one picture
// together none ends a row when one of them is not whole or was refused: what one
// no longer says may be in what is missing.
func (r *intake) broken(register []gis.Supply) {
	for _, j := range r.jobs {
		if j.taking == nil || j.refused != nil {
			continue
		}
		signs := j.signs
		if len(signs) == 0 && j.wholeSource() {
			signs = append(r.brokenWith(j), r.brokenWithout(register, j)...)
		}
		if len(signs) > 0 {
			j.taking.Broken(signs, r.req.Whole)
		}
	}
}

// brokenWith are the files of the same picture that are not whole.
func (r *intake) brokenWith(j *job) []gis.Message {
	var signs []gis.Message
	for _, o := range r.jobs {
		if o != j && o.taking != nil && (len(o.signs) > 0 || o.refused != nil) && o.candidate.Source == j.candidate.Source {
			signs = append(signs, gis.Say(brokenWith, filepath.Base(o.candidate.Path)))
		}
	}
	return signs
}

// brokenWithout are the files of a picture that was not whole for the sake of this
// one, and that do not come again with it; none once a whole picture came since.
func (r *intake) brokenWithout(register []gis.Supply, j *job) []gis.Message {
	ours := func(s *gis.Supply) bool { return s.Source == j.candidate.Source && !s.Withdrawn() }
	name, cut := filepath.Base(j.candidate.Path), uint64(0) // the delivery
	for i := range register {
		switch s := &register[i]; {
		case !ours(s):
		case s.Kind == gis.FullSupply:
			cut = 0
		case s.Incomplete() && !besides(s) && strings.EqualFold(s.File, name):
			cut = s.Delivery
		}
	}
	if cut == 0 {
		return nil
	}
	var signs []gis.Message
	for i := range register {
		if s := &register[i]; ours(s) && s.Delivery == cut && besides(s) && !r.comes(s) {
			signs = append(signs, gis.Say(brokenWithout, s.File))
		}
	}
	return signs
}

// besides reports whether a supply is incomplete for what came with it, or did
// not, and whole itself.
func besides(s *gis.Supply) bool {
	return len(s.Broken) > 0 && (s.Broken[0].Code == brokenWith || s.Broken[0].Code == brokenWithout)
}

// comes reports whether a file of the import stands for a supply of the register.
func (r *intake) comes(s *gis.Supply) bool {
	return slices.ContainsFunc(r.jobs, func(j *job) bool {
		return j.candidate.Source == s.Source && strings.EqualFold(filepath.Base(j.candidate.Path), s.File)
	})
}
