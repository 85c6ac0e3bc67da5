package demo

import (
	"context"
	_ "embed"
	"os"
	"path/filepath"

	"segit/gis"
)

//go:embed readme.txt
var readme []byte

// office holds the files that grow sheet by sheet.
type office struct {
	dir        string
	census     [2]*census
	tari       tariFile
	footprints *layerFile
	aggregates *layerFile
}

func openOffice(ctx context.Context, dir string) (*office, error) {
	o := &office{dir: dir}
	var err error
	for n, section := range []string{"A", "B"} {
		if o.census[n], err = openCensus(dir, section); err != nil {
			o.abort()
			return nil, err
		}
	}
	if o.tari, err = openTari(dir); err == nil {
		if o.footprints, err = openLayer(ctx, dir, "edifici.gpkg", footprintSchema()); err == nil {
			o.aggregates, err = openLayer(ctx, dir, "aggregati.gpkg", aggregateSchema())
		}
	}
	if err != nil {
		o.abort()
		return nil, err
	}
	return o, nil
}

// fill makes the sheets one after the other and writes each.
func (o *office) fill(ctx context.Context, t *town, plan *plan, p gis.Progress) (Summary, error) {
	var sum Summary
	p.Stage(gis.Say("demo.stage"), int64(plan.units))
	for rank := range 2 * plan.perSection {
		if err := ctx.Err(); err != nil {
			return sum, err
		}
		s, err := newSheet(t, plan, rank)
		if err != nil {
			return sum, err
		}
		o.census[rank%2].write(s)
		o.tari.write(s)
		if err := s.writeMap(o.dir); err != nil {
			return sum, err
		}
		if err := o.footprints.writeFootprints(ctx, s); err != nil {
			return sum, err
		}
		if err := o.aggregates.writeAggregates(ctx, s); err != nil {
			return sum, err
		}
		sum.add(s)
		p.Add(int64(s.quota))
	}
	return sum, nil
}

func (sum *Summary) add(s *sheet) {
	sum.Sheets++
	for _, p := range s.parcels {
		if p.kind == landKind {
			sum.Parcels++
		}
	}
	for _, u := range s.units {
		if u.open() {
			sum.Units++
		}
	}
	sum.LandRows += len(s.rows)
	sum.Accounts += len(s.accounts)
	sum.Footprints += len(s.footprints)
}

// finish closes every file and writes those that are written at once.
func (o *office) finish(ctx context.Context, truth *Truth) error {
	for _, c := range o.census {
		c.parameters()
	}
	err := o.closeText()
	for _, l := range []*layerFile{o.footprints, o.aggregates} {
		if err != nil {
			l.out.Abort()
		} else {
			err = l.close(ctx)
		}
	}
	if err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(o.dir, "truth.json"))
	if err != nil {
		return unwritten(err, "truth.json")
	}
	err = truth.write(f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return unwritten(err, "truth.json")
	}
	if err := os.WriteFile(filepath.Join(o.dir, "README.txt"), readme, 0o644); err != nil {
		return unwritten(err, "README.txt")
	}
	return nil
}

func (o *office) closeText() error {
	var first error
	for _, c := range o.census {
		if c == nil {
			continue
		}
		if err := c.close(); first == nil {
			first = err
		}
	}
	if o.tari.recordFile != nil {
		if err := o.tari.close(); first == nil {
			first = err
		}
	}
	return first
}

// abort lets go of the files after an error that is being returned already.
func (o *office) abort() {
	o.closeText()
	for _, l := range []*layerFile{o.footprints, o.aggregates} {
		if l != nil {
			l.out.Abort()
		}
	}
}
