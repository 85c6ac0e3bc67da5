package control

import (
	"context"
	"slices"

	"segit/gis"
	"segit/gis/cadastre"
)

// landRow is an open row of the land cadastre.
type landRow struct {
	key      gis.Key
	quality  int64
	area     gis.Decimal
	measured bool // the area is there
	origin   origin
}

// suppressedQuality marks a suppressed land parcel, as partita "0" does.
const suppressedQuality = 998

// Land loads the land rows that are open and not suppressed, by parcel.
func (f *Facts) Land(ctx context.Context) (*table[[]landRow], error) {
	if f.land != nil {
		return f.land, nil
	}
	want := Want{Roles: append(keyRoles(), gis.RoleQuality, gis.RoleSurface, gis.RolePartita)}
	t := newTable[[]landRow](f.Rows("land"))
	for b, err := range f.Read(ctx, "land", want) {
		if err != nil {
			return nil, err
		}
		keys := keysIn(b, f.Comune())
		quality, surface, partita := b.Schema.Role(gis.RoleQuality), b.Schema.Role(gis.RoleSurface), b.Schema.Role(gis.RolePartita)
		for row := range b.Len() {
			q, _ := b.Num(quality, row)
			if !f.open(b, row) || q == suppressedQuality || cadastre.Suppressed(gis.Land, b.Text(partita, row)) {
				continue
			}
			k := keys.at(row).OfParcel()
			if !k.Complete() {
				continue
			}
			r := landRow{key: k, quality: q, origin: origin{b.Supply, b.Line[row]}}
			v, ok := b.Num(surface, row)
			r.area, r.measured = gis.Decimal(v), ok
			t.rows[k] = append(t.rows[k], r)
		}
	}
	for _, rows := range t.rows {
		slices.SortFunc(rows, func(a, b landRow) int { return a.origin.compare(b.origin) })
	}
	f.land = t
	return t, nil
}

// area is the census area of a parcel, false when it is not wholly known.
func area(rows []landRow) (sum gis.Decimal, known bool) {
	known = true
	for i := range rows {
		sum += rows[i].area
		known = known && rows[i].measured
	}
	return sum, known && sum > 0
}

// landEvidence is every row of a parcel.
func (f *Facts) landEvidence(rows []landRow) []gis.Evidence {
	var all []gis.Evidence
	for i := range rows {
		r := &rows[i]
		size := ""
		if r.measured {
			size = r.area.String()
		}
		all = append(all, f.evidence("land", r.origin, facts(
			fact("fact.key", r.key.String()), fact("fact.quality", number(r.quality)), fact("fact.area", size))...))
	}
	return all
}
