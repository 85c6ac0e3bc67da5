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

	Month     string `help:"Let a month happen in the census files that stand in the folder, instead: write its update supply and the full one of its last day." placeholder:"YYYY-MM"`
	Mutations int    `default:"12" help:"How many things happen in that month in each section."`
	Output    string `short:"o" help:"Folder of the month's files; it must be empty or not there." placeholder:"DIR"`
}

// Run writes the municipality.
func (c *demoCmd) Run(s *session) error {
	if c.Month != "" {
		return c.month(s)
	}
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

// month writes a month of mutations.
func (c *demoCmd) month(s *session) error {
	day, ok := gis.ParseDay(c.Month+"-01", "2006-01-02")
	if !ok || c.Output == "" {
		return gis.Refuse("segitctl", gis.BadUsage, "cli.demo-month", c.Month)
	}
	first := day.Time()
	err := demo.WriteMonth(s.ctx, c.Dir, c.Output, demo.MonthOptions{
		Seed: c.Seed, Year: first.Year(), Month: first.Month(), Mutations: c.Mutations,
	})
	if err != nil {
		return err
	}
	update, full := filepath.Join(c.Output, demo.UpdateFolder), filepath.Join(c.Output, demo.FullFolder)
	if s.json {
		return s.print(map[string]any{"update": update, "full": full})
	}
	s.say(s.words.Say(gis.Say("cli.demo-month-done", c.Month, update, full)))
	return nil
}
