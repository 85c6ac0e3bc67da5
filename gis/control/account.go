package control

import (
	"context"
	"slices"

	"segit/gis"
	"segit/gis/address"
)

// account is an open waste tax account.
type account struct {
	key       gis.Key // Section "" when the source does not say
	fiscal    string
	address   address.Key
	street    [4]string // as written: kind, name, number, exponent
	surface   gis.Decimal
	measured  bool
	occupants int64 // 0 when not said
	use       string
	origin    origin
}

// accounts are the open accounts of the day.
type accounts struct {
	all      []account
	rejected int64 // rows of their supplies that did not go in
}

// wasteDataset is what the office of the waste tax keeps, whatever its layout.
const wasteDataset = "tari"

// Accounts loads the open accounts by role: their layout is the descriptor's
// business.
func (f *Facts) Accounts(ctx context.Context) (*accounts, error) {
	if f.accounts != nil {
		return f.accounts, nil
	}
	as, streets := &accounts{}, streetBook{}
	want := Want{Roles: append(keyRoles(), gis.RoleFiscalCode, gis.RoleStreetType, gis.RoleStreet, gis.RoleCivic, gis.RoleExponent,
		gis.RoleSurface, gis.RoleOccupants, gis.RoleUse)}
	as.all = make([]account, 0, f.Rows(wasteDataset))
	supplies := map[uint32]bool{}
	for b, err := range f.Read(ctx, wasteDataset, want) {
		if err != nil {
			return nil, err
		}
		if !supplies[b.Supply] {
			supplies[b.Supply] = true
			as.rejected += f.Supply(b.Supply).Rejected
		}
		s := b.Schema
		fiscal, streetType, street := s.Role(gis.RoleFiscalCode), s.Role(gis.RoleStreetType), s.Role(gis.RoleStreet)
		civic, exponent := s.Role(gis.RoleCivic), s.Role(gis.RoleExponent)
		surface, occupants, use := s.Role(gis.RoleSurface), s.Role(gis.RoleOccupants), s.Role(gis.RoleUse)
		keys := keysIn(b, f.Comune())
		for row := range b.Len() {
			if !f.open(b, row) {
				continue
			}
			a := account{
				key: keys.at(row), fiscal: b.Text(fiscal, row), use: b.Text(use, row), origin: origin{b.Supply, b.Line[row]},
				street: [4]string{b.Text(streetType, row), b.Text(street, row), b.Text(civic, row), b.Text(exponent, row)},
			}
			a.address = streets.of(b.Text(streetType, row), b.Text(street, row), b.Text(civic, row), b.Text(exponent, row))
			v, ok := b.Num(surface, row)
			a.surface, a.measured = gis.Decimal(v), ok
			a.occupants, _ = b.Num(occupants, row)
			as.all = append(as.all, a)
		}
	}
	f.accounts = as
	return as, nil
}

// accountEvidence is every account of a unit.
func (f *Facts) accountEvidence(unit int32) []gis.Evidence {
	list := slices.SortedFunc(f.matches.of(unit), func(i, j int32) int {
		return f.accounts.all[i].origin.compare(f.accounts.all[j].origin)
	})
	var all []gis.Evidence
	for _, i := range list {
		a := &f.accounts.all[i]
		surface := ""
		if a.measured {
			surface = a.surface.String()
		}
		all = append(all, f.evidence(wasteDataset, a.origin, facts(
			fact("fact.declared", surface), fact("fact.use", a.use), fact("fact.address", written(a.street[:]...)))...))
	}
	return all
}
