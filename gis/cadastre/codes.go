package cadastre

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"segit/assets"
	"segit/gis"
)

// Codes are the code lists of the census (AdE document ES-23-IS-05), in the
// Italian words of the office. It is read only and may be shared.
type Codes struct {
	categories map[string]string
	rights     map[string][]string
	qualities  map[int64]string
	toponyms   map[int64]string
	partite    map[gis.Cadastre]map[string]string
}

// LoadCodes reads the lists that come with the program.
func LoadCodes() (*Codes, error) {
	c := &Codes{
		categories: map[string]string{},
		rights:     map[string][]string{},
		qualities:  map[int64]string{},
		toponyms:   map[int64]string{},
		partite:    map[gis.Cadastre]map[string]string{gis.Urban: {}, gis.Land: {}},
	}
	lists := []struct {
		name string
		put  func(code, words string) error
	}{
		{"categories", func(code, words string) error { c.categories[code] = words; return nil }},
		{"rights", func(code, words string) error { c.rights[code] = append(c.rights[code], words); return nil }},
		{"qualities", numbered(c.qualities)},
		{"toponyms", numbered(c.toponyms)},
		{"partite_urban", func(code, words string) error { c.partite[gis.Urban][code] = words; return nil }},
		{"partite_land", func(code, words string) error { c.partite[gis.Land][code] = words; return nil }},
	}
	for _, l := range lists {
		if err := readList(l.name, l.put); err != nil {
			return nil, gis.Wrap("cadastre.LoadCodes", gis.Internal, err, "census.codelist", l.name)
		}
	}
	return c, nil
}

// Category is the description of a normalised category ("A02").
func (c *Codes) Category(code string) (string, bool) {
	words, ok := c.categories[code]
	return words, ok
}

// Right is the descriptions of a right's code in lower case ("10", "1s"): the
// one of the present series first, then that of the historic series where the
// code is used twice. An unknown code gives none.
func (c *Codes) Right(code string) []string { return c.rights[code] }

// Quality is the description of a land quality ("seminativo", 282 "ente urbano").
func (c *Codes) Quality(code int64) (string, bool) {
	words, ok := c.qualities[code]
	return words, ok
}

// Toponym is the street type (DUG) of a toponym code, in capitals: 236 is
// "VIA". The list is known to be incomplete; code 0 is "", none.
func (c *Codes) Toponym(code int64) (string, bool) {
	words, ok := c.toponyms[code]
	return strings.ToUpper(words), ok
}

// SpecialPartita is the meaning of a special partita, normalised, in one of
// the two cadastres: urban "C" is suppressed units, land "1" urban areas.
func (c *Codes) SpecialPartita(cadastre gis.Cadastre, partita string) (string, bool) {
	words, ok := c.partite[cadastre][partita]
	return words, ok
}

func numbered(list map[int64]string) func(code, words string) error {
	return func(code, words string) error {
		n, err := strconv.ParseInt(code, 10, 64)
		list[n] = words
		return err
	}
}

func readList(name string, put func(code, words string) error) error {
	text, err := assets.CodeList(name)
	if err != nil {
		return err
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = 2
	rows, err := r.ReadAll()
	if err != nil {
		return err
	}
	for _, row := range rows[1:] { // below the header
		if err := put(row[0], row[1]); err != nil {
			return err
		}
	}
	return nil
}
