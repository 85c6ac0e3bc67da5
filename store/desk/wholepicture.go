package desk

import (
	"path/filepath"
	"slices"
	"strings"

	"segit/gis"
	"segit/gis/source"
)

// wholePicture is a source that all its files tell together, as an import meets it: the
// files that come now, and what stands of it in the register. What no file of a
// picture says has ended, so a picture of which a part is missing ends nothing, and
// a file that did not change counts anew when others come beside it that did.
type wholePicture struct {
	jobs  []*job        // files of the import, those refused among them
	came  []*gis.Supply // the supplies that stand, oldest first
	parts map[uint64]parts
}

// parts are what one delivery brought of a picture.
type parts struct {
	supplies []*gis.Supply
	jobs     map[*job]bool // files of the import that it brought as they are
}

// pictures are the sources of the import that their files tell together, by id.
func (r *intake) pictures(register []gis.Supply) map[string]*wholePicture {
	all := map[string]*wholePicture{}
	for _, j := range r.jobs {
		d, _ := source.Find(r.among, j.candidate.Source)
		if slices.Contains([]source.Scope{source.ByFile, source.BySection, source.BySheet}, d.Scope) {
			continue
		}
		p := all[j.candidate.Source]
		if p == nil {
			p = &wholePicture{parts: map[uint64]parts{}}
			all[j.candidate.Source] = p
		}
		p.jobs = append(p.jobs, j)
	}
	for i := range register {
		s := &register[i]
		p := all[s.Source]
		if p == nil || s.Withdrawn() {
			continue
		}
		p.came = append(p.came, s)
		of := p.parts[s.Delivery]
		of.supplies = append(of.supplies, s)
		if of.jobs == nil {
			of.jobs = map[*job]bool{}
		}
		for _, j := range p.jobs {
			if j.refused == nil && r.repeats(j, s) {
				of.jobs[j] = true
			}
		}
		p.parts[s.Delivery] = of
	}
	return all
}

// again reports whether a file that the archive has is to be read once more: it was
// part of a picture of several files, and those come together now as they never
// did; or of one that was not whole, and others that were no part of that come to
// make it whole. Files that somebody says to be of one day are one picture, whatever
// their names.
func (p *wholePicture) again(j *job, dated bool) bool {
	if dated && j.known.Kind == gis.FullSupply {
		return !p.together(slices.DeleteFunc(slices.Clone(p.jobs), func(o *job) bool { return o.refused != nil }))
	}
	if j.known.Kind == gis.FullSupply {
		return !p.together(p.beside(j))
	}
	return j.known.Kind == gis.IncompleteSupply && slices.ContainsFunc(p.jobs, func(o *job) bool {
		return o.refused == nil && (o.known == nil || o.known.Kind == gis.IncompleteSupply && o.known.Delivery != j.known.Delivery)
	})
}

// beside are a file and those of the import that were parts of one picture with it,
// by their names: the one came in a delivery that had a file of the other's name.
func (p *wholePicture) beside(j *job) []*job {
	with := func(j, o *job) bool {
		return j.known != nil && j.known.Kind == gis.FullSupply && slices.ContainsFunc(p.parts[j.known.Delivery].supplies, func(s *gis.Supply) bool {
			return s.ID != j.known.ID && o.named(s)
		})
	}
	all := []*job{j}
	for _, o := range p.jobs {
		if o != j && o.refused == nil && (with(j, o) || with(o, j)) {
			all = append(all, o)
		}
	}
	return all
}

// together reports whether one delivery brought all of some files, as they are.
func (p *wholePicture) together(jobs []*job) bool {
	for _, d := range p.parts {
		if !slices.ContainsFunc(jobs, func(j *job) bool { return !d.jobs[j] }) {
			return true
		}
	}
	return false
}

// torn are the signs that a file, whole itself, is of a picture that is not.
func (p *wholePicture) torn(j *job) []gis.Message {
	var signs []gis.Message
	for _, o := range p.jobs {
		if o != j && o.taking != nil && (len(o.signs) > 0 || o.refused != nil) {
			signs = append(signs, gis.Say(brokenWith, filepath.Base(o.candidate.Path)))
		}
	}
	for _, s := range p.waiting(j) {
		if !slices.ContainsFunc(p.jobs, func(o *job) bool { return o.named(s) }) {
			signs = append(signs, gis.Say(brokenWithout, s.File))
		}
	}
	return signs
}

// waiting are the whole supplies of a picture that was not whole for the sake of a
// file; none once a whole picture came since.
func (p *wholePicture) waiting(j *job) []*gis.Supply {
	cut := uint64(0) // the delivery
	for _, s := range p.came {
		switch {
		case s.Kind == gis.FullSupply:
			cut = 0
		case s.Incomplete() && !besides(s) && j.named(s):
			cut = s.Delivery
		}
	}
	if cut == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.parts[cut].supplies), func(s *gis.Supply) bool { return !besides(s) })
}

// named reports whether a supply has the file name of a job.
func (j *job) named(s *gis.Supply) bool {
	return strings.EqualFold(filepath.Base(j.candidate.Path), s.File)
}
