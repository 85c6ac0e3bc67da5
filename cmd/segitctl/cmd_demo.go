package main

import (
	"path/filepath"

	"segit/gis"
	"segit/gis/demo"
	"segit/store/desk"
)

type demoCmd struct {
	Dir   string `arg:"" help:"Folder to fill; it must be empty or not there."`
	Seed  int64  `default:"1" help:"The same seed and size give the same files."`
	Units int    `default:"200" help:"How many urban units."`
}

// Run writes the municipality.
func (c *demoCmd) Run(s *session) error {
	files := 0
	summary, err := desk.Demo(s.ctx, c.Dir, demo.Options{Seed: c.Seed, Units: c.Units}, s.progress(), func(desk.ImportedFile) { files++ })
	if err != nil {
		return err
	}
	archive := filepath.Join(c.Dir, desk.DemoArchive)
	if s.json {
		return s.print(map[string]any{
			"dir": c.Dir, "archive": archive, "plaintext": true, "comune": demo.Comune, "name": demo.Name, "files": files,
			"sheets": summary.Sheets, "parcels": summary.Parcels, "units": summary.Units, "accounts": summary.Accounts,
			"footprints": summary.Footprints, "planted": summary.Findings, "near_misses": summary.NearMisses,
		})
	}
	s.say(s.words.Say(gis.Say("cli.demo", demo.Name, c.Dir, files, summary.Units, summary.Findings)))
	s.say(s.words.Say(gis.Say("cli.demo-plain", archive)))
	return nil
}
