package censuario

import (
	"context"
	"strings"

	"segit/gis"
	"segit/gis/cadastre"
)

// Fields of TIT, by the index of the layout.
const (
	titSubject     = 2
	titSubjectType = 3
	titObject      = 4
	titObjectType  = 5
	titRight       = 6
	titRightText   = 7
	titQuota       = 8 // the denominator follows
	titRegime      = 10
	titReference   = 11
	titValid       = 12
	titNote        = 13
	titRegistered  = 17
	titPartita     = 18
	titEnd         = 19
	titEndNote     = 20
	titEndReg      = 24
	titMutation    = 25
	titTitle       = 27
	titCause       = 28
)

// titles makes the rows of TIT.
type titles struct {
	*reader
	table                *gis.Schema
	comune, section      int
	subject, subjectType int
	object, objectType   int
	right, rightText     int
	num, den             int
	regime, reference    int
	partita, title       int
	stage                stageColumns
}

func newTitles(rd *reader) *titles {
	s := cadastre.Titles()
	return &titles{
		reader: rd, table: s, stage: stageColumnsOf(s),
		comune: s.Index("comune"), section: s.Index("section"),
		subject: s.Index("subject_id"), subjectType: s.Index("subject_type"),
		object: s.Index("object_id"), objectType: s.Index("object_type"),
		right: s.Index("right"), rightText: s.Index("right_text"),
		num: s.Index("quota_num"), den: s.Index("quota_den"),
		regime: s.Index("regime"), reference: s.Index("reference_subject"),
		partita: s.Index("partita"), title: s.Index("title_id"),
	}
}

func (t *titles) schema() *gis.Schema       { return t.table }
func (t *titles) end(context.Context) error { return nil }

// titleFigures are the values of a title that can be wrong.
type titleFigures struct {
	subject, object         int64
	subjectType, objectType string
	num, den                int64
	hasQuota                bool
	stage                   stage
}

func (t *titles) record(ctx context.Context, l line, f fields) error {
	v, bad := t.figures(l, f)
	if bad.Code != "" {
		return t.reject(l, bad)
	}
	b := t.batch
	b.SetText(t.comune, strings.ToUpper(f.at(0)))
	b.SetText(t.section, gis.NormaliseSection(f.at(1)))
	b.SetNum(t.subject, v.subject)
	b.SetText(t.subjectType, v.subjectType)
	b.SetNum(t.object, v.object)
	b.SetText(t.objectType, v.objectType)
	right := strings.ToLower(f.at(titRight))
	t.tally.noteIf(len(t.codes.Right(right)) == 0, "tit.right")
	b.SetText(t.right, right)
	b.SetText(t.rightText, f.at(titRightText))
	setNumber(b, t.num, v.num, v.hasQuota)
	setNumber(b, t.den, v.den, v.hasQuota)
	b.SetText(t.regime, strings.ToUpper(f.at(titRegime)))
	t.optional(t.reference, f, titReference)
	b.SetText(t.partita, cadastre.NormalisePartita(f.at(titPartita)))
	t.stage.set(b, v.stage)
	t.noteStage(v.stage)
	t.optional(t.title, f, titTitle)
	b.Add(l.number, v.stage.from, v.stage.to)
	return t.added(ctx)
}

// figures reads what makes a title unfit when it is wrong: whom and what it
// ties, the quota, the days.
func (t *titles) figures(l line, f fields) (v titleFigures, bad fault) {
	if bad = t.width(l, f, widths{"tit.fields", 25, 32, 37}, 'T'); bad.Code != "" {
		return v, bad
	}
	var ok bool
	if v.subject, ok = digits(f.at(titSubject)); !ok {
		return v, badNumber(titSubject)
	}
	if v.subjectType = strings.ToUpper(f.at(titSubjectType)); v.subjectType != "P" && v.subjectType != "G" {
		return v, gis.Say("tit.subject_type")
	}
	if v.object, ok = digits(f.at(titObject)); !ok {
		return v, badNumber(titObject)
	}
	if v.objectType = strings.ToUpper(f.at(titObjectType)); v.objectType != "F" && v.objectType != "T" {
		return v, gis.Say("tit.object_type")
	}
	if v.num, v.den, v.hasQuota, ok = f.quota(titQuota); !ok {
		return v, gis.Say("tit.quota")
	}
	v.stage, bad = f.stage(stageLayout{
		openEffect: titValid, openRegistered: titRegistered, openNote: titNote,
		closeEffect: titEnd, closeRegistered: titEndReg, closeNote: titEndNote,
		mutationFrom: titMutation, mutationTo: titMutation + 1,
		causeFrom: titCause, causeTo: titCause + 2,
	}, false)
	return v, bad
}

// quota reads numerator and denominator. Both empty or both zero is a title
// without a quota, which the older archives hold; half a quota, a denominator
// of zero or what is no number is wrong. A quota above one is the cadastre's
// own error and goes in as it is.
func (f fields) quota(i int) (num, den int64, there, ok bool) {
	num, hasNum, okNum := f.integer(i)
	den, hasDen, okDen := f.integer(i + 1)
	if num == 0 && den == 0 {
		return 0, 0, false, okNum && okDen && hasNum == hasDen
	}
	return num, den, true, okNum && okDen && hasNum && den > 0
}

// optional sets a number that is only counted when it cannot be read.
func (t *titles) optional(column int, f fields, i int) {
	v, there, ok := f.integer(i)
	setNumber(t.batch, column, v, there && ok)
	t.tally.noteIf(!ok, "census.left_empty")
}
