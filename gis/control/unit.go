package control

import (
	"context"
	"slices"
	"strings"

	"segit/gis"
	"segit/gis/address"
	"segit/gis/cadastre"
)

// unit is an open urban unit.
type unit struct {
	key        gis.Key
	also       []gis.Key // graffate
	object     objectID
	category   string
	surface    gis.Decimal
	measured   bool // the surface is there
	partita    string
	annotation string
	address    address.Key
	block      *unitBlock // where the rest is read, of the few that it is asked of
	row        int32
	origin     origin
}

// street is the address as written.
func (u *unit) street() string {
	b, c := &u.block.Block, &u.block.unitColumns
	row := int(u.row)
	return written(b.Text(c.streetType, row), b.Text(c.street, row), b.Text(c.civic, row), b.Text(c.exponent, row))
}

func (u *unit) class() string { return u.block.Text(u.block.class, int(u.row)) }

// answers reports whether a predicate holds for one of the unit's identifiers.
func (u *unit) answers(want func(gis.Key) bool) bool {
	return want(u.key) || slices.ContainsFunc(u.also, want)
}

// dwelling reports whether the unit is a home: group A without offices.
func (u *unit) dwelling() bool {
	return strings.HasPrefix(u.category, "A") && u.category != "A10"
}

// appurtenance reports whether it is a cellar, a garage or a shed, which one
// account covers together with its dwelling.
func (u *unit) appurtenance() bool {
	return u.category == "C02" || u.category == "C06" || u.category == "C07"
}

// units are the open units with their indexes.
type units struct {
	all      []unit
	byParcel *table[[]int32]
}

// Units loads the units that are open and not suppressed.
func (f *Facts) Units(ctx context.Context) (*units, error) {
	if f.units != nil {
		return f.units, nil
	}
	us, streets := &units{}, streetBook{}
	want := Want{Roles: append(keyRoles(), gis.RoleAlsoKeys, gis.RoleObject, gis.RoleCategory, gis.RoleClass, gis.RoleSurface,
		gis.RolePartita, gis.RoleStreetType, gis.RoleStreet, gis.RoleCivic, gis.RoleExponent), Columns: []string{"annotation"}}
	us.all, us.byParcel = make([]unit, 0, f.Rows("units")), newTable[[]int32](f.Rows("parcels"))
	for b, err := range f.Read(ctx, "units", want) {
		if err != nil {
			return nil, err
		}
		block, keys := &unitBlock{Block: b, unitColumns: unitColumnsOf(b.Schema)}, keysIn(b, f.Comune())
		for row := range b.Len() {
			if !f.open(b, row) || cadastre.Suppressed(gis.Urban, b.Text(block.partita, row)) {
				continue
			}
			us.all = append(us.all, block.unit(row, keys.at(row), &streets))
		}
		block.Block = b.columns(block.streetType, block.street, block.civic, block.exponent, block.class)
	}
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
	sections labels
}

func (b *unitBlock) unit(row int, k gis.Key, streets *streetBook) unit {
	c := &b.unitColumns
	u := unit{
		key: k, category: b.Text(c.category, row), partita: b.Text(c.partita, row), annotation: b.Text(c.annotation, row),
		block: b, row: int32(row), origin: origin{b.Supply, b.Line[row]},
	}
	u.address = streets.of(b.Text(c.streetType, row), b.Text(c.street, row), b.Text(c.civic, row), b.Text(c.exponent, row))
	section := k.Section
	if c.section >= 0 {
		section = gis.NormaliseSection(b.Text(c.section, row))
	}
	u.object.section = b.sections.of(section)
	u.object.id, _ = b.Num(c.object, row)
	surface, ok := b.Num(c.surface, row)
	u.surface, u.measured = gis.Decimal(surface), ok
	if also := b.Text(c.also, row); also != "" {
		for text := range strings.SplitSeq(also, ";") {
			if _, k, err := gis.ParseKey(text); err == nil {
				u.also = append(u.also, k)
			}
		}
	}
	return u
}

// written joins the parts of an address with single blanks.
func written(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// evidence of a unit.
func (f *Facts) unitEvidence(u *unit) gis.Evidence {
	surface := ""
	if u.measured {
		surface = u.surface.String()
	}
	return f.evidence("units", u.origin, facts(
		fact("fact.key", u.key.String()), fact("fact.category", u.category), fact("fact.class", u.class()),
		fact("fact.surface", surface), fact("fact.partita", u.partita), fact("fact.address", u.street()))...)
}
