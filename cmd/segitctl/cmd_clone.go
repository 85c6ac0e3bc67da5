package main

import (
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
	"segit/store/desk"
	"segit/sync/client"
	"segit/sync/sharing"
)

type cloneCmd struct {
	Archive string   `arg:"" help:"File to make, NAME.segit; one that an interrupted clone left goes on."`
	Server  string   `required:"" help:"Address of the central repository." placeholder:"URL"`
	CA      string   `required:"" name:"ca" help:"The repository's ca.pem." placeholder:"FILE"`
	Code    string   `required:"" help:"One-time code from the administrator." placeholder:"CODE"`
	Comune  string   `required:"" help:"Belfiore code of the municipality, such as C351." placeholder:"C351"`
	Sheets  []string `help:"Only these sheets: A/12,A/13 (_/12 without section, - for what lies in no sheet)." placeholder:"A/12,A/13"`
	Polygon string   `help:"Only the sheets that a polygon touches: a vector file, or WKT in the archive's CRS." placeholder:"FILE|WKT"`
	CRS     string   `name:"crs" help:"CRS of the archive, that of the other desks (default: the municipality's RDN2008 zone)." placeholder:"EPSG:7792"`
}

// Run makes an archive and fills it from a central repository.
func (c *cloneCmd) Run(s *session) error {
	ca, err := os.ReadFile(c.CA)
	if err != nil {
		return gis.Wrap("segitctl.clone", gis.BadInput, err, "sync.ca", c.CA)
	}
	epsg, err := parseEPSG(c.CRS)
	if err != nil {
		return err
	}
	req := desk.CreateRequest{Comune: strings.ToUpper(c.Comune), EPSG: epsg, Keyring: s.outside.keyring}
	record := map[string]any{"archive": c.Archive}
	if store.Free(c.Archive) == nil {
		if err := client.CheckArea(c.Sheets); err != nil {
			return err
		}
		about, recovery, err := s.create(c.Archive, req, false)
		if err != nil {
			return err
		}
		s.say(s.words.Say(gis.Say("cli.made", c.Archive, about.Comune, crsName(about.EPSG))))
		if err := s.recoveryOf(record, recovery); err != nil {
			return err
		}
	}
	return s.shared(c.Archive, func(d sharing.Desk) error {
		if about := d.About(); about.Comune != req.Comune {
			return gis.Refuse("segitctl.clone", gis.BadUsage, "sync.clone-other", c.Archive, about.Comune)
		}
		if err := s.recoveryMissing(d.Desk, record); err != nil {
			return err
		}
		want := client.Wanted{Cells: c.Sheets}
		if want.Polygon, err = s.polygon(c.Polygon, d); err != nil {
			return err
		}
		sum, err := d.Clone(s.ctx, client.EnrolRequest{Server: c.Server, CA: ca, Code: c.Code}, want, s.progress())
		if err != nil {
			return err
		}
		if s.json {
			record["supplies"], record["chunks"], record["bytes"], record["pulled"] = sum.Supplies, sum.Chunks, sum.Bytes, sum.Pulled
			return s.print(record)
		}
		s.say(s.words.Say(gis.Say("sync.cloned", c.Archive, sum.Supplies, sum.Pulled, sum.Bytes>>10)))
		return nil
	})
}

// polygon reads an area that was given as a polygon, nil for none.
func (s *session) polygon(given string, d sharing.Desk) (orb.MultiPolygon, error) {
	if given == "" {
		return nil, nil
	}
	return desk.ReadPolygons(s.ctx, given, d.About().EPSG)
}

// recoveryOf shows a recovery key, or puts it into the record of the command.
func (s *session) recoveryOf(record map[string]any, key string) error {
	if s.json {
		record["recovery"] = key
		return nil
	}
	return errors.Join(s.recovery(key), s.out.Flush())
}

// recoveryMissing makes the recovery key of an archive whose making was killed
// before it had one.
func (s *session) recoveryMissing(d *desk.Desk, record map[string]any) error {
	state, err := d.KeyState()
	if err != nil || len(state.Locks) == 0 || slices.Contains(state.Locks, "recovery") {
		return err
	}
	key, err := d.Recovery()
	if err != nil {
		return err
	}
	return s.recoveryOf(record, key)
}
