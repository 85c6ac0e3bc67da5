package demo

import (
	"strconv"

	"segit/gis"
)

// mutate makes one thing happen to a unit that is drawn.
func (m *month) mutate() {
	u := m.drawn()
	if u == nil {
		return
	}
	m.mutation++
	day, id := m.day(), m.next("mutation")
	switch m.dice.IntN(4) {
	case 0:
		m.sale(u, day, id)
	case 1:
		m.reclass(u, day, id)
	case 2:
		m.split(u, day, id)
	default:
		m.fuse(u, day, id)
	}
}

// drawn is the record 1 of an open unit that nothing happened to this month.
func (m *month) drawn() *row {
	var open []*row
	for _, r := range m.files["FAB"] {
		if f := r.fields; f[5] == "1" && !r.changed && f[28] == "" && f[37] == "" && f[12] != "" {
			open = append(open, r)
		}
	}
	if len(open) == 0 {
		return nil
	}
	return open[m.dice.IntN(len(open))]
}

// stageOf are the records of a stage, that of type 1 first.
func (m *month) stageOf(u *row) []*row {
	var rows []*row
	for _, r := range m.files["FAB"] {
		if r.fields[2] == u.fields[2] && r.fields[4] == u.fields[4] {
			rows = append(rows, r)
		}
	}
	return rows
}

// close ends a stage by an act; an update carries all its records.
func (m *month) close(u *row, day gis.Date, mutation, cause, words string) {
	act(u.fields[28:], day, "V", m.mutation)
	u.fields[37], u.fields[42], u.fields[43] = mutation, cause, words
	for _, r := range m.stageOf(u) {
		r.changed = true
	}
}

// follow opens a stage that copies another: of the same object, or of a new one
// when object is given.
func (m *month) follow(of []*row, object string, day gis.Date, mutation, cause, words string) []*row {
	var rows []*row
	for _, r := range of {
		c := r.clone()
		stage, _ := strconv.Atoi(c.fields[4]) //nolint:errcheck // a number that this package wrote
		c.fields[4] = strconv.Itoa(stage + 1)
		if object != "" {
			c.fields[2], c.fields[4] = object, "1"
		}
		if c.fields[5] == "1" {
			clear(c.fields[28:34])
			act(c.fields[22:], day, "V", m.mutation)
			c.fields[34] = padded(1000+m.mutation, 7)
			c.fields[36], c.fields[37] = mutation, ""
			c.fields[40], c.fields[41], c.fields[42], c.fields[43] = cause, words, "", ""
		}
		rows = append(rows, c)
	}
	m.files["FAB"] = append(m.files["FAB"], rows...)
	return rows
}

// reclass gives a unit another class.
func (m *month) reclass(u *row, day gis.Date, mutation string) {
	stage := m.stageOf(u)
	m.close(u, day, mutation, "VCL", "VARIAZIONE NEL CLASSAMENTO")
	opened := m.follow(stage, "", day, mutation, "VCL", "VARIAZIONE NEL CLASSAMENTO")
	opened[0].fields[8] = "0" + strconv.Itoa(m.dice.between(1, 7))
	opened[0].fields[12] = euro(gis.Cents(m.dice.between(10_000, 150_000)))
}

// split makes two units of one.
func (m *month) split(u *row, day gis.Date, mutation string) {
	stage, titles := m.stageOf(u), m.titlesOf(u.fields[2])
	m.close(u, day, mutation, "FRZ", "FRAZIONAMENTO")
	for range 2 {
		object := m.next("object")
		for _, r := range m.follow(stage, object, day, mutation, "FRZ", "FRAZIONAMENTO") {
			if r.fields[5] == "2" {
				r.fields[10] = padded(m.highest["sub"]+1, 4)
				m.highest["sub"]++
			}
		}
		m.take(titles, object, day, mutation)
	}
	m.endTitles(titles, day, mutation)
}

// fuse makes one unit of two.
func (m *month) fuse(u *row, day gis.Date, mutation string) {
	other := m.drawn()
	stage, titles := m.stageOf(u), m.titlesOf(u.fields[2])
	m.close(u, day, mutation, "FUS", "FUSIONE")
	if other != nil && other != u {
		m.endTitles(m.titlesOf(other.fields[2]), day, mutation)
		m.close(other, day, mutation, "FUS", "FUSIONE")
	}
	object := m.next("object")
	m.follow(stage, object, day, mutation, "FUS", "FUSIONE")
	m.take(titles, object, day, mutation)
	m.endTitles(titles, day, mutation)
}

// sale passes a unit to somebody who was not there before.
func (m *month) sale(u *row, day gis.Date, mutation string) {
	titles := m.titlesOf(u.fields[2])
	if len(titles) == 0 {
		m.reclass(u, day, mutation)
		return
	}
	registry := newRegistry()
	registry.people = 1_000_000 + 4000*(m.options.Year%100*12+int(m.options.Month)) + m.mutation
	if titles[0].fields[1] == "B" {
		registry.people += 2000
	}
	who := registry.person(m.dice, "")
	who.id, _ = strconv.Atoi(m.next("person")) //nolint:errcheck // a number just made
	sex := "1"
	if who.female {
		sex = "2"
	}
	f := titles[0].fields
	m.files["SOG"] = append(m.files["SOG"], &row{[]string{
		f[0], f[1], strconv.Itoa(who.id), "P", who.surname, who.name, sex, compact(who.birth), Comune, who.code, "",
	}, true})
	bought := m.take(titles[:1], u.fields[2], day, mutation)[0].fields
	bought[2], bought[3], bought[6], bought[8], bought[9], bought[10] = strconv.Itoa(who.id), "P", "10", "1", "1", ""
	m.endTitles(titles, day, mutation)
}

// titlesOf are the open titles on a unit.
func (m *month) titlesOf(object string) []*row {
	var rows []*row
	for _, r := range m.files["TIT"] {
		if f := r.fields; f[4] == object && f[5] == "F" && f[19] == "" && f[26] == "" {
			rows = append(rows, r)
		}
	}
	return rows
}

// take opens titles that copy others, on an object.
func (m *month) take(titles []*row, object string, day gis.Date, mutation string) []*row {
	var rows []*row
	for _, t := range titles {
		c := t.clone()
		text := compact(day)
		c.fields[4] = object
		c.fields[12], c.fields[13], c.fields[14], c.fields[15], c.fields[16], c.fields[17] = text, "V", padded(m.mutation, 6), "001", text[4:], text
		c.fields[25], c.fields[26], c.fields[27] = mutation, "", m.next("title")
		rows = append(rows, c)
	}
	m.files["TIT"] = append(m.files["TIT"], rows...)
	return rows
}

// endTitles closes titles by an act.
func (m *month) endTitles(titles []*row, day gis.Date, mutation string) {
	for _, t := range titles {
		text := compact(day)
		f := t.fields
		f[19], f[20], f[21], f[22], f[23], f[24] = text, "V", padded(m.mutation, 6), "001", text[4:], text
		f[26], t.changed = mutation, true
	}
}
