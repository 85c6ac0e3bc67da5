package control

import (
	"context"
	"slices"

	"segit/gis"
)

// account is an open waste tax account, with what is asked of it when it is
// known which unit it means.
type account struct {
	place     place // in the accounts' book
	surface   gis.Decimal
	occupants int64 // 0 when not said
	use       label
	origin    origin
	measured  bool // the surface is there
}

// accounts are the open accounts of the day.
type accounts struct {
	all      []account
	streets  streetBook
	rejected int64 // rows of their supplies that did not go in
}

// meaning is what an account says of the unit that it means.
type meaning struct {
	account int32
	key     gis.Key // Section "" when the source does not say
	fiscal  string
}

// wasteDataset is what the office of the waste tax keeps, whatever its layout.
const wasteDataset = "tari"

// readAccounts reads the open accounts by role, their layout being the
// descriptor's business, and has each settled as it is read.
func (f *Facts) readAccounts(ctx context.Context, settle func(*accounts, meaning)) (*accounts, error) {
	as := &accounts{all: make([]account, 0, f.Rows(wasteDataset))}
	want := Want{Roles: append(keyRoles(), gis.RoleFiscalCode, gis.RoleStreetType, gis.RoleStreet, gis.RoleCivic, gis.RoleExponent,
		gis.RoleSurface, gis.RoleOccupants, gis.RoleUse)}
	supplies := map[uint32]bool{}
	var uses labels
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
			a := account{use: uses.of(b.Text(use, row)), origin: origin{b.Supply, b.Line[row]}}
			a.place = as.streets.of(b.Text(streetType, row), b.Text(street, row), b.Text(civic, row), b.Text(exponent, row))
			v, ok := b.Num(surface, row)
			a.surface, a.measured = gis.Decimal(v), ok
			a.occupants, _ = b.Num(occupants, row)
			as.all = append(as.all, a)
			settle(as, meaning{int32(len(as.all) - 1), keys.at(row), b.Text(fiscal, row)})
		}
	}
	as.streets.close()
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
			fact("fact.declared", surface), fact("fact.use", textOf(a.use)), fact("fact.address", f.accounts.streets.written(a.place)))...))
	}
	return all
}
