package main

import (
	"errors"
	"fmt"
	"strings"

	"segit/gis"
	"segit/store/desk"
)

type initCmd struct {
	Archive   string `arg:"" help:"File to make, NAME.segit."`
	Comune    string `required:"" help:"Belfiore code of the municipality, such as C351." placeholder:"C351"`
	CRS       string `name:"crs" help:"CRS of the archive (default: the municipality's RDN2008 zone)." placeholder:"EPSG:7792"`
	Keyring   bool   `help:"Let the system's keyring open the archive on this machine, too."`
	Plaintext bool   `help:"In the clear on purpose: for open data."`
}

// Run makes the archive.
func (c *initCmd) Run(s *session) error {
	epsg, err := parseEPSG(c.CRS)
	if err != nil {
		return err
	}
	req := desk.CreateRequest{Comune: strings.ToUpper(c.Comune), EPSG: epsg, Plaintext: c.Plaintext, Keyring: s.outside.keyring}
	about, recovery, err := s.create(c.Archive, req, c.Keyring)
	if err != nil {
		return err
	}
	if s.json {
		made := map[string]any{"archive": c.Archive, "comune": about.Comune, "crs": crsName(about.EPSG), "plaintext": about.Plaintext}
		if recovery != "" {
			made["recovery"] = recovery
		}
		return s.print(made)
	}
	s.say(s.words.Say(gis.Say("cli.made", c.Archive, about.Comune, crsName(about.EPSG))))
	if about.Plaintext {
		s.say(s.words.Say(gis.Say("cli.made-plain", c.Archive)))
		return nil
	}
	return s.recovery(recovery)
}

// create makes an archive, with the passphrase that was given or is asked, and
// gives its recovery key; keyring wants the system's keyring to open it, too.
func (s *session) create(path string, req desk.CreateRequest, keyring bool) (about desk.About, recovery string, err error) {
	if err := req.Check(path); err != nil {
		return about, "", err
	}
	if !req.Plaintext {
		given, err := s.passphrase()
		if err != nil {
			return about, "", err
		}
		if req.Passphrase, err = s.newPassphrase(given); err != nil {
			return about, "", err
		}
		s.typed = req.Passphrase
	}
	d, err := desk.Create(s.ctx, path, req)
	if err != nil {
		return about, "", err
	}
	about = d.About()
	if !req.Plaintext {
		recovery, err = d.Recovery()
	}
	if err == nil && keyring && !req.Plaintext {
		// Without a keyring the passphrase opens the archive as well.
		if absent := d.UseKeyring(s.ctx, true); absent != nil {
			s.say("! " + s.words.Error(absent))
		}
	}
	return about, recovery, errors.Join(err, d.Close())
}

// recovery shows a recovery key, the one time that it is shown.
func (s *session) recovery(key string) error {
	s.say(s.words.Say(gis.Say("cli.recovery")))
	_, err := fmt.Fprintln(s.out, key)
	return err
}
