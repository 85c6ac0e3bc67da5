package demo

import (
	"context"
	"os"
	"path/filepath"

	"segit/gis"
)

// The municipality.
const (
	Comune = "W001"                 // a Belfiore code that is not assigned
	Name   = "BORGO ETNEO DI PROVA" // a name that no municipality has
)

// Options say which municipality is made.
type Options struct {
	Seed  int64
	Units int // open urban units, from MinUnits to MaxUnits
}

// Summary counts what was written.
type Summary struct {
	Sheets, Parcels, Units, LandRows, People, Companies, Accounts, Footprints int
	Findings, NearMisses                                                      int
}

// Write makes the municipality and writes its files into dir, which must be
// empty or not there: census files of both sections (W001A0001.FAB …), sheets
// with their quality files (W001A000100.CTF, .SUP), edifici.gpkg,
// aggregati.gpkg, tari.csv, truth.json and README.txt. What is half written
// when it fails or ctx is cancelled stays there. Kinds of error: BadUsage for
// the options and for a folder that holds something, Cancelled, Internal for a
// disk that does not take it.
func Write(ctx context.Context, dir string, opts Options, p gis.Progress) (Summary, error) {
	plan, err := newPlan(opts)
	if err != nil {
		return Summary{}, err
	}
	if err := emptyFolder(dir); err != nil {
		return Summary{}, err
	}
	t := &town{
		registry: newRegistry(),
		truth:    &Truth{Version: 1, Comune: Comune, Name: Name, Seed: opts.Seed, Units: opts.Units},
	}
	sum, err := writeFiles(ctx, dir, t, &plan, p)
	if err != nil && ctx.Err() != nil {
		err = gis.Wrap("demo.Write", gis.Cancelled, ctx.Err(), "demo.cancelled")
	}
	sum.People, sum.Companies = t.registry.people, t.registry.companies
	sum.Findings, sum.NearMisses = len(t.truth.Findings), len(t.truth.NearMisses)
	return sum, err
}

func writeFiles(ctx context.Context, dir string, t *town, plan *plan, p gis.Progress) (Summary, error) {
	o, err := openOffice(ctx, dir)
	if err != nil {
		return Summary{}, err
	}
	sum, err := o.fill(ctx, t, plan, p)
	if err != nil {
		o.abort()
		return sum, err
	}
	return sum, o.finish(ctx, t.truth)
}

// emptyFolder makes dir unless it is there, and refuses one that holds
// anything: files of another run would be imported with these.
func emptyFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return unwritten(err, filepath.Base(dir))
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return unwritten(err, filepath.Base(dir))
	}
	if len(entries) > 0 {
		return gis.Refuse("demo.Write", gis.BadUsage, "demo.not-empty", filepath.Base(dir))
	}
	return nil
}
