package demo_test

import (
	"slices"
	"strings"

	"segit/gis"
)

// waste runs the two controls of the waste tax: which accounts belong to which
// unit, then who has none and who declares too little.
func (o *oracle) waste() {
	declared := map[*unitRow]gis.Decimal{}
	undecided := map[*unitRow]bool{}
	for _, a := range o.accounts {
		if !o.pastAccounts && (a.from > o.day || a.to < o.day) {
			continue
		}
		of, doubt := o.unitsOf(a)
		for _, u := range of {
			if doubt {
				undecided[u] = true
			} else {
				declared[u] += a.surface
			}
		}
	}
	for _, u := range o.units {
		if !o.open(u) || u.category == "" || !strings.Contains("ABC", u.category[:1]) {
			continue
		}
		surface, taxed := declared[u]
		if taxed {
			short := u.surface*8/10 - surface
			if short > 5*gis.One && short*20 > u.surface*8/10 {
				o.find("tari-surface", u.keys[0])
			}
		}
		free := slices.Contains([]string{"0", "A", "C"}, u.partita) || u.category == "B05" || u.category == "B07" ||
			strings.Contains(strings.ToUpper(u.annotation), "INAGIBIL")
		if !taxed && !undecided[u] && !free && !o.withHome(u, declared) {
			o.find("tari-untaxed", u.keys[0])
		}
	}
}

// unitsOf are the units that an account speaks of; doubt says that it may be
// any of them.
func (o *oracle) unitsOf(a accountRow) (of []*unitRow, doubt bool) {
	var named, held, homes []*unitRow
	if a.key.Complete() {
		for _, u := range o.units {
			if o.open(u) && slices.ContainsFunc(o.keysOf(u), func(k gis.Key) bool { return o.names(a.key, k) }) {
				named = append(named, u)
			}
		}
	}
	if o.dropSection && len(named) > 1 { // the careless take them all
		return named, false
	}
	switch len(named) {
	case 0:
		for _, u := range o.units {
			if o.open(u) && o.holds(u, a.code) && plain(u.street) == a.street && u.civic == a.civic {
				of = append(of, u)
			}
		}
		return of, false
	case 1:
		return named, false
	}
	for _, u := range named {
		if o.holds(u, a.code) {
			held = append(held, u)
			if home(u) {
				homes = append(homes, u)
			}
		}
	}
	switch {
	case len(held) == 1:
		return held, false
	case len(homes) == 1:
		return homes, false
	}
	return named, true
}

func (o *oracle) holds(u *unitRow, code string) bool {
	return u.holders[code] || o.anyRight && u.titled[code]
}

// names reports whether a key with section or sub left out may mean another.
func (o *oracle) names(a, k gis.Key) bool {
	if a.Section == "" || o.dropSection {
		a.Section = k.Section
	}
	if a.Sub == "" {
		a.Sub = k.Sub
	}
	return a == k
}

func home(u *unitRow) bool { return u.category != "" && u.category[0] == 'A' && u.category != "A10" }

// withHome reports whether a garage or cellar goes with a taxed home of one of
// its holders.
func (o *oracle) withHome(u *unitRow, declared map[*unitRow]gis.Decimal) bool {
	if !slices.Contains([]string{"C02", "C06", "C07"}, u.category) {
		return false
	}
	for _, h := range o.units {
		if _, taxed := declared[h]; !taxed || !home(h) {
			continue
		}
		near := h.keys[0].OfParcel() == u.keys[0].OfParcel() || h.street == u.street && h.civic == u.civic
		for code := range u.holders {
			if near && o.holds(h, code) {
				return true
			}
		}
	}
	return false
}
