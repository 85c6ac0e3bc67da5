package demo

import (
	"strconv"

	"segit/gis"
)

// title writes a title, and its subject when the section has not seen it yet.
// to is OpenEnd while the title runs.
func (c *census) title(sh share, object int, cadastre gis.Cadastre, from, to gis.Date) {
	c.subject(sh.who)
	c.titles++
	if !sh.who.company {
		from = min(max(from, sh.who.birth), to-1)
	}
	f := make([]string, titFields)
	f[0], f[1], f[2], f[3] = Comune, c.section, strconv.Itoa(sh.who.id), subjectType(sh.who)
	f[4], f[5] = strconv.Itoa(object), cadastre.String()
	f[6] = sh.right
	f[8], f[9] = strconv.Itoa(sh.num), strconv.Itoa(sh.den)
	if sh.den == 2 && sh.num == 1 {
		f[10] = "C"
	}
	act := compact(from)
	f[12], f[13], f[14], f[15], f[16], f[17] = act, "V", padded(object%1_000_000, 6), "001", act[4:], act
	f[18] = padded(1000+object%9000, 7)
	f[25] = c.mutation()
	f[27] = strconv.Itoa(c.titles)
	f[28], f[29] = "COM", "COMPRAVENDITA"
	if to != gis.OpenEnd {
		act = compact(to)
		f[19], f[20], f[21], f[22], f[23], f[24] = act, "V", padded((object+1)%1_000_000, 6), "001", act[4:], act
		f[26] = c.mutation()
	}
	c.tit.record(f...)
}

// subject writes a person or a company, once in its section.
func (c *census) subject(who *subject) {
	if who.listed {
		return
	}
	who.listed = true
	if who.company {
		c.sog.record(Comune, c.section, strconv.Itoa(who.id), "G", who.surname, Comune, who.code)
		return
	}
	sex := "1"
	if who.female {
		sex = "2"
	}
	c.sog.record(Comune, c.section, strconv.Itoa(who.id), "P", who.surname, who.name, sex, compact(who.birth), Comune, who.code, "")
}

func subjectType(who *subject) string {
	if who.company {
		return "G"
	}
	return "P"
}
