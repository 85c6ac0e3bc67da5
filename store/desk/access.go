package desk

import (
	"slices"

	"segit/gis"
	"segit/gis/person"
	"segit/store"
)

// Reader is who looks at what the desk shows, and why. The access log names
// both; a purpose that was not given is logged as such.
type Reader struct{ Actor, Purpose string }

// SetReader says who works at the desk from now on.
func (d *Desk) SetReader(r Reader) {
	d.mu.Lock()
	d.reader = r
	d.mu.Unlock()
}

// namedRows is of how many rows an entry of the access log names every key and
// subject. A deed that shows more is told by what was asked and how many came.
const namedRows = 1000

// sight is what a deed is about to show of persons and units.
type sight struct {
	desk     *Desk
	count    int64
	keys     map[string]bool
	subjects map[string]bool
}

func (d *Desk) sight() *sight {
	return &sight{desk: d, keys: map[string]bool{}, subjects: map[string]bool{}}
}

// key, code and subject note what a row names.
func (s *sight) key(cadastre gis.Cadastre, k gis.Key) {
	if !k.IsZero() {
		s.keys[aboutKey(cadastre, k)] = true
	}
}

func (s *sight) code(code string) {
	if code = person.Normalise(code); code != "" {
		s.subjects[s.desk.archive.SubjectHash("code", code)] = true
	}
}

func (s *sight) subject(kind, id string) {
	if id != "" {
		s.subjects[s.desk.archive.SubjectHash("census", kind+id)] = true
	}
}

// private reports whether a row says something of a person or of a unit, and so
// is logged.
func (f *Feature) private() bool {
	return slices.ContainsFunc(f.Fields, func(v Field) bool { return v.Role.Private() })
}

func (s *sight) feature(f *Feature) {
	if !f.private() {
		return
	}
	s.count++
	if s.count > namedRows {
		return
	}
	s.key(f.Cadastre, f.Key)
	kind, id := "", ""
	for _, v := range f.Fields {
		switch v.Role {
		case gis.RoleFiscalCode:
			s.code(v.Value)
		case gis.RoleSubject:
			id = v.Value
		case gis.RoleSubjectType:
			kind = v.Value
		}
	}
	s.subject(kind, id)
}

func (s *sight) finding(f *gis.Finding) {
	if f.FiscalCode == "" && f.Name == "" && f.Key.Sub == "" {
		return
	}
	s.count++
	if s.count > namedRows {
		return
	}
	s.key(f.Cadastre, f.Key)
	s.code(f.FiscalCode)
}

// log writes what is about to be shown, or that somebody was looked for and not
// found; what names nobody needs no entry. When it fails, nothing may be shown.
func (s *sight) log(x store.Access) error {
	if s.count == 0 && len(s.subjects) == 0 {
		return nil
	}
	if x.Count = s.count; x.Count <= namedRows {
		x.Rows = true
		for key := range s.keys {
			x.Keys = append(x.Keys, key)
		}
		for subject := range s.subjects {
			x.Subjects = append(x.Subjects, subject)
		}
	}
	_, err := s.desk.logAccess(x)
	return err
}

func (d *Desk) logAccess(x store.Access) (store.Access, error) {
	d.mu.Lock()
	x.Actor, x.Purpose = d.reader.Actor, d.reader.Purpose
	d.mu.Unlock()
	written, err := d.archive.LogAccess(x)
	if err != nil {
		return x, gis.Wrap("desk.access", gis.KindOf(err), err, "access.not-written")
	}
	return written, nil
}

// gate lets rows through once they are in the access log. It holds the first
// ones, so that one entry names them all; when there are more, an entry says
// so and a second one, at the end, how many.
type gate struct {
	sight *sight
	entry store.Access
	held  []func() error
	open  bool // the first entry is written
}

func (d *Desk) gate(entry store.Access) *gate { return &gate{sight: d.sight(), entry: entry} }

// offer lets a row through, now or later; show gives it to who asked.
func (g *gate) offer(f *Feature, show func() error) error {
	g.sight.feature(f)
	if g.open || g.sight.count == 0 && len(g.held) == 0 {
		return show()
	}
	g.held = append(g.held, show)
	if len(g.held) <= namedRows {
		return nil
	}
	begun := g.entry
	begun.Count = -1
	written, err := g.sight.desk.logAccess(begun)
	if err != nil {
		return err
	}
	g.open, g.entry.Of = true, written.Seq
	return g.pass()
}

func (g *gate) pass() error {
	for _, show := range g.held {
		if err := show(); err != nil {
			return err
		}
	}
	g.held = nil
	return nil
}

// abandon ends a deed that failed: what is held is not shown, what was shown is
// counted.
func (g *gate) abandon() error {
	if g.held = nil; g.open {
		return g.close()
	}
	return nil
}

// close logs and shows what is held, or tells how many rows were shown.
func (g *gate) close() error {
	if g.open {
		g.entry.Count = g.sight.count
		_, err := g.sight.desk.logAccess(g.entry)
		return err
	}
	if err := g.sight.log(g.entry); err != nil {
		return err
	}
	return g.pass()
}
