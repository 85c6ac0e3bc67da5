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
	subject  subjectID
	who      int32 // the subject's place among the holders' subjects
	right    string
	sure     bool // the right makes its holder liable; else its code is ambiguous
	num, den int64
	origin   origin
	next     int32 // another title of the same object, -1 for none
}

// subject is a person or a company.
type subject struct {
	fiscal string
	block  *subjectBlock // where the name is read, of the few that it is asked of
	row    int32
	origin origin
}

// subjectBlock is a block of subjects with the columns of their names.
type subjectBlock struct {
	Block
	surname, given, full int
}

func (s *subject) name() string {
	if s.block == nil {
		return "" // the title names a subject that is not there
	}
	b, row := s.block, int(s.row)
	return written(b.Text(b.surname, row), b.Text(b.given, row), b.Text(b.full, row))
}

// holders are those who answer for the units (domain B.3.1, "Who is liable"),
// and those of whom the code of the right does not tell.
type holders struct {
	all      []title
	byObject map[objectID]int32 // first title of an object of the urban cadastre
	subjects []subject
	places   map[subjectID]int32 // where a subject stands among them
	bare     label               // of a section that is not said
}

// Holders loads the open titles of liable holders and their subjects.
func (f *Facts) Holders(ctx context.Context) (*holders, error) {
	if f.holders != nil {
		return f.holders, nil
	}
	h := &holders{bare: unique.Make("")}
	titles := func(ctx context.Context) error { return h.readTitles(ctx, f) }
	subjects := func(ctx context.Context) error { return h.readSubjects(ctx, f) }
	if err := together(ctx, titles, subjects); err != nil {
		return nil, err
	}
	h.resolve()
	f.holders = h
	return h, nil
}

// resolve finds the subject of every title once; a title may name one that is
// not there.
func (h *holders) resolve() {
	for i := range h.all {
		t := &h.all[i]
		at, ok := h.places[t.subject]
		if !ok {
			at = int32(len(h.subjects))
			h.subjects, h.places[t.subject] = append(h.subjects, subject{}), at
		}
		t.who = at
	}
}

func (h *holders) readTitles(ctx context.Context, f *Facts) error {
	want := Want{Roles: []gis.Role{
		gis.RoleSection, gis.RoleSubject, gis.RoleSubjectType, gis.RoleObject, gis.RoleObjectType, gis.RoleRight, gis.RoleQuotaNum, gis.RoleQuotaDen,
	}, Columns: []string{"right_text"}}
	n := f.Rows("titles")
	h.all = make([]title, 0, n)
	objects := make([]objectID, 0, n) // one for each title
	var sections, kinds labels
	for b, err := range f.Read(ctx, "titles", want) {
		if err != nil {
			return err
		}
		s := b.Schema
		who, whoType, what, whatType := s.Role(gis.RoleSubject), s.Role(gis.RoleSubjectType), s.Role(gis.RoleObject), s.Role(gis.RoleObjectType)
		section := s.Role(gis.RoleSection)
		right, written, num, den := s.Role(gis.RoleRight), s.Index("right_text"), s.Role(gis.RoleQuotaNum), s.Role(gis.RoleQuotaDen)
		for row := range b.Len() {
			if !f.open(b, row) || b.Text(whatType, row) != "F" {
				continue
			}
			liability := cadastre.LiabilityOf(b.Text(right, row), b.Text(written, row))
			if liability == cadastre.NotLiable {
				continue
			}
			object := objectID{section: sections.of(gis.NormaliseSection(b.Text(section, row)))}
			object.id, _ = b.Num(what, row)
			id, _ := b.Num(who, row)
			t := title{subject: subjectID{kinds.of(b.Text(whoType, row)), id}, right: b.Text(right, row), sure: liability == cadastre.Liable, origin: origin{b.Supply, b.Line[row]}}
			t.num, _ = b.Num(num, row)
			t.den, _ = b.Num(den, row)
			h.all, objects = append(h.all, t), append(objects, object)
		}
	}
	h.byObject = make(map[objectID]int32, len(objects))
	for i, object := range objects {
		h.all[i].next = -1
		if first, ok := h.byObject[object]; ok {
			h.all[i].next = first
		}
		h.byObject[object] = int32(i)
	}
	return nil
}

// titles are the rights on an object, in no order.
func (h *holders) titles(object objectID) iter.Seq[*title] {
	return func(yield func(*title) bool) {
		i, ok := h.find(object)
		for ; ok && i >= 0; i = h.all[i].next {
			if !yield(&h.all[i]) {
				return
			}
		}
	}
}

// known reports whether an object has any holder, sure or not.
func (h *holders) known(object objectID) bool {
	_, ok := h.find(object)
	return ok
}

// find is the first title of an object; titles that leave the section out are
// of the object with their number.
func (h *holders) find(object objectID) (int32, bool) {
	if i, ok := h.byObject[object]; ok {
		return i, true
	}
	i, ok := h.byObject[objectID{h.bare, object.id}]
	return i, ok
}

func (h *holders) readSubjects(ctx context.Context, f *Facts) error {
	want := Want{Roles: []gis.Role{
		gis.RoleSubject, gis.RoleSubjectType, gis.RoleFiscalCode, gis.RoleSurname, gis.RoleGivenName, gis.RoleFullName,
	}}
	n := f.Rows("subjects")
	h.subjects, h.places = make([]subject, 0, n), make(map[subjectID]int32, n)
	var kinds labels
	for b, err := range f.Read(ctx, "subjects", want) {
		if err != nil {
			return err
		}
		s := b.Schema
		who, whoType, fiscal := s.Role(gis.RoleSubject), s.Role(gis.RoleSubjectType), s.Role(gis.RoleFiscalCode)
		surname, given, full := s.Role(gis.RoleSurname), s.Role(gis.RoleGivenName), s.Role(gis.RoleFullName)
		block := &subjectBlock{b.columns(surname, given, full), surname, given, full}
		for row := range b.Len() {
			id, _ := b.Num(who, row)
			h.put(subjectID{kinds.of(b.Text(whoType, row)), id}, subject{
				fiscal: b.Text(fiscal, row), block: block, row: int32(row), origin: origin{b.Supply, b.Line[row]},
			})
		}
	}
	return nil
}

// put files a subject; a later row of the same one replaces it.
func (h *holders) put(id subjectID, s subject) {
	if at, ok := h.places[id]; ok {
		h.subjects[at] = s
		return
	}
	h.places[id] = int32(len(h.subjects))
	h.subjects = append(h.subjects, s)
}

// holds reports whether the fiscal code is that of a holder of the object.
func (h *holders) holds(object objectID, fiscal string) bool {
	if fiscal == "" {
		return false
	}
	for t := range h.titles(object) {
		if strings.EqualFold(h.subjects[t.who].fiscal, fiscal) {
			return true
		}
	}
	return false
}

// anyOf reports whether the fiscal code of a holder of the object is among
// some, in upper case.
func (h *holders) anyOf(object objectID, codes map[string]bool) bool {
	if len(codes) == 0 {
		return false
	}
	for t := range h.titles(object) {
		if codes[strings.ToUpper(h.subjects[t.who].fiscal)] {
			return true
		}
	}
	return false
}

// doubtful reports whether an object has rights, and none whose code makes
// its holder liable for sure: of such an object nothing is decided.
func (h *holders) doubtful(object objectID) bool {
	for t := range h.titles(object) {
		if t.sure {
			return false
		}
	}
	return h.known(object)
}

// first is the holder that a finding names, of those liable for sure: the one
// of the largest quota, then the one whose fiscal code, subject and right sort
// first, so that the choice does not hang on the file's order.
func (h *holders) first(object objectID) (title, subject, bool) {
	var best title
	var who subject
	found := false
	for t := range h.titles(object) {
		if !t.sure {
			continue
		}
		s := h.subjects[t.who]
		// a/b > c/d as a·d > c·b: quotas are small integers.
		order := cmp.Or(cmp.Compare(best.num*max(t.den, 1), t.num*max(best.den, 1)), cmp.Compare(s.fiscal, who.fiscal),
			compareLabels(t.subject.kind, best.subject.kind), cmp.Compare(t.subject.id, best.subject.id), cmp.Compare(t.right, best.right),
			t.origin.compare(best.origin))
		if !found || order < 0 {
			best, who, found = *t, s, true
		}
	}
	return best, who, found
}

// name fills the holder's columns of a finding and adds the rows that say so.
func (h *holders) name(f *Facts, object objectID, out *gis.Finding) {
	t, s, ok := h.first(object)
	if !ok {
		return
	}
	out.FiscalCode, out.Name = s.fiscal, s.name()
	if t.den > 0 {
		out.Quota = number(t.num) + "/" + number(t.den)
	}
	out.Evidence = append(out.Evidence,
		f.evidence("titles", t.origin, facts(fact("fact.right", t.right), fact("fact.quota", out.Quota))...))
	if s.origin.line > 0 {
		out.Evidence = append(out.Evidence, f.evidence("subjects", s.origin))
	}
}
