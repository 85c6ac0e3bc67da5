package control

import (
	"context"
	"slices"
	"strings"
	"unique"

	"segit/gis"
	"segit/gis/cadastre"
)

// unit is an open urban unit. There are many: texts of which few differ are
// labels, and what several units share stands once.
type unit struct {
	at       *ground
	sub      label
	object   objectID
	category label
	class    label
	partita  label
	surface  gis.Decimal
	origin   origin
	place    place // in the units' book
	titles   int32 // one more than the first title of its object, 0 for none; see Holders
	measured bool  // the surface is there
	unusable bool  // the annotation says so
}

// ground is the parcels that a unit stands on.
type ground struct {
	key  gis.Key   // without a sub
	also []gis.Key // graffate, with their subs
}

func (u *unit) key() gis.Key {
	k := u.at.key
	k.Sub = textOf(u.sub)
	return k
}

// answers reports whether a predicate holds for one of the unit's identifiers.
func (u *unit) answers(want func(gis.Key) bool) bool {
	return want(u.key()) || slices.ContainsFunc(u.at.also, want)
}

// dwelling reports whether the unit is a home: group A without offices.
func (u *unit) dwelling() bool {
	category := textOf(u.category)
	return strings.HasPrefix(category, "A") && category != "A10"
}

// appurtenance reports whether it is a cellar, a garage or a shed, which one
// account covers together with its dwelling.
func (u *unit) appurtenance() bool {
	switch textOf(u.category) {
	case "C02", "C06", "C07":
		return true
	}
	return false
}

// held reports whether the unit has any holder, sure or not. It is known when the
// holders are loaded.
func (u *unit) held() bool { return u.titles != 0 }

// units are the open units with their indexes.
type units struct {
	all      []unit
	byParcel *table[[]int32]
	streets  streetBook
}

// street is the address of a unit as written.
func (us *units) street(u *unit) string { return us.streets.written(u.place) }

// Units loads the units that are open and not suppressed.
func (f *Facts) Units(ctx context.Context) (*units, error) {
	if f.units != nil {
		return f.units, nil
	}
	us := &units{all: make([]unit, 0, f.Rows("units")), byParcel: newTable[[]int32](0)}
	want := Want{Roles: append(keyRoles(), gis.RoleAlsoKeys, gis.RoleObject, gis.RoleCategory, gis.RoleClass, gis.RoleSurface,
		gis.RolePartita, gis.RoleStreetType, gis.RoleStreet, gis.RoleCivic, gis.RoleExponent), Columns: []string{"annotation"}}
	grounds := map[gis.Key]*ground{}
	for b, err := range f.Read(ctx, "units", want) {
		if err != nil {
			return nil, err
		}
		block, keys := &unitBlock{Block: b, unitColumns: unitColumnsOf(b.Schema)}, keysIn(b, f.Comune())
		for row := range b.Len() {
			if !f.open(b, row) || cadastre.Suppressed(gis.Urban, b.Text(block.partita, row)) {
				continue
			}
			us.all = append(us.all, block.unit(row, keys.at(row), grounds, &us.streets))
		}
	}
	us.streets.close()
	for i := range us.all {
		us.index(int32(i))
	}
	f.units = us
	return us, nil
}

// index files a unit under every parcel that it stands on, once.
func (us *units) index(i int32) {
	us.all[i].answers(func(k gis.Key) bool {
		if k.Complete() {
			k = k.OfParcel()
			if list := us.byParcel.rows[k]; len(list) == 0 || list[len(list)-1] != i {
				us.byParcel.rows[k] = append(list, i)
			}
		}
		return false
	})
}

// unitColumns are the positions of what is read of a unit.
type unitColumns struct {
	section, also, object, category, class, surface, partita, annotation, streetType, street, civic, exponent int
}

func unitColumnsOf(s *gis.Schema) unitColumns {
	return unitColumns{
		section: s.Role(gis.RoleSection), also: s.Role(gis.RoleAlsoKeys), object: s.Role(gis.RoleObject), category: s.Role(gis.RoleCategory),
		class: s.Role(gis.RoleClass), surface: s.Role(gis.RoleSurface), partita: s.Role(gis.RolePartita),
		annotation: s.Index("annotation"), streetType: s.Role(gis.RoleStreetType), street: s.Role(gis.RoleStreet),
		civic: s.Role(gis.RoleCivic), exponent: s.Role(gis.RoleExponent),
	}
}

// unitBlock is a block of units with its columns found once.
type unitBlock struct {
	Block
	unitColumns
	sections, subs, categories, classes, partitas labels
}

func (b *unitBlock) unit(row int, k gis.Key, grounds map[gis.Key]*ground, streets *streetBook) unit {
	c := &b.unitColumns
	u := unit{
		at: groundOf(k, b.Text(c.also, row), grounds), sub: b.subs.of(k.Sub), category: b.categories.of(b.Text(c.category, row)),
		class: b.classes.of(b.Text(c.class, row)), partita: b.partitas.of(b.Text(c.partita, row)), origin: origin{b.Supply, b.Line[row]},
		unusable: strings.Contains(strings.ToUpper(b.Text(c.annotation, row)), "INAGIBIL"),
	}
	u.place = streets.of(b.Text(c.streetType, row), b.Text(c.street, row), b.Text(c.civic, row), b.Text(c.exponent, row))
	section := k.Section
	if c.section >= 0 {
		section = gis.NormaliseSection(b.Text(c.section, row))
	}
	u.object.section = b.sections.of(section)
	u.object.id, _ = b.Num(c.object, row)
	surface, ok := b.Num(c.surface, row)
	u.surface, u.measured = gis.Decimal(surface), ok
	return u
}

// groundOf is what a unit of the key stands on; units of one parcel alone share
// it.
func groundOf(k gis.Key, also string, grounds map[gis.Key]*ground) *ground {
	parcel := k.OfParcel()
	shared, ok := grounds[parcel]
	if !ok {
		shared = &ground{key: ownKey(parcel)}
		grounds[shared.key] = shared
	}
	if also == "" {
		return shared
	}
	own := &ground{key: shared.key}
	for text := range strings.SplitSeq(also, ";") {
		if _, k, err := gis.ParseKey(text); err == nil {
			own.also = append(own.also, ownKey(k))
		}
	}
	return own
}

// ownKey is a key that holds no block in memory: its parts are texts by
// themselves.
func ownKey(k gis.Key) gis.Key {
	return gis.Key{
		Comune: unique.Make(k.Comune).Value(), Section: unique.Make(k.Section).Value(), Sheet: unique.Make(k.Sheet).Value(),
		Parcel: strings.Clone(k.Parcel), Sub: unique.Make(k.Sub).Value(),
	}
}

// evidence of a unit.
func (f *Facts) unitEvidence(u *unit) gis.Evidence {
	surface := ""
	if u.measured {
		surface = u.surface.String()
	}
	return f.evidence("units", u.origin, facts(
		fact("fact.key", u.key().String()), fact("fact.category", textOf(u.category)), fact("fact.class", textOf(u.class)),
		fact("fact.surface", surface), fact("fact.partita", textOf(u.partita)), fact("fact.address", f.units.street(u)))...)
}
