package main

import (
	"strings"

	"segit/gis"
	"segit/store/desk"
)

type initCmd struct {
	Archive   string `arg:"" help:"File to make, NAME.segit."`
	Comune    string `required:"" help:"Belfiore code of the municipality, such as C351." placeholder:"C351"`
	CRS       string `name:"crs" help:"CRS of the archive (default: the municipality's RDN2008 zone)." placeholder:"EPSG:7792"`
	Plaintext bool   `help:"In the clear on purpose: for open data."`
}

// Run makes the archive.
func (c *initCmd) Run(s *session) error {
	epsg, err := parseEPSG(c.CRS)
	if err != nil {
		return err
	}
	d, err := desk.Create(s.ctx, c.Archive, desk.CreateRequest{Comune: strings.ToUpper(c.Comune), EPSG: epsg, Plaintext: c.Plaintext})
	if err != nil {
		return err
	}
	about := d.About()
	if err := d.Close(); err != nil {
		return err
	}
	// This version seals nothing: whoever did not ask for it must know.
	if about.Plaintext && !c.Plaintext {
		s.say(s.words.Say(gis.Say("cli.not-encrypted", c.Archive)))
	}
	if s.json {
		return s.print(map[string]any{"archive": c.Archive, "comune": about.Comune, "crs": crsName(about.EPSG), "plaintext": about.Plaintext})
	}
	s.say(s.words.Say(gis.Say("cli.made", c.Archive, about.Comune, crsName(about.EPSG))))
	return nil
}
