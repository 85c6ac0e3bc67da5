package demo

import (
	"strconv"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"segit/gis"
)

// tariFile is the waste-tax roll: one table for both sections, in CP1252, as a
// tax office's software puts it out and as people have typed into it.
type tariFile struct{ *recordFile }

func openTari(dir string) (tariFile, error) {
	f, err := newRecordFile(dir, "tari.csv", charmap.Windows1252)
	if err != nil {
		return tariFile{}, err
	}
	f.line("COD_FISCALE;CONTRIBUENTE;SEZ;FG;PARTICELLA;SUB;INDIRIZZO;CIVICO;MQ;DATA_INIZIO;CESSAZIONE;CATEGORIA;NUM_COMPONENTI")
	return tariFile{f}, nil
}

// write adds the accounts of a sheet, in no order.
func (t tariFile) write(s *sheet) {
	d := s.dice
	d.Shuffle(len(s.accounts), func(a, b int) { s.accounts[a], s.accounts[b] = s.accounts[b], s.accounts[a] })
	for _, a := range s.accounts {
		last, occupants := "", ""
		switch {
		case a.to != gis.OpenEnd:
			last = a.to.Italian()
		case a.nines:
			last = "31/12/9999"
		}
		if a.occupants > 0 {
			occupants = strconv.Itoa(a.occupants)
		}
		t.line(strings.Join([]string{
			typed(d, a.payer.code), a.payer.fullName(), typed(d, a.section),
			typed(d, zeros(d, a.sheet)), typed(d, zeros(d, a.parcel)), typed(d, zeros(d, a.sub)),
			typed(d, a.street), a.civic, thousands(a.surface), a.from.Italian(), last, a.use, occupants,
		}, ";"))
	}
}

// typed is a text as people type it: at times in lower case, at times with
// blanks about it.
func typed(d dice, text string) string {
	if text == "" {
		return ""
	}
	if d.chance(12) {
		text = strings.ToLower(text)
	}
	switch d.IntN(12) {
	case 0:
		text = " " + text
	case 1:
		text += " "
	case 2:
		text = "  " + text + " "
	}
	return text
}

// zeros puts zeros before a number, at times.
func zeros(d dice, text string) string {
	if text == "" || d.chance(60) {
		return text
	}
	return strings.Repeat("0", d.between(1, 3)) + text
}

// thousands writes a surface in Italian: "85,5", "1.234,50". A point is only
// ever written together with a comma, so that it can be told from a decimal.
func thousands(v gis.Decimal) string {
	if v < 1000*gis.One {
		return comma(v)
	}
	hundredths := int64(v / (gis.One / 100))
	whole := strconv.FormatInt(hundredths/100, 10)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "." + whole[i:]
	}
	return whole + "," + padded(int(hundredths%100), 2)
}
