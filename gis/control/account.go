package control

import (
	"context"
	"slices"
	"strings"

	"segit/gis"
	"segit/gis/address"
)

// account is an open waste tax account.
type account struct {
	key       gis.Key // Section "" when the source does not say
	fiscal    string
	address   address.Key
	street    string
	surface   gis.Decimal
	measured  bool
	occupants int64 // 0 when not said
	use       string
	origin    origin
}

// accounts are the open accounts of the day.
type accounts struct{ all []account }

// wasteDataset is what the office of the waste tax keeps, whatever its layout.
const wasteDataset = "tari"

// Accounts loads the open accounts by role: their layout is the descriptor's
// business.
func (f *Facts) Accounts(ctx context.Context) (*accounts, error) {
	if f.accounts != nil {
		return f.accounts, nil
	}
	as := &accounts{}
	want := Want{Roles: []gis.Role{
		gis.RoleSection, gis.RoleSheet, gis.RoleParcel, gis.RoleSub, gis.RoleFiscalCode, gis.RoleStreetType, gis.RoleStreet,
		gis.RoleCivic, gis.RoleExponent, gis.RoleSurface, gis.RoleOccupants, gis.RoleUse,
	}}
	for b, err := range f.Read(ctx, wasteDataset, want) {
		if err != nil {
			return nil, err
		}
		s := b.Schema
		fiscal, streetType, street := s.Role(gis.RoleFiscalCode), s.Role(gis.RoleStreetType), s.Role(gis.RoleStreet)
		civic, exponent := s.Role(gis.RoleCivic), s.Role(gis.RoleExponent)
		surface, occupants, use := s.Role(gis.RoleSurface), s.Role(gis.RoleOccupants), s.Role(gis.RoleUse)
		for row := range b.Len() {
			if !f.open(b, row) {
				continue
			}
			a := account{
				key: b.Key(row, f.Comune()), fiscal: b.Text(fiscal, row), use: b.Text(use, row),
				street: written(b.Text(streetType, row), b.Text(street, row), b.Text(civic, row), b.Text(exponent, row)),
				origin: origin{b.Supply, b.Line[row]},
			}
			a.address = address.Of(b.Text(streetType, row), b.Text(street, row), b.Text(civic, row), b.Text(exponent, row))
			v, ok := b.Num(surface, row)
			a.surface, a.measured = gis.Decimal(v), ok
			a.occupants, _ = b.Num(occupants, row)
			as.all = append(as.all, a)
		}
	}
	f.accounts = as
	return as, nil
}

// matches tie accounts to units, each account once.
type matches struct {
	accounts  [][]int32 // accounts of each unit
	undecided []bool    // units that an ambiguous account may mean
	doubtful  int       // ambiguous accounts
	adrift    int       // accounts that mean no unit
}

// Matches ties every open account to the unit it means: by cadastral key, then
// by civic and holder's fiscal code. What may mean several units decides
// nothing for any of them.
func (f *Facts) Matches(ctx context.Context) (*matches, error) {
	if f.matches != nil {
		return f.matches, nil
	}
	us, err := f.Units(ctx)
	if err != nil {
		return nil, err
	}
	hs, err := f.Holders(ctx)
	if err != nil {
		return nil, err
	}
	as, err := f.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	m := matcher{units: us, holders: hs, bySheet: map[gis.Key][]int32{}, byAddress: map[address.Key][]int32{}}
	m.index()
	out := &matches{accounts: make([][]int32, len(us.all)), undecided: make([]bool, len(us.all))}
	for i := range as.all {
		candidates, sure := m.match(&as.all[i])
		switch {
		case len(candidates) == 0:
			out.adrift++
		case sure:
			for _, u := range candidates {
				out.accounts[u] = append(out.accounts[u], int32(i))
			}
		default:
			out.doubtful++
			for _, u := range candidates {
				out.undecided[u] = true
			}
		}
	}
	f.matches = out
	return out, nil
}

// matcher holds the indexes that tie accounts to units.
type matcher struct {
	units     *units
	holders   *holders
	bySheet   map[gis.Key][]int32 // parcel without its section
	byAddress map[address.Key][]int32
}

func (m *matcher) index() {
	for k, list := range m.units.byParcel {
		k.Section = ""
		m.bySheet[k] = append(m.bySheet[k], list...)
	}
	for _, list := range m.bySheet {
		slices.Sort(list)
	}
	for i := range m.units.all {
		if a := m.units.all[i].address; a.Complete() {
			m.byAddress[a] = append(m.byAddress[a], int32(i))
			if a.Type != "" { // an account may leave the kind of street out
				a.Type = ""
				m.byAddress[a] = append(m.byAddress[a], int32(i))
			}
		}
	}
}

// match gives the units that an account means, and whether that is sure.
func (m *matcher) match(a *account) (candidates []int32, sure bool) {
	if a.key.Complete() {
		if candidates, sure = m.byKey(a); len(candidates) > 0 {
			return candidates, sure
		}
	}
	return m.byHolder(a)
}

// byKey follows the cadastral key. Without a section all sections are meant,
// without a sub all taxable units of the parcel.
func (m *matcher) byKey(a *account) ([]int32, bool) {
	parcel := a.key.OfParcel()
	var near []int32
	if parcel.Section != "" {
		near = m.units.byParcel[parcel]
	} else {
		near = m.bySheet[parcel]
	}
	exact := m.keep(near, func(u *unit) bool {
		return slices.ContainsFunc(u.keys(), func(k gis.Key) bool {
			if parcel.Section == "" {
				k.Section = ""
			}
			return k == a.key
		})
	})
	if len(exact) == 0 && a.key.Sub == "" {
		exact = m.keep(near, taxable)
	}
	return m.settle(a, exact)
}

// settle chooses among candidates: the only one; else the only one of the
// account's holder; else the holder's only dwelling.
func (m *matcher) settle(a *account, candidates []int32) ([]int32, bool) {
	if len(candidates) < 2 {
		return candidates, true
	}
	own := m.keep(candidates, func(u *unit) bool { return m.holders.holds(u.object, a.fiscal) })
	switch len(own) {
	case 0:
		return candidates, false
	case 1:
		return own, true
	}
	if homes := m.keep(own, (*unit).dwelling); len(homes) == 1 {
		return homes, true
	}
	return own, false
}

// byHolder follows the civic and the fiscal code, for accounts whose key is
// missing or names nothing.
func (m *matcher) byHolder(a *account) ([]int32, bool) {
	if !a.address.Complete() || a.fiscal == "" {
		return nil, false
	}
	return m.settle(a, m.keep(m.byAddress[a.address], func(u *unit) bool {
		return taxable(u) && m.holders.holds(u.object, a.fiscal)
	}))
}

func (m *matcher) keep(list []int32, want func(*unit) bool) []int32 {
	var kept []int32
	for _, i := range list {
		if want(&m.units.all[i]) {
			kept = append(kept, i)
		}
	}
	return kept
}

// taxable reports whether a unit is of the groups that the waste tax asks
// about: A, B, C, and no common part.
func taxable(u *unit) bool {
	return u.category != "" && strings.Contains("ABC", u.category[:1]) && u.partita != "0" && u.partita != "A"
}

// accountEvidence is every account of a unit.
func (f *Facts) accountEvidence(list []int32) []gis.Evidence {
	var all []gis.Evidence
	for _, i := range list {
		a := &f.accounts.all[i]
		surface := ""
		if a.measured {
			surface = a.surface.String()
		}
		all = append(all, f.evidence(wasteDataset, a.origin, facts(
			fact("fact.declared", surface), fact("fact.use", a.use), fact("fact.address", a.street))...))
	}
	return all
}
