package control

import (
	"context"
	"strings"

	"segit/gis"
	"segit/gis/address"
)

// unit is an open urban unit.
type unit struct {
	key        gis.Key
	also       []gis.Key // graffate
	object     int64
	category   string
	class      string
	surface    gis.Decimal
	measured   bool // the surface is there
	partita    string
	annotation string
	address    address.Key
	street     string // the address as written
	origin     origin
}

// keys are all identifiers of the unit.
func (u *unit) keys() []gis.Key { return append([]gis.Key{u.key}, u.also...) }

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
	byParcel map[gis.Key][]int32
	without  int // units without an identifier
}

// suppressedPartita is the partita of suppressed units.
const suppressedPartita = "C"

// Units loads the units that are open and not suppressed.
func (f *Facts) Units(ctx context.Context) (*units, error) {
	if f.units != nil {
		return f.units, nil
	}
	us := &units{byParcel: map[gis.Key][]int32{}}
	want := Want{Roles: []gis.Role{
		gis.RoleComune, gis.RoleSection, gis.RoleSheet, gis.RoleParcel, gis.RoleSub, gis.RoleAlsoKeys, gis.RoleObject,
		gis.RoleCategory, gis.RoleClass, gis.RoleSurface, gis.RolePartita, gis.RoleStreetType, gis.RoleStreet, gis.RoleCivic, gis.RoleExponent,
	}, Columns: []string{"annotation"}}
	for b, err := range f.Read(ctx, "units", want) {
		if err != nil {
			return nil, err
		}
		c := unitColumnsOf(b.Schema)
		for row := range b.Len() {
			if !f.open(b, row) || b.Text(c.partita, row) == suppressedPartita {
				continue
			}
			us.all = append(us.all, c.unit(b, row, f.Comune()))
		}
	}
	for i := range us.all {
		u := &us.all[i]
		if !u.key.Complete() {
			us.without++
			continue
		}
		var last gis.Key
		for _, k := range u.keys() {
			if k = k.OfParcel(); k != last {
				us.byParcel[k] = append(us.byParcel[k], int32(i))
				last = k
			}
		}
	}
	f.units = us
	return us, nil
}

// unitColumns are the positions of what is read of a unit.
type unitColumns struct {
	also, object, category, class, surface, partita, annotation, streetType, street, civic, exponent int
}

func unitColumnsOf(s *gis.Schema) unitColumns {
	return unitColumns{
		also: s.Role(gis.RoleAlsoKeys), object: s.Role(gis.RoleObject), category: s.Role(gis.RoleCategory),
		class: s.Role(gis.RoleClass), surface: s.Role(gis.RoleSurface), partita: s.Role(gis.RolePartita),
		annotation: s.Index("annotation"), streetType: s.Role(gis.RoleStreetType), street: s.Role(gis.RoleStreet),
		civic: s.Role(gis.RoleCivic), exponent: s.Role(gis.RoleExponent),
	}
}

func (c *unitColumns) unit(b Block, row int, comune string) unit {
	u := unit{
		key: b.Key(row, comune), category: b.Text(c.category, row), class: b.Text(c.class, row),
		partita: b.Text(c.partita, row), annotation: b.Text(c.annotation, row),
		street: written(b.Text(c.streetType, row), b.Text(c.street, row), b.Text(c.civic, row)),
		origin: origin{b.Supply, b.Line[row]},
	}
	u.address = address.Of(b.Text(c.streetType, row), b.Text(c.street, row), b.Text(c.civic, row), b.Text(c.exponent, row))
	u.object, _ = b.Num(c.object, row)
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
		fact("fact.key", u.key.String()), fact("fact.category", u.category), fact("fact.class", u.class),
		fact("fact.surface", surface), fact("fact.partita", u.partita), fact("fact.address", u.street))...)
}
