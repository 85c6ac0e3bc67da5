package dialogue

import "testing"

func TestStrengthOfPassphrases(t *testing.T) {
	for passphrase, want := range map[string]string{
		"":                               "ui.passphrase.weak",
		"password":                       "ui.passphrase.weak",
		"Catania":                        "ui.passphrase.weak",
		"12345678901234567890":           "ui.passphrase.weak",
		"aaaaaaaaaaaaaaaaaaaa":           "ui.passphrase.weak",
		"gatto gatto gatto gatto gatto":  "ui.passphrase.weak",
		"gatto lampada fiume":            "ui.passphrase.weak",
		"gatto lampada fiume sasso":      "ui.passphrase.fair",
		"gatto lampada fiume sasso mela": "ui.passphrase.good",
		"x7#Kq9!v":                       "ui.passphrase.fair",
		"x7#Kq9!vR2@m":                   "ui.passphrase.good",
	} {
		if got := strengthOf(passphrase); got != want {
			t.Errorf("%q is %s (%.0f bits), want %s", passphrase, got, guessBits(passphrase), want)
		}
	}
}
