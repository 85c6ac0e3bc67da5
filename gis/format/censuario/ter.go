package censuario

import (
	"fmt"
	"strings"

	"segit/gis"
	"segit/gis/cadastre"
)

// Fields of TER record 1, by the index of the layout.
const (
	terSheet      = 6 // number, denominator and sub follow
	terQuality    = 11
	terClass      = 12
	terHectares   = 13 // are and centiare follow
	terDominical  = 21 // euro
	terAgrarian   = 22 // euro
	terOpening    = 23
	terPartita    = 35
	terAnnotation = 36
	terMutation   = 37
	terCause      = 39
)

const portionWidth = 6 // identifier, quality, class, hectares, are, centiare

// land builds the rows of TER.
type land struct {
	*reader
	table               *gis.Schema
	key                 keyColumns
	stage               stageColumns
	object, number      int
	quality, class      int
	surface             int
	dominical, agrarian int
	partita, annotation int
	deductions          int
	reserves, portions  int
	first               fields // of record 1
}

func newLand(rd *reader) *objects {
	s := cadastre.LandParcels()
	return newObjects(&land{
		reader: rd, table: s, key: keyColumnsOf(s), stage: stageColumnsOf(s),
		object: s.Index("object_id"), number: s.Index("stage"),
		quality: s.Index("quality"), class: s.Index("class"), surface: s.Index("surface"),
		dominical: s.Index("dominical_income"), agrarian: s.Index("agrarian_income"),
		partita: s.Index("partita"), annotation: s.Index("annotation"),
		deductions: s.Index("deductions"), reserves: s.Index("reserves"), portions: s.Index("portions"),
	}, rd)
}

func (p *land) schema() *gis.Schema { return p.table }
func (p *land) letter() string      { return "T" }
func (p *land) last() int           { return 4 }

// parcelFigures are the values of record 1 that can be wrong.
type parcelFigures struct {
	key                       gis.Key
	quality                   int64
	hasQuality                bool
	surface                   gis.Decimal
	hasSurface                bool
	dominical, agrarian       gis.Cents
	hasDominical, hasAgrarian bool
	stage                     stage
}

func (p *land) build(o *object) (bool, error) {
	p.first = split(o.head.text, p.first)
	f := p.first
	v, bad := p.figures(o.head, f)
	if bad.Code != "" {
		return false, p.reject(o.head, bad)
	}
	if err := p.gather(o); err != nil {
		return false, err
	}
	b := p.batch
	p.key.set(b, v.key)
	b.SetNum(p.object, o.key.object)
	b.SetNum(p.number, int64(o.key.stage))
	setNumber(b, p.quality, v.quality, v.hasQuality)
	_, known := p.codes.Quality(v.quality)
	p.tally.noteIf(v.hasQuality && !known, "ter.quality")
	b.SetText(p.class, unzeroed(f.at(terClass)))
	setNumber(b, p.surface, int64(v.surface), v.hasSurface)
	setNumber(b, p.dominical, int64(v.dominical), v.hasDominical)
	setNumber(b, p.agrarian, int64(v.agrarian), v.hasAgrarian)
	b.SetText(p.partita, cadastre.NormalisePartita(f.at(terPartita)))
	b.SetText(p.annotation, f.at(terAnnotation))
	p.stage.set(b, v.stage)
	p.noteStage(v.stage)
	b.Add(o.head.number, v.stage.from, v.stage.to)
	return true, nil
}

// figures reads what makes record 1 unfit when it is wrong: the key, quality,
// area, incomes and the days of the acts.
func (p *land) figures(l line, f fields) (v parcelFigures, bad fault) {
	if bad = p.width(l, f, widths{"ter.fields", 36, 43, 48}, '1'); bad.Code != "" {
		return v, bad
	}
	if v.key = f.key(f.at(0), f.at(1), terSheet); !v.key.Complete() {
		return v, gis.Say("ter.key")
	}
	var ok bool
	if v.quality, v.hasQuality, ok = f.integer(terQuality); !ok {
		return v, badNumber(terQuality)
	}
	if v.surface, v.hasSurface, bad = f.area(terHectares); bad.Code != "" {
		return v, bad
	}
	if v.dominical, v.hasDominical, ok = f.money(terDominical); !ok {
		return v, badNumber(terDominical)
	}
	if v.agrarian, v.hasAgrarian, ok = f.money(terAgrarian); !ok {
		return v, badNumber(terAgrarian)
	}
	suppressed := cadastre.Suppressed(gis.Land, f.at(terPartita))
	v.stage, bad = f.stage(objectStage(terOpening, terMutation, terCause), suppressed)
	return v, bad
}

// area reads ettari, are and centiare from index i on, in m²; it is absent
// when all three are empty.
func (f fields) area(i int) (v gis.Decimal, there bool, bad fault) {
	var m2 int64
	for part, limit := range [3]int64{1e7, 100, 100} {
		n, filled, ok := f.integer(i + part)
		if !ok || n >= limit {
			return 0, false, badNumber(i + part)
		}
		m2 = m2*100 + n
		there = there || filled
	}
	return gis.Decimal(m2) * gis.One, there, bad
}

// gather reads the records 2 to 4 of a parcel into the open row.
func (p *land) gather(o *object) error {
	var deductions, reserved, portions []string
	err := p.others(o, func(record byte, f fields) fault {
		switch record {
		case '2':
			return deduct(f, &deductions)
		case '3':
			return reserves(f, &reserved)
		}
		return portion(f, &portions)
	})
	p.batch.SetText(p.deductions, strings.Join(deductions, "; "))
	p.batch.SetText(p.reserves, strings.Join(reserved, "; "))
	p.batch.SetText(p.portions, strings.Join(portions, "; "))
	return err
}

// deduct reads record 2, the symbols of the deductions.
func deduct(f fields, into *[]string) fault {
	n, bad := f.groups(1, 1)
	for i := head; i < head+n; i++ {
		*into = append(*into, f.at(i))
	}
	return bad
}

// portion reads record 4 as "AA 001 02 1250": portion, quality, class, m².
func portion(f fields, into *[]string) fault {
	n, bad := f.groups(portionWidth, 3)
	if bad.Code != "" {
		return bad
	}
	list := *into
	for i := head; i < head+n*portionWidth; i += portionWidth {
		quality, _, ok := f.integer(i + 1)
		if !ok {
			return badNumber(i + 1)
		}
		area, _, bad := f.area(i + 3)
		if bad.Code != "" {
			return bad
		}
		words := fmt.Sprintf("%s %03d %s %s", f.at(i), quality, f.at(i+2), area)
		list = append(list, strings.TrimSpace(words))
	}
	*into = list
	return bad
}
