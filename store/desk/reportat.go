package desk

import (
	"cmp"
	"context"
	"errors"
	"time"

	"segit/gis"
	"segit/gis/control"
	"segit/gis/finding"
	"segit/store"
)

// printed is a control's run as a paper prints it: the last one that was kept; at
// a moment that is not today's knowledge, one made for the paper from what was
// valid and known then, with the parameters of the last one, and kept nowhere.
type printed struct {
	Run
	findings []gis.Finding // nil for the run that was kept: they are in the archive
}

// printedRun is the run of a control that a paper asks for; year 0 is that of the
// last run.
func (d *Desk) printedRun(ctx context.Context, id string, year int, p gis.Progress) (printed, error) {
	last, err := d.lastRun(ctx, id, year)
	at := d.Moment()
	if at == (store.Moment{}) {
		return printed{Run: last}, err
	}
	if gis.KindOf(err) == gis.NotFound {
		// It never ran: with the parameters that it has by itself.
		last, err = Run{Year: cmp.Or(year, yearOf(at.AsAt), time.Now().Year())}, nil
	}
	if err != nil {
		return printed{}, err
	}
	return d.runAgain(ctx, id, last, p)
}

// yearOf is the year of a day; 0 for none.
func yearOf(day gis.Date) int {
	if day == 0 {
		return 0
	}
	return day.Time().Year()
}

// runAgain runs a control at the desk's moment and keeps nothing.
func (d *Desk) runAgain(ctx context.Context, id string, last Run, p gis.Progress) (printed, error) {
	c, err := control.ByID(id)
	if err != nil {
		return printed{}, err
	}
	req := ControlRequest{IDs: []string{id}, Year: last.Year, Set: map[string]string{}, DryRun: true}
	for name, value := range last.Params {
		if value != "" {
			req.Set[name] = value
		}
	}
	made := printed{findings: []gis.Finding{}}
	outcomes, err := d.RunControls(ctx, req, p, func(f gis.Finding) { made.findings = append(made.findings, f) })
	if err != nil {
		return printed{}, err
	}
	setting, err := control.NewSetting(last.Year, req.Set, c)
	if err != nil {
		return printed{}, err
	}
	info, out := c.Info(), outcomes[0]
	made.Run = Run{
		Control: id, Version: info.Version, Year: last.Year, At: time.Now().UTC(), Params: setting.Values(info),
		Findings: out.Findings, Undecided: out.Undecided, Remarks: out.Remarks,
	}
	return made, nil
}

// printedFinding is a finding as a paper prints it, with its run: at a moment
// that is not today's knowledge, as its control finds it then.
func (d *Desk) printedFinding(ctx context.Context, id string, p gis.Progress) (gis.Finding, printed, error) {
	f, err := d.finding(ctx, id)
	at := d.Moment()
	if at == (store.Moment{}) {
		if err != nil {
			return f, printed{}, err
		}
		if f.Control == finding.Reported {
			return f, printed{Run: Run{Control: f.Control}}, nil
		}
		run, err := d.printedRun(ctx, f.Control, f.TaxYear, p)
		return f, run, err
	}
	var controls []string
	switch {
	case err == nil && f.Control == finding.Reported:
		return f, printed{Run: Run{Control: f.Control}}, nil
	case err == nil:
		controls = []string{f.Control}
	case gis.KindOf(err) == gis.NotFound: // it may have been found then
		for _, info := range d.Controls() {
			controls = append(controls, info.ID)
		}
	default:
		return f, printed{}, err
	}
	for _, c := range controls {
		run, err := d.printedRun(ctx, c, f.TaxYear, p)
		var known *gis.Error
		if errors.As(err, &known) && known.Code == "control.cannot-run" {
			continue
		}
		if err != nil {
			return f, run, err
		}
		for i := range run.findings {
			if run.findings[i].ID == id {
				return run.findings[i], run, nil
			}
		}
	}
	return f, printed{}, gis.Refuse("desk.Report", gis.NotFound, "desk.no-finding-then", id)
}
