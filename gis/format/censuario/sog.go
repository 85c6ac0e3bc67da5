package censuario

import (
	"context"
	"strings"

	"segit/gis"
	"segit/gis/cadastre"
)

// Fields of SOG, by the index of the layout; those from 4 on depend on the type.
const (
	sogSubject = 2
	sogType    = 3

	sogSurname    = 4 // P: a person
	sogGivenName  = 5
	sogSex        = 6
	sogBirth      = 7
	sogBirthplace = 8
	sogPersonCode = 9
	sogRemarks    = 10

	sogDenomination = 4 // G: a company
	sogSeat         = 5
	sogCompanyCode  = 6
)

// subjectKey is what makes a subject unique in a municipality and section.
type subjectKey struct {
	place  string
	person bool
	id     int64
}

// subjects makes the rows of SOG.
type subjects struct {
	*reader
	table                  *gis.Schema
	comune, section        int
	id, kind               int
	surname, givenName     int
	denomination           int
	sex, birth, birthplace int
	code, remarks          int
	seen                   map[subjectKey]uint32
}

func newSubjects(rd *reader) *subjects {
	s := cadastre.Subjects()
	return &subjects{
		reader: rd, table: s, seen: map[subjectKey]uint32{},
		comune: s.Index("comune"), section: s.Index("section"),
		id: s.Index("subject_id"), kind: s.Index("subject_type"),
		surname: s.Index("surname"), givenName: s.Index("given_name"), denomination: s.Index("denomination"),
		sex: s.Index("sex"), birth: s.Index("birth_date"), birthplace: s.Index("place"),
		code: s.Index("fiscal_code"), remarks: s.Index("remarks"),
	}
}

func (s *subjects) schema() *gis.Schema       { return s.table }
func (s *subjects) end(context.Context) error { return nil }

// record takes a subject. A fiscal code is not verified here: one that does not
// hold is kept and searched like any other.
func (s *subjects) record(ctx context.Context, l line, f fields) error {
	kind := strings.ToUpper(f.at(sogType))
	if kind != "P" && kind != "G" {
		return s.reject(l, gis.Say("sog.type"))
	}
	w := widths{"sog.fields", sogSurname + 1, 11, 14}
	if kind == "G" {
		w.full = 7
	}
	if bad := s.width(l, f, w, kind[0]); bad.Code != "" {
		return s.reject(l, bad)
	}
	id, ok := digits(f.at(sogSubject))
	if !ok {
		return s.reject(l, badNumber(sogSubject))
	}
	comune, section := strings.ToUpper(f.at(0)), gis.NormaliseSection(f.at(1))
	key := subjectKey{comune + section, kind == "P", id}
	if first, met := s.seen[key]; met {
		return s.reject(l, gis.Say("census.duplicate", first))
	}
	s.seen[key] = l.number
	b := s.batch
	b.SetText(s.comune, comune)
	b.SetText(s.section, section)
	b.SetNum(s.id, id)
	b.SetText(s.kind, kind)
	if kind == "P" {
		s.person(f)
	} else {
		b.SetText(s.denomination, f.at(sogDenomination))
		b.SetText(s.birthplace, strings.ToUpper(f.at(sogSeat)))
		s.fiscalCode(f.at(sogCompanyCode))
	}
	b.Add(l.number, gis.Always, gis.OpenEnd)
	return s.added(ctx)
}

// person sets the columns of a person. A day of birth that does not exist is
// left out and counted: titles need the person more than the day.
func (s *subjects) person(f fields) {
	b := s.batch
	b.SetText(s.surname, f.at(sogSurname))
	b.SetText(s.givenName, f.at(sogGivenName))
	switch sex := f.at(sogSex); sex {
	case "1", "M", "m":
		b.SetText(s.sex, "M")
	case "2", "F", "f":
		b.SetText(s.sex, "F")
	default:
		s.tally.noteIf(sex != "", "sog.sex")
	}
	birth, there, ok := f.day(sogBirth)
	setNumber(b, s.birth, int64(birth), there && ok)
	s.tally.noteIf(!ok, "sog.birth")
	b.SetText(s.birthplace, strings.ToUpper(f.at(sogBirthplace)))
	s.fiscalCode(f.at(sogPersonCode))
	b.SetText(s.remarks, f.at(sogRemarks))
}

// fiscalCode sets a code in capitals and without blanks.
func (s *subjects) fiscalCode(text string) {
	code := strings.ToUpper(strings.Join(strings.Fields(text), ""))
	s.batch.SetText(s.code, code)
	s.tally.noteIf(code == "", "sog.no_code")
	s.tally.noteIf(strings.ContainsFunc(code, notCodeLetter), "sog.code_letters")
}

func notCodeLetter(r rune) bool { return (r < '0' || r > '9') && (r < 'A' || r > 'Z') }
