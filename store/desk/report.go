package desk

import (
	"cmp"
	"context"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/control"
	"segit/gis/crs"
	"segit/gis/finding"
	"segit/gis/report"
	"segit/gis/source"
	"segit/gis/text"
	"segit/store"
)

// ReportRequest says how a paper is made.
type ReportRequest struct {
	Lang     text.Lang
	Operator string
	Printed  time.Time // set by the caller: the same request gives the same bytes
	Holders  bool      // names and fiscal codes in the table of a run
}

// aroundFinding is how much ground a finding's map shows on each side, metres.
const aroundFinding = 60

// crowded is how many rows an overview draws of one layer at most.
const crowded = 5_000

// ReportFinding writes the sheet of one finding as PDF: at a moment, the finding
// as its control makes it then.
func (d *Desk) ReportFinding(ctx context.Context, id string, req ReportRequest, w io.Writer) error {
	f, run, err := d.printedFinding(ctx, id, gis.Quiet{})
	if err == nil {
		err = d.seen([]gis.Finding{f}, store.Access{Deed: "report", What: id})
	}
	if err != nil {
		return err
	}
	heading, err := d.heading(req)
	if err != nil {
		return err
	}
	supplies, err := d.register()
	if err != nil {
		return err
	}
	sheet := report.FindingSheet{Heading: heading, Control: controlOf(run.Run), Finding: f}
	for _, e := range f.Evidence {
		s, ok := supplies[e.Supply]
		if ok && !slices.ContainsFunc(sheet.Supplies, func(o gis.Supply) bool { return o.ID == s.ID }) {
			sheet.Supplies = append(sheet.Supplies, s)
		}
	}
	if f.Geometry != nil {
		if sheet.Map, err = d.reportMap(ctx, f.Geometry.Bound().Pad(aroundFinding), false); err != nil {
			return err
		}
	}
	return report.Finding(ctx, w, sheet)
}

// ReportControl writes the report of a control's last run as PDF: at a moment,
// of a run that is made for it and not kept.
func (d *Desk) ReportControl(ctx context.Context, id string, req ReportRequest, w io.Writer, p gis.Progress) error {
	run, err := d.printedRun(ctx, id, 0, p)
	if err != nil {
		return err
	}
	heading, err := d.heading(req)
	if err != nil {
		return err
	}
	// The table needs no evidence, the list of sources does.
	findings := run.findings
	if findings == nil {
		findings, err = d.findings(ctx, FindingFilter{Control: id, Year: run.Year, Evidence: true})
	}
	if err == nil && req.Holders {
		err = d.seen(findings, store.Access{Deed: "report", What: id})
	}
	if err != nil {
		return err
	}
	used := map[uint32]bool{}
	bound := orb.Bound{Min: orb.Point{1, 1}}
	for i := range findings {
		for _, e := range findings[i].Evidence {
			used[e.Supply] = true
		}
		findings[i].Evidence = nil
		if g := findings[i].Geometry; g != nil {
			bound = grown(bound, g.Bound())
		}
	}
	in := report.ControlReport{
		Heading: heading, Control: controlOf(run.Run), TaxYear: run.Year, Findings: each(findings), Holders: req.Holders,
		Undecided: run.Undecided, Remarks: run.Remarks,
	}
	all, err := d.archive.Supplies()
	if err != nil {
		return err
	}
	in.Supplies = slices.DeleteFunc(all, func(s gis.Supply) bool { return !used[s.ID] })
	if !bound.IsEmpty() {
		if in.Map, err = d.reportMap(ctx, bound.Pad(aroundFinding), true); err != nil {
			return err
		}
	}
	return report.Run(ctx, w, in, p)
}

func each(findings []gis.Finding) iter.Seq2[gis.Finding, error] {
	return func(yield func(gis.Finding, error) bool) {
		for i := range findings {
			if !yield(findings[i], nil) {
				return
			}
		}
	}
}

func grown(b, o orb.Bound) orb.Bound {
	if b.IsEmpty() {
		return o
	}
	return b.Union(o)
}

func (d *Desk) heading(req ReportRequest) (report.Heading, error) {
	words, err := text.Load(req.Lang)
	if err != nil {
		return report.Heading{}, err
	}
	catalogue, err := source.Catalogue()
	if err != nil {
		return report.Heading{}, err
	}
	about := d.About()
	h := report.Heading{
		Comune: about.Comune, Name: about.Name, Printed: req.Printed, Operator: req.Operator, Words: words, Titles: map[string]string{},
	}
	for i := range catalogue {
		h.Titles[catalogue[i].ID] = catalogue[i].Title.In(string(req.Lang))
	}
	return h, nil
}

// lastRun is the record of a control's last run, of a tax year or of any.
func (d *Desk) lastRun(ctx context.Context, id string, year int) (Run, error) {
	runs, err := d.Runs(ctx)
	if err != nil {
		return Run{}, err
	}
	var last Run
	for _, r := range runs {
		if r.Control == id && (year == 0 || r.Year == year) && r.At.After(last.At) {
			last = r
		}
	}
	if last.Control == "" {
		if _, err := control.ByID(id); err != nil {
			return last, err
		}
		return last, gis.Refuse("desk.Report", gis.NotFound, "desk.no-run", id)
	}
	return last, nil
}

// controlOf is a run's control as papers print it.
func controlOf(r Run) report.Control {
	if r.Control == finding.Reported {
		return report.Control{ID: r.Control, Title: gis.Say("control." + r.Control)}
	}
	out := report.Control{ID: r.Control, Version: r.Version, Title: gis.Say("control." + r.Control), Law: gis.Say("basis." + r.Control)}
	c, err := control.ByID(r.Control)
	if err != nil {
		return out // a control that this program no longer has is printed as it was recorded
	}
	out.Number = c.Info().Number
	for _, p := range c.Info().Params {
		out.Params = append(out.Params, report.Param{Name: p.Name, Value: r.Params[p.Name], Unit: p.Unit})
	}
	return out
}

// reportMap gathers what a map on paper shows of a window; an overview leaves
// out layers that would be a blot.
func (d *Desk) reportMap(ctx context.Context, bound orb.Bound, overview bool) (report.Map, error) {
	m := report.Map{EPSG: d.archive.Head.EPSG}
	if system, ok := crs.Lookup(m.EPSG); ok {
		m.CRS, m.Accuracy = system.Name, system.Accuracy
	}
	supplies, err := d.register()
	if err != nil {
		return m, err
	}
	err = d.with(func(s *store.Snapshot) error {
		for _, set := range drawOrder(s.Datasets()) {
			q := store.Ask{Dataset: set.Schema.Dataset, Source: set.Schema.Source, Shapes: true, Columns: []string{}, Roles: []gis.Role{gis.RoleLabel}}
			hits, err := s.Hits(q, bound)
			if err != nil {
				return err
			}
			if hits == 0 || overview && hits > crowded {
				continue
			}
			layer := report.Layer{Dataset: set.Schema.Dataset, Grey: !overview, Shapes: &gis.Shapes{}, Date: gis.Always}
			err = s.Window(ctx, q, bound, func(r *store.Row) error {
				layer.Shapes.AppendRow(&r.Shapes, r.At)
				layer.Labels = append(layer.Labels, r.Text(r.Schema.Role(gis.RoleLabel), r.At))
				layer.Date = max(layer.Date, supplies[r.Supply].Date)
				return nil
			})
			if err != nil {
				return err
			}
			m.Layers = append(m.Layers, layer)
		}
		return nil
	})
	return m, err
}

// drawOrder is the datasets with geometry from the ground up, findings left
// out: they are drawn above by whoever has them.
func drawOrder(sets []store.Dataset) []store.Dataset {
	order := slices.DeleteFunc(slices.Clone(sets), func(set store.Dataset) bool {
		return set.Schema.Shape == gis.NoShape || set.Schema.Dataset == store.DatasetFindings
	})
	slices.SortStableFunc(order, func(a, b store.Dataset) int {
		return cmp.Compare(groundOf(a.Schema.Dataset), groundOf(b.Schema.Dataset))
	})
	return order
}

// groundOf is how far above the ground a dataset is drawn; what is not known
// lies above what is.
func groundOf(dataset string) int {
	ground := []string{"zones", "hazards", "sheets", "waters", "roads", "aggregates", "map-buildings", "buildings", "parcels"}
	if i := slices.Index(ground, dataset); i >= 0 {
		return i
	}
	return len(ground)
}
