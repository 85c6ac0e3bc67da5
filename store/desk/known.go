package desk

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"segit/gis"
	"segit/gis/source"
)

// day is the day that a file is said to speak of: by whoever imports it, or by
// the request parameters beside it; 0 when nobody says one.
func (r *intake) day(j *job) gis.Date { return cmp.Or(r.req.Date, j.parameters.Until) }

// dated is the day of the supply that a file becomes. One that the archive has and
// that is read once more is a part of the picture that comes now, and of the day of
// that: with the day on which it came before, the picture would count for another
// day than its own, or be known on a day when only a part of it was.
func (r *intake) dated(j *job) gis.Date {
	own := cmp.Or(r.day(j), j.print.modified)
	if j.known == nil {
		return own
	}
	newest, changed := gis.Date(0), false
	for _, o := range r.jobs {
		if o.refused == nil && o.candidate.Source == j.candidate.Source {
			newest, changed = max(newest, cmp.Or(r.day(o), o.print.modified)), changed || o.known == nil
		}
	}
	if !changed && j.known.Kind == gis.IncompleteSupply {
		return j.known.Date
	}
	return newest
}

// known finds the very same file among the supplies that are not undone and
// whose rows the archive holds, in force or not, or that hold no rows (request
// parameters); the latest of them. The same bytes said of another day are a
// supply of their own, which takes no room: so what was known on a day, and
// undoing one of the two, stay right. A file of which nobody says the day is
// the one that is there, whenever this copy was written. One that was not whole and
// is now to count as whole is not that.
func (r *intake) known(register []gis.Supply, held map[uint32]bool, j *job) *gis.Supply {
	for i := len(register) - 1; i >= 0; i-- {
		s := &register[i]
		if r.req.Whole && s.Kind == gis.IncompleteSupply {
			continue
		}
		if !s.Withdrawn() && r.repeats(j, s) && (held[s.ID] || s.Read == 0 || j.candidate.Format == source.PRM) {
			return s
		}
	}
	return nil
}

// withdrawn refuses a file that was imported and undone: that is taken back, and
// not by the way.
func (r *intake) withdrawn(register []gis.Supply, j *job) *gis.Error {
	for i := range register {
		if s := &register[i]; s.Withdrawn() && r.repeats(j, s) {
			return gis.Refuse(importOp, gis.BadInput, "import.withdrawn", s.ID, s.Acts[len(s.Acts)-1].Reason)
		}
	}
	return nil
}

// repeats reports whether a supply is the file of a job, read in the same way
// and of the same day.
func (r *intake) repeats(j *job, s *gis.Supply) bool {
	day := r.day(j)
	return j.print.is(s, j.candidate.Source, r.asked) && (day == 0 || day == s.Date)
}

// is reports whether a supply is this very file, read in the same way, of
// whatever day.
func (f fingerprint) is(s *gis.Supply, id, asked string) bool {
	return s.SHA256 == f.sha256 && s.Source == id && dayless(s.Asked) == dayless(asked) && sameSidecars(s.Sidecars, f.sidecars)
}

// dayless is how a file was to be read without the day that it was said to
// speak of.
func dayless(asked string) string {
	parts := slices.DeleteFunc(strings.Fields(asked), func(part string) bool { return strings.HasPrefix(part, askedDay) })
	return strings.Join(parts, " ")
}

// sameSidecars compares files that belong to one by kind and hash, whatever
// their name is now.
func sameSidecars(a, b []string) bool {
	return slices.EqualFunc(a, b, func(p, q string) bool {
		pName, pSum := cutLast(p)
		qName, qSum := cutLast(q)
		return pSum == qSum && strings.EqualFold(filepath.Ext(pName), filepath.Ext(qName))
	})
}

// cutLast parts the name of a sidecar, which may hold blanks, from its hash.
func cutLast(sidecar string) (name, sum string) {
	i := strings.LastIndexByte(sidecar, ' ')
	if i < 0 {
		return sidecar, ""
	}
	return sidecar[:i], sidecar[i+1:]
}
