package control

import (
	"cmp"
	"context"
	"iter"
	"strings"
	"unique"

	"segit/gis"
	"segit/gis/cadastre"
)

// subjectID names a subject of the census: ids are unique only with the type.
type subjectID struct {
	kind label
	id   int64
}

// objectID names an object of the urban census: ids are unique only inside
// their census section (domain C.1).
type objectID struct {
	section label
	id      int64
}

// title is an open right on a unit whose holder is, or may be, liable.
type title struct {
	who    int32 // the subject's place among the holders' subjects
	next   int32 // one more than another title of the same object, 0 for none
	right  label
	quota  int32 // place among the holders' quotas
	sure   bool  // the right makes its holder liable; else its code is ambiguous
	origin origin
}

// quota is a part of a right, 1/1 for the whole.
type quota struct{ num, den int64 }

// subject is a person or a company that a title names.
type subject struct {
	id                   subjectID
	fiscal               string
	surname, given, full label
	origin               origin // zero when the census has no row of it
}

func (s *subject) name() string { return written(textOf(s.surname), textOf(s.given), textOf(s.full)) }

// holders are those who answer for the units (domain B.3.1, "Who is liable"),
// and those of whom the code of the right does not tell.
type holders struct {
	all      []title
	quotas   []quota
	subjects []subject
}

// Holders loads the open titles of liable holders, their subjects, and the
// units that they hold.
func (f *Facts) Holders(ctx context.Context) (*holders, error) {
	if f.holders != nil {
		return f.holders, nil
	}
	r := &holderReader{facts: f, first: map[objectID]int32{}, places: map[subjectID]int32{}, quotas: map[quota]int32{}}
	if err := together(ctx, only(f.Units), r.read); err != nil {
		return nil, err
	}
	bare := unique.Make("")
	for i := range f.units.all {
		u := &f.units.all[i]
		first, ok := r.first[u.object]
		if !ok { // titles that leave the section out are of the object with their number
			first = r.first[objectID{bare, u.object.id}]
		}
		u.titles = first
	}
	h := r.holders // without the indexes
	f.holders = &h
	return f.holders, nil
}

// holderReader fills holders, with indexes that nobody needs afterwards.
type holderReader struct {
	holders
	facts  *Facts
	first  map[objectID]int32 // one more than the first title of an object of the urban cadastre
	places map[subjectID]int32
	quotas map[quota]int32
}

// read reads the titles and then the subjects that they name, of many more.
func (r *holderReader) read(ctx context.Context) error {
	if err := r.readTitles(ctx); err != nil {
		return err
	}
	return r.readSubjects(ctx)
}

func (r *holderReader) readTitles(ctx context.Context) error {
	want := Want{Roles: []gis.Role{
		gis.RoleSection, gis.RoleSubject, gis.RoleSubjectType, gis.RoleObject, gis.RoleObjectType, gis.RoleRight, gis.RoleQuotaNum, gis.RoleQuotaDen,
	}, Columns: []string{"right_text"}}
	var sections, kinds, rights labels
	for b, err := range r.facts.Read(ctx, "titles", want) {
		if err != nil {
			return err
		}
		s := b.Schema
		who, whoType, what, whatType := s.Role(gis.RoleSubject), s.Role(gis.RoleSubjectType), s.Role(gis.RoleObject), s.Role(gis.RoleObjectType)
		section := s.Role(gis.RoleSection)
		right, written, num, den := s.Role(gis.RoleRight), s.Index("right_text"), s.Role(gis.RoleQuotaNum), s.Role(gis.RoleQuotaDen)
		for row := range b.Len() {
			if !r.facts.open(b, row) || b.Text(whatType, row) != "F" {
				continue
			}
			liability := cadastre.LiabilityOf(b.Text(right, row), b.Text(written, row))
			if liability == cadastre.NotLiable {
				continue
			}
			object := objectID{section: sections.of(gis.NormaliseSection(b.Text(section, row)))}
			object.id, _ = b.Num(what, row)
			id, _ := b.Num(who, row)
			var q quota
			q.num, _ = b.Num(num, row)
			q.den, _ = b.Num(den, row)
			r.all = append(r.all, title{
				who: r.placeOf(subjectID{kinds.of(b.Text(whoType, row)), id}), next: r.first[object], right: rights.of(b.Text(right, row)),
				quota: r.quotaOf(q), sure: liability == cadastre.Liable, origin: origin{b.Supply, b.Line[row]},
			})
			r.first[object] = int32(len(r.all))
		}
	}
	return nil
}

// placeOf is where a subject stands, or will; a title may name one that is not
// there.
func (r *holderReader) placeOf(id subjectID) int32 {
	at, ok := r.places[id]
	if !ok {
		at = int32(len(r.subjects))
		r.subjects, r.places[id] = append(r.subjects, subject{id: id}), at
	}
	return at
}

func (r *holderReader) quotaOf(q quota) int32 {
	at, ok := r.quotas[q]
	if !ok {
		at = int32(len(r.holders.quotas))
		r.holders.quotas, r.quotas[q] = append(r.holders.quotas, q), at
	}
	return at
}

// readSubjects fills in those that the titles name; a later row of the same one
// replaces the earlier.
func (r *holderReader) readSubjects(ctx context.Context) error {
	want := Want{Roles: []gis.Role{
		gis.RoleSubject, gis.RoleSubjectType, gis.RoleFiscalCode, gis.RoleSurname, gis.RoleGivenName, gis.RoleFullName,
	}}
	var kinds, surnames, givens, fulls labels
	for b, err := range r.facts.Read(ctx, "subjects", want) {
		if err != nil {
			return err
		}
		s := b.Schema
		who, whoType, fiscal := s.Role(gis.RoleSubject), s.Role(gis.RoleSubjectType), s.Role(gis.RoleFiscalCode)
		surname, given, full := s.Role(gis.RoleSurname), s.Role(gis.RoleGivenName), s.Role(gis.RoleFullName)
		for row := range b.Len() {
			id, _ := b.Num(who, row)
			at, ok := r.places[subjectID{kinds.of(b.Text(whoType, row)), id}]
			if !ok {
				continue
			}
			to := &r.subjects[at]
			to.fiscal, to.origin = strings.Clone(b.Text(fiscal, row)), origin{b.Supply, b.Line[row]}
			to.surname, to.given, to.full = surnames.of(b.Text(surname, row)), givens.of(b.Text(given, row)), fulls.of(b.Text(full, row))
		}
	}
	return nil
}

// titles are the rights on a unit, in no order.
func (h *holders) titles(u *unit) iter.Seq[*title] {
	return func(yield func(*title) bool) {
		for i := u.titles; i != 0 && yield(&h.all[i-1]); i = h.all[i-1].next {
		}
	}
}

// holds reports whether the fiscal code is that of a holder of the unit.
func (h *holders) holds(u *unit, fiscal string) bool {
	if fiscal == "" {
		return false
	}
	for t := range h.titles(u) {
		if strings.EqualFold(h.subjects[t.who].fiscal, fiscal) {
			return true
		}
	}
	return false
}

// anyOf reports whether the fiscal code of a holder of the unit is among
// some, in upper case.
func (h *holders) anyOf(u *unit, codes map[string]bool) bool {
	if len(codes) == 0 {
		return false
	}
	for t := range h.titles(u) {
		if codes[strings.ToUpper(h.subjects[t.who].fiscal)] {
			return true
		}
	}
	return false
}

// doubtful reports whether a unit has rights, and none whose code makes
// its holder liable for sure: of such a unit nothing is decided.
func (h *holders) doubtful(u *unit) bool {
	for t := range h.titles(u) {
		if t.sure {
			return false
		}
	}
	return u.held()
}

// first is the holder that a finding names, of those liable for sure: the one
// of the largest quota, then the one whose fiscal code, subject and right sort
// first, so that the choice does not hang on the file's order.
func (h *holders) first(u *unit) (title, subject, bool) {
	var best title
	var who subject
	found := false
	for t := range h.titles(u) {
		if !t.sure {
			continue
		}
		s := h.subjects[t.who]
		// a/b > c/d as a·d > c·b: quotas are small integers.
		was, is := h.quotas[best.quota], h.quotas[t.quota]
		order := cmp.Or(cmp.Compare(was.num*max(is.den, 1), is.num*max(was.den, 1)), cmp.Compare(s.fiscal, who.fiscal),
			compareLabels(s.id.kind, who.id.kind), cmp.Compare(s.id.id, who.id.id), compareLabels(t.right, best.right),
			t.origin.compare(best.origin))
		if !found || order < 0 {
			best, who, found = *t, s, true
		}
	}
	return best, who, found
}

// name fills the holder's columns of a finding and adds the rows that say so.
func (h *holders) name(f *Facts, u *unit, out *gis.Finding) {
	t, s, ok := h.first(u)
	if !ok {
		return
	}
	out.FiscalCode, out.Name = s.fiscal, s.name()
	if q := h.quotas[t.quota]; q.den > 0 {
		out.Quota = number(q.num) + "/" + number(q.den)
	}
	out.Evidence = append(out.Evidence,
		f.evidence("titles", t.origin, facts(fact("fact.right", textOf(t.right)), fact("fact.quota", out.Quota))...))
	if s.origin.line > 0 {
		out.Evidence = append(out.Evidence, f.evidence("subjects", s.origin))
	}
}
