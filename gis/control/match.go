package control

import (
	"context"
	"iter"
	"slices"
	"strings"

	"segit/gis"
	"segit/gis/address"
)

// matches tie accounts to units, each account once.
type matches struct {
	first     []int32         // one more than the first account of each unit, 0 for none
	next      []int32         // one more than another account of the same unit
	undecided []bool          // units that an ambiguous account may mean
	doubtful  int             // ambiguous accounts
	adrift    int             // accounts that mean no unit
	others    []bool          // units at a civic where an account that means no unit stands
	astray    map[string]bool // fiscal codes of accounts that mean no unit
}

// taxed reports whether a unit has an account.
func (m *matches) taxed(unit int32) bool { return m.first[unit] != 0 }

// of are the accounts of a unit, in no order.
func (m *matches) of(unit int32) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for a := m.first[unit]; a != 0 && yield(a-1); a = m.next[a-1] {
		}
	}
}

func (m *matches) tie(unit, account int32) {
	m.next[account], m.first[unit] = m.first[unit], account+1
}

// Matches ties every open account to the unit it means: by cadastral key, then
// by civic and holder's fiscal code. What may mean several units decides
// nothing for any of them.
func (f *Facts) Matches(ctx context.Context) (*matches, error) {
	if f.matches != nil {
		return f.matches, nil
	}
	hs, err := f.Holders(ctx)
	if err != nil {
		return nil, err
	}
	n := len(f.units.all)
	out := &matches{first: make([]int32, n), undecided: make([]bool, n), others: make([]bool, n), astray: map[string]bool{}}
	m := matcher{units: f.units, holders: hs}
	var keyless []asking
	as, err := f.readAccounts(ctx, func(as *accounts, a meaning) {
		out.next = append(out.next, 0)
		if candidates, sure := m.byKey(&a); !out.settle(a.account, candidates, sure) {
			keyless = append(keyless, asking{a.account, strings.Clone(a.fiscal), as.streets.key(as.all[a.account].place)})
		}
	})
	if err != nil {
		return nil, err
	}
	m.index(keyless)
	for i := range keyless {
		a := &keyless[i]
		if candidates, sure := m.byHolder(a); !out.settle(a.account, candidates, sure) {
			out.adrift++
			if a.fiscal != "" {
				out.astray[strings.ToUpper(a.fiscal)] = true
			}
			for _, u := range m.byAddress[a.address] {
				out.others[u] = true
			}
		}
	}
	f.accounts, f.matches = as, out
	return out, nil
}

// asking is an account whose key is missing or names nothing.
type asking struct {
	account int32
	fiscal  string
	address address.Key
}

// settle keeps what an account means; false when that is nothing.
func (m *matches) settle(account int32, candidates []int32, sure bool) bool {
	switch {
	case len(candidates) == 0:
		return false
	case sure:
		m.tie(candidates[0], account)
	default:
		m.doubtful++
		for _, u := range candidates {
			m.undecided[u] = true
		}
	}
	return true
}

// matcher holds the indexes that tie accounts to units.
type matcher struct {
	units     *units
	holders   *holders
	byAddress map[address.Key][]int32 // units at the addresses that are asked for
}

// index finds the units at the doors of some accounts.
func (m *matcher) index(keyless []asking) {
	m.byAddress = map[address.Key][]int32{}
	for i := range keyless {
		if a := keyless[i].address; a.Complete() {
			m.byAddress[a] = nil
		}
	}
	if len(m.byAddress) == 0 {
		return
	}
	for i := range m.units.all {
		a := m.units.streets.key(m.units.all[i].place)
		if list, asked := m.byAddress[a]; asked {
			m.byAddress[a] = append(list, int32(i))
		}
		if a.Type == "" {
			continue
		}
		a.Type = "" // an account may leave the kind of street out
		if list, asked := m.byAddress[a]; asked {
			m.byAddress[a] = append(list, int32(i))
		}
	}
}

// byKey follows the cadastral key. Without a section all sections are meant,
// without a sub all taxable units of the parcel.
func (m *matcher) byKey(a *meaning) ([]int32, bool) {
	if !a.key.Complete() {
		return nil, false
	}
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
	switch {
	case len(exact) > 0:
	case a.key.Sub == "":
		exact = m.keep(near, taxable)
	default:
		// The sub names nothing. A unit without one is the whole building; else
		// the account may mean any unit that its holder has on the parcel.
		if exact = m.keep(near, func(u *unit) bool { return taxable(u) && textOf(u.sub) == "" }); len(exact) == 0 {
			exact = m.keep(near, func(u *unit) bool { return taxable(u) && m.holders.holds(u, a.fiscal) })
		}
	}
	return m.settle(a.fiscal, exact)
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
func (m *matcher) settle(fiscal string, candidates []int32) ([]int32, bool) {
	if len(candidates) < 2 {
		return candidates, true
	}
	own := m.keep(candidates, func(u *unit) bool { return m.holders.holds(u, fiscal) })
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
func (m *matcher) byHolder(a *asking) ([]int32, bool) {
	if !a.address.Complete() || a.fiscal == "" {
		return nil, false
	}
	return m.settle(a.fiscal, m.keep(m.byAddress[a.address], func(u *unit) bool {
		return taxable(u) && m.holders.holds(u, a.fiscal)
	}))
}

func (m *matcher) keep(list []int32, want func(*unit) bool) []int32 {
	if len(list) == 1 && want(&m.units.all[list[0]]) {
		return list
	}
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
	category, partita := textOf(u.category), textOf(u.partita)
	return category != "" && strings.Contains("ABC", category[:1]) && partita != "0" && partita != "A"
}
