package control

import (
	"context"

	"segit/gis"
)

// landRow is an open row of the land cadastre.
type landRow struct {
	quality int64
	area    gis.Decimal
	origin  origin
}

// land are the open rows by parcel.
type land struct {
	byParcel map[gis.Key][]landRow
}

// suppressedQuality marks a suppressed land parcel, as partita "0" does.
const suppressedQuality = 998

// Land loads the land rows that are open and not suppressed.
func (f *Facts) Land(ctx context.Context) (*land, error) {
	if f.land != nil {
		return f.land, nil
	}
	l := &land{byParcel: map[gis.Key][]landRow{}}
	want := Want{Roles: []gis.Role{
		gis.RoleComune, gis.RoleSection, gis.RoleSheet, gis.RoleParcel, gis.RoleSub, gis.RoleQuality, gis.RoleSurface, gis.RolePartita,
	}}
	for b, err := range f.Read(ctx, "land", want) {
		if err != nil {
			return nil, err
		}
		quality, surface, partita := b.Schema.Role(gis.RoleQuality), b.Schema.Role(gis.RoleSurface), b.Schema.Role(gis.RolePartita)
		for row := range b.Len() {
			q, _ := b.Num(quality, row)
			if !f.open(b, row) || q == suppressedQuality || b.Text(partita, row) == "0" {
				continue
			}
			k := b.Key(row, f.Comune()).OfParcel()
			if !k.Complete() {
				continue
			}
			area, _ := b.Num(surface, row)
			l.byParcel[k] = append(l.byParcel[k], landRow{quality: q, area: gis.Decimal(area), origin: origin{b.Supply, b.Line[row]}})
		}
	}
	f.land = l
	return l, nil
}

// area is the census area of a parcel.
func area(rows []landRow) gis.Decimal {
	var sum gis.Decimal
	for i := range rows {
		sum += rows[i].area
	}
	return sum
}

// landEvidence is every row of a parcel.
func (f *Facts) landEvidence(k gis.Key, rows []landRow) []gis.Evidence {
	var all []gis.Evidence
	for i := range rows {
		all = append(all, f.evidence("land", rows[i].origin, facts(
			fact("fact.key", k.String()), fact("fact.quality", number(rows[i].quality)), fact("fact.area", rows[i].area.String()))...))
	}
	return all
}
