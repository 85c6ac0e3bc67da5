package censuario

import (
	"time"

	"segit/gis"
)

// calendarDay refuses days that do not exist; 31/12/9999 is OpenEnd. It is
// what [gis.ParseDay] does, without a layout to interpret: three dates of
// every record go through it.
func calendarDay(year, month, day int) (gis.Date, bool) {
	if year == 9999 && month == 12 && day == 31 {
		return gis.OpenEnd, true
	}
	if year < 1800 || year > 2999 || month < 1 || month > 12 || day < 1 {
		return 0, false
	}
	d := gis.Day(year, time.Month(month), day)
	return d, day <= 28 || d.Time().Day() == day
}

// act is the note that opens or closes a stage, its day of effect and its day
// of registration; a day that is not there is Always.
type act struct {
	effect, registered gis.Date
	name               string // "V 123.1/2001"
}

// layout of the acts and mutations in a record.
type stageLayout struct {
	openEffect, openRegistered, openNote    int // note: type, number, progressive, year
	closeEffect, closeRegistered, closeNote int
	mutationFrom, mutationTo                int
	causeFrom, causeTo                      int // code; its words follow
}

// objectStage is the layout of FAB and TER, where both acts stand side by side
// and end before the partita.
func objectStage(opening, mutation, cause int) stageLayout {
	const act = 6 // two days and the four fields of the note
	return stageLayout{
		openEffect: opening, openRegistered: opening + 1, openNote: opening + 2,
		closeEffect: opening + act, closeRegistered: opening + act + 1, closeNote: opening + act + 2,
		mutationFrom: mutation, mutationTo: mutation + 1,
		causeFrom: cause, causeTo: cause + 2,
	}
}

// stage is the life of a row.
type stage struct {
	from, to                 gis.Date
	opened, closed           string
	mutationFrom, mutationTo string
	causeFrom, causeTo       string
	disagrees, inverted      bool
}

// stage reads validity [from, to). A stage opens on its act's day of effect,
// else on its registration, else it was always there. It is open while it has
// no final mutation and no closing date; where the two disagree the mutation
// is trusted (domain rule C.1): closed without a date, it ends on the
// registration of the closing act or, failing that, on its own first day. A
// partita that says suppressed sides with the date: then two of three tell that
// the stage is closed. Records of before 2007 that stop before the mutations have only the date.
func (f fields) stage(l stageLayout, suppressed bool) (s stage, bad fault) {
	opening, bad := f.act(l.openEffect, l.openRegistered, l.openNote)
	if bad.Code != "" {
		return s, bad
	}
	closing, bad := f.act(l.closeEffect, l.closeRegistered, l.closeNote)
	if bad.Code != "" {
		return s, bad
	}
	s = stage{
		from: opening.day(), to: gis.OpenEnd,
		opened: opening.name, closed: closing.name,
		mutationFrom: f.mutation(l.mutationFrom), mutationTo: f.mutation(l.mutationTo),
		causeFrom: f.joined(" ", l.causeFrom, l.causeFrom+1), causeTo: f.joined(" ", l.causeTo, l.causeTo+1),
	}
	dated := closing.effect != gis.Always
	ended := s.mutationTo != ""
	if len(f) <= l.mutationTo {
		ended = dated
	}
	s.disagrees = dated != ended
	switch {
	case !ended && !(dated && suppressed):
		return s, bad
	case closing.day() != gis.Always:
		s.to = closing.day()
	default:
		s.to = s.from
	}
	if s.to < s.from {
		s.to, s.inverted = s.from, true
	}
	return s, bad
}

func (a act) day() gis.Date {
	if a.effect != gis.Always {
		return a.effect
	}
	return a.registered
}

func (f fields) act(effect, registered, note int) (a act, bad fault) {
	a = act{effect: gis.Always, registered: gis.Always}
	for _, d := range [2]struct {
		field int
		into  *gis.Date
	}{{effect, &a.effect}, {registered, &a.registered}} {
		v, there, ok := f.day(d.field)
		if !ok {
			return a, badDate(d.field)
		}
		if there {
			*d.into = v
		}
	}
	a.name = f.note(note)
	return a, bad
}

// note is the note of an act as people write it: type, number.progressive/year.
func (f fields) note(i int) string {
	kind, number, progressive, year := f.at(i), unzeroed(f.at(i+1)), unzeroed(f.at(i+2)), f.at(i+3)
	if number == "" && year == "" {
		return kind
	}
	if progressive != "" {
		number += "." + progressive
	}
	if year != "" {
		number += "/" + year
	}
	if kind == "" {
		return number
	}
	return kind + " " + number
}
