package table

import (
	"slices"
	"testing"

	"segit/gis"
)

func TestNumbersByTheColumn(t *testing.T) {
	const bad = -1
	for name, test := range map[string]struct {
		given   byte
		sample  []string
		in      []string
		want    []gis.Decimal
		guessed int64
	}{
		"Italian":               {0, []string{"85,5"}, []string{"1.234", "1.234,5", "85,5", "1,234", "1.234.567"}, []gis.Decimal{1234_000_000, 1234_500_000, 85_500_000, 1_234_000, 1234567_000_000}, 0},
		"English":               {0, []string{"85.5"}, []string{"1.234", "1,234", "1,234.5", "1,234,567"}, []gis.Decimal{1_234_000, 1234_000_000, 1234_500_000, 1234567_000_000}, 0},
		"nothing tells":         {0, nil, []string{"1.234", "12"}, []gis.Decimal{1234_000_000, 12_000_000}, 1},
		"told later":            {0, nil, []string{"1.234", "85.5", "1.234"}, []gis.Decimal{1234_000_000, 85_500_000, 1_234_000}, 1},
		"mixed":                 {0, []string{"85.5", "85,5"}, []string{"85.5", "85,5", "1.234", "12"}, []gis.Decimal{85_500_000, 85_500_000, bad, 12_000_000}, 0},
		"said":                  {'.', []string{"85,5"}, []string{"1.234", "85,5"}, []gis.Decimal{1_234_000, 85_500_000}, 0},
		"clear by itself":       {0, nil, []string{"0,125", "1234,567", ",5", "12,", "+5", "-0.5"}, []gis.Decimal{125_000, 1234_567_000, 500_000, 12_000_000, 5_000_000, -500_000}, 0},
		"units and blanks":      {0, nil, []string{"85 mq", "85,5 m²", "€ 1 234,50", "1'234,5"}, []gis.Decimal{85_000_000, 85_500_000, 1234_500_000, 1234_500_000}, 0},
		"no numbers":            {0, nil, []string{"x", "1,2,3", "1.23.456,7", "1,234.567,8", "--5", ".", "-", "1e5", "1.2345.678", "12,34.5"}, []gis.Decimal{bad, bad, bad, bad, bad, bad, bad, bad, bad, bad}, 0},
		"what spreadsheets add": {0, []string{"1.5"}, []string{"104.80000000000001", "0.9999999", "-9.9999996", "99.99999949", "1.23456750"}, []gis.Decimal{104_800_000, 1_000_000, -10_000_000, 99_999_999, 1_234_568}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			n := numbers{given: test.given}
			for _, v := range test.sample {
				n.learn(v)
			}
			var got []gis.Decimal
			for _, v := range test.in {
				num, code := n.read(v, gis.Number)
				if code != "" {
					num = bad
				}
				got = append(got, gis.Decimal(num))
			}
			if !slices.Equal(got, test.want) || n.guessed != test.guessed {
				t.Errorf("%q gives %d, guessed %d; want %d, %d", test.in, got, n.guessed, test.want, test.guessed)
			}
		})
	}
}

func TestColumnsThatDoNotTellAreWarnedOf(t *testing.T) {
	for text, want := range map[string]string{
		"FOGLIO;PARTICELLA;MQ\n1;2;1.234\n":                "table.ambiguous",
		"FOGLIO;PARTICELLA;MQ\n1;2;85.5\n1;3;85,5\n":       "table.mixed",
		"FOGLIO;PARTICELLA;MQ\n1;2;85\n1;3;1.234,00\n":     "",
		"FOGLIO;PARTICELLA;MQ\n1;2;1.234\n1;3;1.234.567\n": "",
	} {
		k := readAll(t, text, tari(t, ""))
		if want == "" && len(k.warned) > 0 || want != "" && !slices.Contains(k.warned, want) {
			t.Errorf("%q: warned %q, want %q", text, k.warned, want)
		}
	}
}
