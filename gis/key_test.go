package gis

import (
	"testing"
)

func TestNormalise(t *testing.T) {
	for in, want := range map[string]string{
		"12": "12", "0012": "12", " 0012 ": "12", "00 12": "12", "12a": "12A", "0": "", "000": "", "": "",
		"345/2": "345/2", "00345/02": "345/2", "345/0": "345", "345/": "345", "\u00a07": "7", "è1": "È1",
	} {
		if got := NormaliseNumber(in); got != want {
			t.Errorf("NormaliseNumber(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"a": "A", " B ": "B", "_": "", "0": "", "-": "", "": "", "urb": "URB", "000": ""} {
		if got := NormaliseSection(in); got != want {
			t.Errorf("NormaliseSection(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestKeysThatAreTheSame(t *testing.T) {
	clean := Key{Comune: "W001", Section: "A", Sheet: "12", Parcel: "345/2", Sub: "6"}
	for _, dirty := range []Key{
		MakeKey("w001", "a", "0012", "00345/002", "006"),
		MakeKey(" W001", " A ", "12 ", " 345 / 2", "6"),
	} {
		if dirty != clean {
			t.Errorf("%+v is not %+v", dirty, clean)
		}
	}
	if other := MakeKey("W001", "B", "12", "345/2", "6"); other == clean {
		t.Error("the section does not count")
	}
}

func TestKeyText(t *testing.T) {
	for text, want := range map[string]struct {
		cadastre Cadastre
		key      Key
	}{
		"W001/A/12/345/6":     {AnyCadastre, Key{"W001", "A", "12", "345", "6"}},
		"T:W001/_/12/345":     {Land, Key{"W001", "", "12", "345", ""}},
		"f:w001/a/12/345+2/6": {Urban, Key{"W001", "A", "12", "345/2", "6"}},
		" C351/B/0012/0345 ":  {AnyCadastre, Key{"C351", "B", "12", "345", ""}},
	} {
		cadastre, key, err := ParseKey(text)
		if err != nil || cadastre != want.cadastre || key != want.key {
			t.Errorf("ParseKey(%q) = %v %+v %v", text, cadastre, key, err)
		}
		if _, again, err := ParseKey(key.String()); err != nil || again != key {
			t.Errorf("%s reads back as %+v, %v", key, again, err)
		}
	}
	for _, bad := range []string{"", "12/345", "W001/A/12", "W001/A/12/345/6/7", "W01/A/12/345", "W001/A//345", "W001/A/12/0", "X:W001/A/12/345"} {
		if _, key, err := ParseKey(bad); KindOf(err) != BadInput || !key.IsZero() {
			t.Errorf("ParseKey(%q) = %+v, %v", bad, key, err)
		}
	}
}

func TestKeyParts(t *testing.T) {
	k := MakeKey("W001", "A", "12", "345", "6")
	if p := k.OfParcel(); p.Sub != "" || p.Parcel != "345" || k.Sub != "6" {
		t.Errorf("OfParcel: %+v of %+v", p, k)
	}
	if !k.Complete() || (Key{Comune: "W001", Sheet: "12"}).Complete() || (Key{}).Complete() || !(Key{}).IsZero() || k.IsZero() {
		t.Error("Complete or IsZero")
	}
	for code, want := range map[string]bool{"C351": true, "W001": true, "c351": false, "C35": false, "C35A": false, "1351": false, "C3511": false} {
		if ValidBelfiore(code) != want {
			t.Errorf("ValidBelfiore(%q)", code)
		}
	}
	for c, want := range map[Cadastre]string{Land: "T", Urban: "F", AnyCadastre: ""} {
		if c.String() != want {
			t.Errorf("cadastre %q", c.String())
		}
	}
}

func FuzzParseKey(f *testing.F) {
	f.Add("T:W001/_/12/345+2/6")
	f.Add("w001/a/0012/é/ 7")
	f.Fuzz(func(t *testing.T, text string) {
		_, key, err := ParseKey(text)
		if err != nil {
			return
		}
		if _, again, err := ParseKey(key.String()); err != nil || again != key {
			t.Errorf("%q gives %+v, which reads back as %+v, %v", text, key, again, err)
		}
	})
}

func TestCellIsTheSheet(t *testing.T) {
	for want, k := range map[string]Key{
		"A/12": MakeKey("W001", "a", "0012", "5", ""), "_/7": MakeKey("W001", "", "7", "", ""), "": MakeKey("W001", "A", "", "", ""),
	} {
		if got := k.Cell(); got != want {
			t.Errorf("%v lies in %q, want %q", k, got, want)
		}
	}
}
