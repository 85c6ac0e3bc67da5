package desk

import (
	"path/filepath"
	"strings"

	"segit/gis"
	"segit/gis/source"
)

// noting remembers the scopes of the rows that go by.
func (j *job) noting(scope func(*gis.Batch, int) string) func(*gis.Batch, int) string {
	j.scopes = map[string]bool{}
	last := ""
	return func(b *gis.Batch, row int) string {
		s := scope(b, row)
		if s != last {
			j.scopes[s] = true
			last = s
		}
		return s
	}
}

// oneOfEach leaves out files that another of the same import takes the place
// of: two deliveries of one sheet or of one section would stand there twice.
// The whole one stays, of two that are whole the newer, of the same day the one
// that was named last. Files that stand for a whole source are its parts, and all
// go in.
func (r *intake) oneOfEach() {
	if r.req.Add {
		return
	}
	type part struct{ source, scope string }
	chosen := map[part]*job{}
	for _, j := range r.jobs {
		if j.taking == nil || j.refused != nil || j.parameters.Update {
			continue // an update takes nobody's place: it is laid over
		}
		for scope := range j.scopes {
			p := part{j.candidate.Source, scope}
			other := chosen[p]
			switch {
			case other == nil || other.refused != nil:
			case j.behind(other):
				j.refuse(samePart(j, other))
			default:
				other.refuse(samePart(other, j))
			}
			if j.refused != nil {
				break
			}
			chosen[p] = j
		}
	}
}

// behind reports whether another file counts more.
func (j *job) behind(other *job) bool {
	if whole, others := len(j.signs) == 0, len(other.signs) == 0; whole != others {
		return others
	}
	return other.day() > j.day()
}

func (j *job) day() gis.Date { return j.taking.Result().Date }

func samePart(older, newer *job) error {
	return gis.Refuse(importOp, gis.BadInput, "import.same-part", filepath.Base(newer.candidate.Path)).At(filepath.Base(older.candidate.Path), 0)
}

// scopeOf is what a supply of the job's source takes the place of, row by row.
func scopeOf(j *job) func(*gis.Batch, int) string {
	switch j.descriptor.Scope {
	case source.ByFile:
		name := strings.ToLower(filepath.Base(j.candidate.Path))
		return func(*gis.Batch, int) string { return name }
	case source.BySection:
		return func(b *gis.Batch, row int) string {
			return b.Schema.Dataset + " " + b.Text(b.Schema.Role(gis.RoleSection), row)
		}
	case source.BySheet:
		return func(b *gis.Batch, row int) string {
			s := b.Schema
			return b.Text(s.Role(gis.RoleSection), row) + " " + b.Text(s.Role(gis.RoleSheet), row) + " " +
				b.Text(s.Index("annex"), row) + " " + b.Text(s.Index("development"), row)
		}
	}
	return func(*gis.Batch, int) string { return "" }
}
