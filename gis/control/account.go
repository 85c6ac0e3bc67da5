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
	want := Want{Roles: append(keyRoles(), gis.RoleFiscalCode, gis.RoleStreetType, gis.RoleStreet, gis.RoleCivic, gis.RoleExponent,
		gis.RoleSurface, gis.RoleOccupants, gis.RoleUse)}
	for b, err := range f.Read(ctx, wasteDataset, want) {
		if err != nil {
			return nil, err
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
				key: keys.at(row), fiscal: b.Text(fiscal, row), use: b.Text(use, row),
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
	slices.SortFunc(as.all, func(a, b account) int { return a.origin.compare(b.origin) })
	f.accounts = as
	return as, nil
}

// matches tie accounts to units, each account once.
type matches struct {
	accounts  [][]int32 // accounts of each unit
	undecided []bool    // units that an ambiguous account may mean
	doubtful  int       // ambiguous accounts
	adrift    int       // accounts that mean no unit
	others    []bool    // units at a civic where an account that means no unit stands
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
	m := newMatcher(us, hs)
	n := len(us.all)
	out := &matches{accounts: make([][]int32, n), undecided: make([]bool, n), others: make([]bool, n)}
	for i := range as.all {
		candidates, sure := m.match(&as.all[i])
		switch {
		case len(candidates) == 0:
			out.adrift++
			for _, u := range m.byAddress[as.all[i].address] {
				out.others[u] = true
			}
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
	byAddress map[address.Key][]int32 // of complete addresses
}

func newMatcher(us *units, hs *holders) *matcher {
	m := &matcher{units: us, holders: hs, byAddress: make(map[address.Key][]int32, len(us.all))}
	for i := range m.units.all {
		if a := m.units.all[i].address; a.Complete() {
			m.byAddress[a] = append(m.byAddress[a], int32(i))
			if a.Type != "" { // an account may leave the kind of street out
				a.Type = ""
				m.byAddress[a] = append(m.byAddress[a], int32(i))
			}
		}
	}
	return m
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
	near := m.units.byParcel.rows[a.key.OfParcel()]
	bare := withoutSection(a.key)
	switch {
	case a.key.Section == "":
		near = m.inAnySection(bare.OfParcel())
	case len(near) == 0: // the census may leave the section out
		near = m.units.byParcel.rows[bare.OfParcel()]
	}
	exact := m.keep(near, func(u *unit) bool {
		return u.answers(func(k gis.Key) bool {
			return withoutSection(k) == bare && (k == a.key || k.Section == "" || a.key.Section == "")
		})
	})
	if len(exact) == 0 && a.key.Sub == "" {
		exact = m.keep(near, taxable)
	}
	return m.settle(a, exact)
}

// inAnySection are the units of a parcel whose section is not said.
func (m *matcher) inAnySection(parcel gis.Key) []int32 {
	keys := m.units.byParcel.named(parcel)
	if len(keys) == 1 {
		return m.units.byParcel.rows[keys[0]]
	}
	var all []int32
	for _, k := range keys {
		all = append(all, m.units.byParcel.rows[k]...)
	}
	slices.Sort(all)
	return slices.Compact(all) // a unit may stand in two of them
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
	return candidates, false
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
