package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"segit/gis"
	"segit/store/desk"
)

type overlayCmd struct {
	Op        string   `arg:"" help:"intersection, union, difference, symdifference, identity, clip, dissolve, buffer, join, select or tabulate."`
	A         string   `arg:"" help:"A vector file, or ARCHIVE:LAYER."`
	B         string   `arg:"" optional:"" help:"The layer that is put over A; dissolve and buffer take none."`
	Output    string   `short:"o" required:"" help:"A .gpkg, .geojson or .csv file, or ARCHIVE:LAYER." placeholder:"OUT"`
	LayerA    string   `help:"Layer of A, where the file has several." placeholder:"NAME"`
	LayerB    string   `help:"Layer of B." placeholder:"NAME"`
	CRSA      string   `name:"crs-a" help:"CRS of A, when its file does not say it or says it wrong." placeholder:"EPSG:n"`
	CRSB      string   `name:"crs-b" help:"CRS of B." placeholder:"EPSG:n"`
	FieldsA   []string `help:"Columns of A that are carried (default: all)." placeholder:"NAME,..."`
	FieldsB   []string `help:"Columns of B that are carried." placeholder:"NAME,..."`
	By        []string `help:"dissolve: columns of A whose equal values become one feature (default: all become one)." placeholder:"NAME,..."`
	Sum       []string `help:"dissolve: columns of A that are added up." placeholder:"NAME,..."`
	Distance  metres   `help:"buffer, and join or select by nearest: metres; a negative buffer shrinks." placeholder:"M"`
	Predicate string   `help:"join and select: intersects (default), within, contains, nearest or largest." placeholder:"P"`
	Class     string   `help:"tabulate: the column of B whose values are told apart." placeholder:"NAME"`
	Sliver    float64  `help:"Label pieces smaller than this; they are never removed." placeholder:"M2"`
	Tolerance float64  `help:"Draw B to A where they lie nearer than this, before anything else (default: 0, coordinates as they are)." placeholder:"M"`
	SetAside  string   `help:"Table of the features that were repaired or set aside." placeholder:"FILE.csv"`
	Threads   int      `help:"Cores to use (default: all)."`
	Memory    int64    `help:"Memory to use, about; layers that need more go to an encrypted working file beside the result, or in TMPDIR (default: half of the machine's)." placeholder:"MIB"`

	momentFlags
}

// metres is a number that may stand behind its flag with a minus sign.
type metres float64

// Decode takes what follows the flag, where kong would take "-1" for a flag.
func (m *metres) Decode(ctx *kong.DecodeContext) error {
	token := ctx.Scan.Pop()
	v, err := strconv.ParseFloat(token.String(), 64)
	if err != nil {
		return fmt.Errorf("expected a number of metres but got %q", token.String())
	}
	*m = metres(v)
	return nil
}

// Run puts one layer over the other.
func (c *overlayCmd) Run(s *session) error {
	started := time.Now()
	req := desk.OverlayRequest{
		Memory: c.Memory << 20, Scratch: s.outside.getenv("TMPDIR"),
		Op: c.Op, Sliver: c.Sliver, Threads: c.Threads, FieldsA: c.FieldsA, FieldsB: c.FieldsB,
		By: c.By, Sum: c.Sum, Distance: float64(c.Distance), Predicate: c.Predicate, Class: c.Class, Tolerance: c.Tolerance, Table: c.SetAside,
	}
	var epsg [2]int
	for i, name := range []string{c.CRSA, c.CRSB} {
		var err error
		if epsg[i], err = parseEPSG(name); err != nil {
			return err
		}
	}
	var result *desk.OverlayResult
	err := s.overlayDesks(&req, c.momentFlags, [3]string{c.A, c.B, c.Output}, [2]string{c.LayerA, c.LayerB}, func() (err error) {
		req.A.EPSG, req.B.EPSG = epsg[0], epsg[1]
		result, err = desk.Overlay(s.ctx, req, s.progress())
		return err
	})
	if err != nil {
		return err
	}
	if c.SetAside != "" {
		err = desk.WriteFile(c.SetAside, func(w io.Writer) error { return desk.WriteOverlayNotes(w, result.Aside, s.words) })
		if err != nil {
			return err
		}
	}
	s.overlayTold(result, c.Output, c.SetAside)
	seconds := time.Since(started).Seconds()
	if s.json {
		return s.print(map[string]any{
			"pieces": result.Pieces, "area_m2": result.Area, "set_aside": result.SetAside, "seconds": seconds,
			"rows": result.Pieces, "repaired": len(result.Aside) - result.SetAside, "slivers": result.Slivers, "crs": result.EPSG, "version": "segitctl",
			"load": result.Load.Seconds(), "index": result.Index.Seconds(), "write": result.Write.Seconds(),
			"compute": (result.Compute + result.Index).Seconds(),
		})
	}
	area, _ := gis.DecimalOf(result.Area)
	took, _ := gis.DecimalOf(seconds)
	return s.table([]string{"PIECES", "AREA_M2", "SET_ASIDE", "SECONDS"}, [][]string{{
		s.words.Count(result.Pieces), s.words.Number(area, 2), s.words.Count(int64(result.SetAside)), s.words.Number(took, 2),
	}})
}

// overlayDesks opens the archives that the sides and the output name, each
// once and as at a moment, and runs the deed.
func (s *session) overlayDesks(req *desk.OverlayRequest, at momentFlags, names [3]string, layers [2]string, deed func() error) error {
	var paths [3]string
	var inside [3]string
	for i, name := range names {
		paths[i], inside[i] = archiveLayer(name)
	}
	if at != (momentFlags{}) && inside[0] == "" && inside[1] == "" {
		return gis.Refuse("segitctl", gis.BadUsage, "overlay.moment-files")
	}
	put := func(i int, d *desk.Desk) {
		switch i {
		case 0:
			req.A = desk.OverlayFrom{Desk: d, Path: paths[0], Layer: inside[0]}
		case 1:
			req.B = desk.OverlayFrom{Desk: d, Path: paths[1], Layer: inside[1]}
		default:
			req.Into = desk.OverlayInto{Desk: d, Path: paths[2], Layer: inside[2], Operator: s.user}
		}
	}
	for i := range names {
		put(i, nil)
	}
	for i, layer := range layers {
		if layer != "" && i == 0 {
			req.A.Layer = layer
		} else if layer != "" {
			req.B.Layer = layer
		}
	}
	var open func(i int) error
	open = func(i int) error {
		switch {
		case i == len(names):
			return deed()
		case inside[i] == "" || slices.Contains(paths[:i], paths[i]):
			return open(i + 1)
		}
		return s.atMoment(paths[i], at, func(d *desk.Desk) error {
			for k := i; k < len(names); k++ {
				if paths[k] == paths[i] && inside[k] != "" {
					put(k, d)
				}
			}
			return open(i + 1)
		})
	}
	return open(0)
}

// archiveLayer divides ARCHIVE:LAYER; the layer is "" for a file.
func archiveLayer(name string) (path, layer string) {
	const ending = ".segit:"
	if at := strings.LastIndex(strings.ToLower(name), ending); at >= 0 {
		return name[:at+len(ending)-1], name[at+len(ending):]
	}
	return name, ""
}

// overlayTold says what a person must know of a result.
func (s *session) overlayTold(r *desk.OverlayResult, output, table string) {
	for _, m := range r.Remarks {
		s.say("! " + s.words.Say(m))
	}
	reasons := map[string]int{}
	for _, n := range r.Aside {
		reasons[s.words.Say(n.Reason)]++
	}
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		s.say(s.words.Say(gis.Say("overlay.reason", reasons[reason], reason)))
	}
	if len(r.Aside) > 0 {
		code := "overlay.aside"
		if table != "" {
			code = "overlay.aside-table"
		}
		s.say(s.words.Say(gis.Message{Code: code, Args: []string{s.words.Count(int64(len(r.Aside) - r.SetAside)), s.words.Count(int64(r.SetAside)), table}}))
	}
	if r.Slivers > 0 {
		s.say(s.words.Say(gis.Say("overlay.slivers", r.Slivers)))
	}
	s.say(s.words.Say(gis.Say("cli.written", output, r.Pieces)))
}
