package demo

import (
	"strconv"

	"segit/gis"
)

// Number of fields of record 1 of FAB and TER, and of TIT.
const (
	fabFields = 45
	terFields = 43
	titFields = 32
)

// unit writes a unit: for each of its stages records 1 to 3, then its titles.
func (c *census) unit(s *sheet, u *unit) {
	for n := range u.stages {
		last := n == len(u.stages)-1
		c.unitStage(u, n+1, last)
		identifiers := make([]string, 6, 18)
		c.head(identifiers, u.id, gis.Urban, n+1, 2)
		identifiers = append(identifiers, "", padded(s.number, 4), paddedText(u.parcel.number, 5), "", paddedText(u.sub, 4), "")
		for _, p := range u.also {
			identifiers = append(identifiers, "", padded(s.number, 4), paddedText(p.number, 5), "", "", "")
		}
		c.fab.record(identifiers...)
		if u.id%9 == 0 { // an address that has changed since: the last one holds
			c.address(u.id, n+1, street{"546", "STRADA COMUNALE", "VECCHIA DI PROVA"}, "SNC")
		}
		c.address(u.id, n+1, s.streets[u.parcel.street], u.parcel.civic)
		c.attachments(s, u, n+1)
	}
	for _, sh := range u.shares {
		c.title(sh, u.id, gis.Urban, u.stages[0].from, u.ends)
	}
	if len(u.shares) > 0 && s.dice.chance(10) { // who held it before
		from := u.stages[0].from
		c.title(share{s.tenant(), "10", 1, 1}, u.id, gis.Urban, from-3000, from)
	}
}

// unitStage writes record 1 of a stage; what is open has neither closing act
// nor final mutation.
func (c *census) unitStage(u *unit, number int, last bool) {
	st := &u.stages[number-1]
	f := make([]string, fabFields)
	c.head(f, u.id, gis.Urban, number, 1)
	f[6], f[7], f[8], f[9] = "1", st.category, st.class, st.consistency
	if st.surface > 0 {
		f[10] = comma(st.surface)
	}
	if st.rendita > 0 {
		f[12] = euro(st.rendita)
		f[44] = strconv.Itoa(1 + u.id%5)
	}
	f[18] = st.floor
	act(f[22:], st.from, "V", u.id)
	f[34], f[35] = st.partita, st.annotation
	if f[34] == "" {
		f[34] = padded(1000+u.id%9000, 7)
	}
	f[36] = c.mutation()
	f[40], f[41] = "CST", "COSTITUZIONE"
	if st.to != gis.OpenEnd {
		act(f[28:], st.to, "V", u.id+1)
		f[37] = c.mutation()
		f[42], f[43] = "VAR", "VARIAZIONE"
		if last {
			f[42], f[43] = "SOP", "SOPPRESSIONE"
		}
	}
	c.fab.record(f...)
}

// attachments writes record 4, the common part that a unit shares, and now and
// then record 5, a reserve on the unit.
func (c *census) attachments(s *sheet, u *unit, stage int) {
	if common := u.parcel.common; common != nil && common != u {
		f := make([]string, 6, 11)
		c.head(f, u.id, gis.Urban, stage, 4)
		c.fab.record(append(f, "", padded(s.number, 4), paddedText(u.parcel.number, 5), "", paddedText(common.sub, 4))...)
	}
	if u.id%23 == 0 {
		f := make([]string, 6, 8)
		c.head(f, u.id, gis.Urban, stage, 5)
		c.fab.record(append(f, "1", padded(1000+u.id%9000, 7))...)
	}
}

// address writes record 3.
func (c *census) address(id, stage int, t street, civic string) {
	f := make([]string, 12)
	c.head(f, id, gis.Urban, stage, 3)
	f[6], f[7], f[8] = t.code, t.name, civic
	f[11] = padded(len(t.name), 5)
	c.fab.record(f...)
}
