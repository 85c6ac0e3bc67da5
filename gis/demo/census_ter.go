package demo

import (
	"strconv"

	"segit/gis"
)

// land writes a land parcel: record 1 of each stage, at times with the portions
// of different quality in record 4, then its titles.
func (c *census) land(r *landRow) {
	for n := range r.stages {
		st := &r.stages[n]
		f := make([]string, terFields)
		c.head(f, r.id, gis.Land, n+1, 1)
		f[6], f[7] = padded(r.sheet, 5), paddedText(r.number, 5)
		f[11], f[12] = padded(st.quality, 3), st.class
		f[13], f[14], f[15] = hectares(st.area)
		if st.class != "" {
			f[21], f[22] = euro(gis.Cents(st.area*31/100+1)), euro(gis.Cents(st.area*13/100+1))
		}
		act(f[23:], st.from, "I", r.id)
		f[35] = st.partita
		if f[35] == "" {
			f[35] = padded(1000+r.id%9000, 7)
		}
		f[37] = c.mutation()
		f[39], f[40] = "IMP", "IMPIANTO"
		if st.to != gis.OpenEnd {
			act(f[29:], st.to, "V", r.id+1)
			f[38] = c.mutation()
			f[41], f[42] = "VAR", "VARIAZIONE"
		}
		portioned := st.class != "" && r.id%17 == 0 && st.area > 10
		if portioned {
			f[17] = "1"
		}
		c.ter.record(f...)
		if portioned {
			c.portions(r.id, n+1, st)
		}
	}
	ends := r.now().to
	for _, sh := range r.shares {
		c.title(sh, r.id, gis.Land, r.stages[0].from, ends)
	}
}

// portions writes record 4: a third of the parcel is an olive grove.
func (c *census) portions(id, stage int, st *landStage) {
	f := make([]string, 6, 18)
	c.head(f, id, gis.Land, stage, 4)
	third := st.area / 3
	for _, p := range []struct {
		id            string
		quality, area int
	}{{"AA", st.quality, st.area - third}, {"AB", 36, third}} {
		ha, are, ca := hectares(p.area)
		f = append(f, p.id, padded(p.quality, 3), st.class, ha, are, ca)
	}
	c.ter.record(f...)
}

// hectares splits square metres into hectares, ares and centiares.
func hectares(area int) (ha, are, ca string) {
	return strconv.Itoa(area / 10_000), strconv.Itoa(area / 100 % 100), strconv.Itoa(area % 100)
}
