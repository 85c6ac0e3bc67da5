package tax

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/BurntSushi/toml"

	"segit/assets"
	"segit/gis"
)

// wasteLaw is the table assets/law/tari.toml.
type wasteLaw struct {
	Ka []struct {
		Area   string   `toml:"area"`
		Values []string `toml:"values"`
	} `toml:"ka"`
	Perequation []struct {
		From int    `toml:"from"`
		Euro string `toml:"euro"`
	} `toml:"perequation"`
	TEFA []struct {
		From    int    `toml:"from"`
		Percent string `toml:"percent"`
	} `toml:"tefa"`
	Tariff []struct {
		Comune   string   `toml:"comune"`
		From     int      `toml:"from"`
		Ka       string   `toml:"ka"`
		Quf      string   `toml:"quf"`
		Variable []string `toml:"variable"`
	} `toml:"tariff"`
}

// OwnWaste is a tariff that an office gives itself: Quf, one Ka and one variable
// part for all, with the national figures of the tables.
func OwnWaste(comune string, year int, quf, ka gis.Decimal, variable gis.Cents) (WasteTariff, error) {
	raw, err := assets.Law("tari")
	if err != nil {
		return WasteTariff{}, gis.Wrap("tax.OwnWaste", gis.Internal, err, "tax.table", "tari")
	}
	t := WasteTariff{Comune: comune, From: year, FixedRate: quf, Table: version(raw)}
	for i := range t.Ka {
		t.Ka[i], t.Variable[i] = ka, variable
	}
	var law wasteLaw
	if _, err := toml.Decode(string(raw), &law); err != nil || !law.national(&t, year) {
		return WasteTariff{}, gis.Wrap("tax.OwnWaste", gis.BadInput, err, "tax.table", "tari")
	}
	return t, nil
}

// national fills the figures that are the same everywhere; false when one does
// not read.
func (l *wasteLaw) national(t *WasteTariff, year int) bool {
	good := true
	for _, p := range l.Perequation { // ascending years: the last that applies stays
		if p.From <= year {
			v, ok := gis.ParseCents(p.Euro, '.')
			t.Perequation, good = v, good && ok
		}
	}
	for _, p := range l.TEFA {
		if p.From <= year {
			v, ok := gis.ParseDecimal(p.Percent, '.')
			t.TEFA, good = v, good && ok
		}
	}
	return good
}

// version names the content of a table.
func version(table []byte) string {
	sum := sha256.Sum256(table)
	return hex.EncodeToString(sum[:6])
}

// Waste finds the tariff of a municipality for a tax year in the built-in
// tables; false when they hold none, and then nothing is estimated.
func Waste(comune string, year int) (WasteTariff, bool, error) {
	raw, err := assets.Law("tari")
	if err != nil {
		return WasteTariff{}, false, gis.Wrap("tax.Waste", gis.Internal, err, "tax.table", "tari")
	}
	return readWaste(string(raw), comune, year)
}

func readWaste(table, comune string, year int) (WasteTariff, bool, error) {
	const op = "tax.Waste"
	var law wasteLaw
	if _, err := toml.Decode(table, &law); err != nil {
		return WasteTariff{}, false, gis.Wrap(op, gis.BadInput, err, "tax.table", "tari")
	}
	found := WasteTariff{From: -1}
	good := true
	decimal := func(text string) gis.Decimal {
		v, ok := gis.ParseDecimal(text, '.')
		good = good && ok
		return v
	}
	cents := func(text string) gis.Cents {
		v, ok := gis.ParseCents(text, '.')
		good = good && ok
		return v
	}
	for _, t := range law.Tariff {
		if t.Comune != comune || t.From > year || t.From < found.From {
			continue
		}
		found = WasteTariff{Comune: comune, From: t.From, FixedRate: decimal(t.Quf), Table: version([]byte(table))}
		good = good && len(t.Variable) == 6
		for i := range min(6, len(t.Variable)) {
			found.Variable[i] = cents(t.Variable[i])
		}
		known := false
		for _, ka := range law.Ka {
			if ka.Area == t.Ka && len(ka.Values) == 6 {
				known = true
				for i, v := range ka.Values {
					found.Ka[i] = decimal(v)
				}
			}
		}
		good = good && known
	}
	if found.From < 0 {
		return WasteTariff{}, false, nil
	}
	good = law.national(&found, year) && good
	if !good {
		return WasteTariff{}, false, gis.Refuse(op, gis.BadInput, "tax.table", "tari")
	}
	return found, true, nil
}
