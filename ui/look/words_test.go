package look

import (
	"testing"

	"segit/gis"
	"segit/gis/text"
)

func words(t *testing.T, lang text.Lang) Words {
	t.Helper()
	c, err := text.Load(lang)
	if err != nil {
		t.Fatal(err)
	}
	return Words{Catalogue: c}
}

func TestParseScale(t *testing.T) {
	for typed, want := range map[string]float64{
		"2000": 2000, "2.000": 2000, "1:2.000": 2000, "1 : 25,000": 25000, " 1:500 ": 500,
		"": 0, "1:0": 0, "due": 0, "-5": 0, "1:": 0, "99999999999": 0,
	} {
		got, ok := ParseScale(typed)
		if ok != (want > 0) || ok && got != want {
			t.Errorf("ParseScale(%q) = %v, %v; want %v", typed, got, ok, want)
		}
	}
}

func TestPlaceLeavesOutWhatIsNotThere(t *testing.T) {
	w := words(t, text.Italian)
	for _, c := range []struct {
		key  gis.Key
		want string
	}{
		{gis.MakeKey("W001", "A", "12", "345", "6"), "W001 · sez. A · fg. 12 · p.lla 345 · sub 6"},
		{gis.MakeKey("W001", "", "12", "345/2", ""), "W001 · fg. 12 · p.lla 345/2"},
		{gis.Key{}, ""},
	} {
		if got := w.Place(c.key); got != c.want {
			t.Errorf("Place(%v) = %q, want %q", c.key, got, c.want)
		}
	}
}

func TestNumbersFollowTheLanguage(t *testing.T) {
	if got := words(t, text.Italian).Scale(25000); got != "1:25.000" {
		t.Errorf("Italian scale = %q", got)
	}
	if got := words(t, text.English).Metres(4151902.84, 1); got != "4,151,902.8" {
		t.Errorf("English coordinate = %q", got)
	}
}

func TestOrKeepsNamesWithoutTranslation(t *testing.T) {
	w := words(t, text.Italian)
	if got := w.Or("ui.layer.", "parcels"); got != "Particelle" {
		t.Errorf("known layer = %q", got)
	}
	if got := w.Or("ui.layer.", "pozzi_2019"); got != "pozzi_2019" {
		t.Errorf("unknown layer = %q", got)
	}
}
