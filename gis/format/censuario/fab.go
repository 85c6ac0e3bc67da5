package censuario

import (
	"strings"

	"segit/gis"
	"segit/gis/cadastre"
)

// Fields of FAB record 1, by the index of the layout.
const (
	fabZone = iota + 6
	fabCategory
	fabClass
	fabConsistency
	fabSurface
	fabLire
	fabEuro
	fabLot
	fabBuilding
	fabStaircase
	fabInterior // two
	_
	fabFloor // four
	_
	_
	_
	fabOpening
	fabPartita    = 34
	fabAnnotation = 35
	fabMutation   = 36
	fabProtocol   = 38
	fabNotified   = 39
	fabCause      = 40
	fabFlag       = 44
)

// units builds the rows of FAB.
type units struct {
	*reader
	table          *gis.Schema
	key            keyColumns
	stage          stageColumns
	copied         []copied
	urban, also    int
	object, number int
	category       int
	class          int
	consistency    int
	surface        int
	rendita, lire  int
	interior       int
	floor          int
	partita        int
	notified       int
	address        addressColumns
	common         int
	reserves       int
	seen           parts
	first          fields // of record 1
}

func newUnits(rd *reader) *objects {
	s := cadastre.Units()
	u := &units{
		reader: rd, table: s, key: keyColumnsOf(s), stage: stageColumnsOf(s),
		copied: []copied{
			{s.Index("zone"), fabZone},
			{s.Index("lot"), fabLot},
			{s.Index("building"), fabBuilding},
			{s.Index("staircase"), fabStaircase},
			{s.Index("annotation"), fabAnnotation},
			{s.Index("notice"), fabProtocol},
			{s.Index("class_flag"), fabFlag},
		},
		urban: s.Index("urban_section"), also: s.Index("also_keys"),
		object: s.Index("object_id"), number: s.Index("stage"),
		category: s.Index("category"), class: s.Index("class"),
		consistency: s.Index("consistency"), surface: s.Index("surface"),
		rendita: s.Index("rendita"), lire: s.Index("rendita_lire"),
		interior: s.Index("interior"), floor: s.Index("floor"),
		partita: s.Index("partita"), notified: s.Index("notified"),
		address: addressColumnsOf(s),
		common:  s.Index("common_parts"), reserves: s.Index("reserves"),
	}
	return newObjects(u, rd)
}

func (u *units) schema() *gis.Schema { return u.table }
func (u *units) letter() string      { return "F" }
func (u *units) last() int           { return 5 }

// unitFigures are the values of record 1 that can be wrong.
type unitFigures struct {
	consistency, surface                   gis.Decimal
	rendita                                gis.Cents
	hasConsistency, hasSurface, hasRendita bool
	stage                                  stage
}

func (u *units) build(o *object) (bool, error) {
	u.first = split(o.head.text, u.first)
	f := u.first
	figures, bad := u.figures(o.head, f)
	if bad.Code != "" {
		return false, u.reject(o.head, bad)
	}
	if err := u.gather(o, f); err != nil {
		return false, err
	}
	u.set(o, f, figures)
	u.batch.Add(o.head.number, figures.stage.from, figures.stage.to)
	return true, nil
}

// figures reads what makes record 1 unfit when it is wrong: surface, rendita,
// consistency, the days of the acts.
func (u *units) figures(l line, f fields) (v unitFigures, bad fault) {
	if bad = u.width(l, f, widths{"fab.fields", 35, 45, 50}, '1'); bad.Code != "" {
		return v, bad
	}
	var ok bool
	if v.consistency, v.hasConsistency, ok = f.decimal(fabConsistency); !ok {
		return v, badNumber(fabConsistency)
	}
	if v.surface, v.hasSurface, ok = f.decimal(fabSurface); !ok {
		return v, badNumber(fabSurface)
	}
	if v.rendita, v.hasRendita, ok = f.money(fabEuro); !ok {
		return v, badNumber(fabEuro)
	}
	suppressed := cadastre.Suppressed(gis.Urban, f.at(fabPartita))
	v.stage, bad = f.stage(objectStage(fabOpening, fabMutation, fabCause), suppressed)
	return v, bad
}

// set writes the row.
func (u *units) set(o *object, f fields, v unitFigures) {
	b := u.batch
	if len(u.seen.keys) > 0 {
		u.key.set(b, u.seen.keys[0])
		b.SetText(u.also, joinKeys(u.seen.keys[1:], u.seen.keys[0]))
	} else {
		u.key.set(b, gis.MakeKey(f.at(0), f.at(1), "", "", ""))
		u.tally.note("fab.no_identifier")
	}
	b.SetText(u.urban, u.seen.urban)
	b.SetNum(u.object, o.key.object)
	b.SetNum(u.number, int64(o.key.stage))
	setCopied(b, u.copied, f)
	b.SetText(u.category, u.normalCategory(f.at(fabCategory)))
	b.SetText(u.class, unzeroed(f.at(fabClass)))
	setNumber(b, u.consistency, int64(v.consistency), v.hasConsistency)
	setNumber(b, u.surface, int64(v.surface), v.hasSurface)
	setNumber(b, u.rendita, int64(v.rendita), v.hasRendita)
	lire, there, ok := f.decimal(fabLire)
	setNumber(b, u.lire, int64(lire), there && ok)
	notified, there, fine := f.day(fabNotified)
	setNumber(b, u.notified, int64(notified), there && fine)
	u.tally.noteIf(!ok || !fine, "census.left_empty")
	b.SetText(u.interior, f.joined("-", fabInterior, fabInterior+1))
	b.SetText(u.floor, f.joined("-", fabFloor, fabFloor+1, fabFloor+2, fabFloor+3))
	b.SetText(u.partita, cadastre.NormalisePartita(f.at(fabPartita)))
	u.stage.set(b, v.stage)
	u.noteStage(v.stage)
	u.address.set(b, u.seen.addresses)
	b.SetText(u.common, joinKeys(u.seen.common, gis.Key{}))
	b.SetText(u.reserves, strings.Join(u.seen.reserves, "; "))
}

// normalCategory counts the categories that the code list does not know.
func (u *units) normalCategory(text string) string {
	code, _ := cadastre.NormaliseCategory(text)
	if code != "" {
		_, known := u.codes.Category(code)
		u.tally.noteIf(!known, "fab.category")
	}
	return code
}
