package desk

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"segit/gis"
	"segit/gis/control"
	"segit/store"
)

// ControlRequest says which controls to run and how.
type ControlRequest struct {
	IDs      []string // text ids; empty with All
	All      bool
	Year     int               // tax year; 0 = the current one
	Set      map[string]string // parameters by name
	DryRun   bool              // give the findings, keep nothing
	Operator string
}

// ControlOutcome is what became of one control.
type ControlOutcome struct {
	Control   string
	Findings  int           // found by this run
	New       int           // not there before
	Gone      int           // there before and no longer found
	Undecided int           // rows on which the control declines to speak
	Skipped   []gis.Message // why it could not run; empty when it ran
	Remarks   []gis.Message // what a reader of the result must know
}

// Controls lists the controls that can be run.
func (d *Desk) Controls() []control.Info {
	var all []control.Info
	for _, c := range control.All() {
		all = append(all, c.Info())
	}
	return all
}

// RunControls runs controls over one snapshot and keeps what they find in one
// new generation: the same findings have the same ids, states stay with them,
// and what is no longer found goes, unless a person worked on it. found gets
// every finding, in order of control and key.
func (d *Desk) RunControls(ctx context.Context, req ControlRequest, p gis.Progress, found func(gis.Finding)) ([]ControlOutcome, error) {
	controls, err := chosen(req)
	if err != nil {
		return nil, err
	}
	if req.Year == 0 {
		req.Year = time.Now().Year()
	}
	setting, err := control.NewSetting(req.Year, req.Set, controls...)
	if err != nil {
		return nil, err
	}
	at := d.Moment()
	setting.AsAt = at.AsAt
	moment, another := momentOf(at)
	if another {
		req.DryRun = true
	}
	defer thrifty()()
	run := &controlRun{desk: d, req: req, moment: moment, setting: setting, progress: p, found: found}
	if !req.DryRun {
		if run.build, err = d.archive.Build(ctx); err != nil {
			return nil, err
		}
	}
	// Controls read rows that are closed, too, and look at the day themselves.
	err = d.withAt(store.Moment{AsKnown: at.AsKnown}, func(s *store.Snapshot) error { return run.all(ctx, s, controls) })
	if run.build == nil {
		return run.outcomes, err
	}
	if err != nil {
		return nil, errors.Join(err, run.build.Abandon())
	}
	return run.outcomes, run.build.Commit()
}

func chosen(req ControlRequest) ([]control.Control, error) {
	if req.All {
		return control.All(), nil
	}
	if len(req.IDs) == 0 {
		return nil, gis.Refuse("desk.RunControls", gis.BadUsage, "control.none")
	}
	var controls []control.Control
	for _, id := range req.IDs {
		c, err := control.ByID(id)
		if err != nil {
			return nil, err
		}
		controls = append(controls, c)
	}
	return controls, nil
}

// controlRun is a run under way.
type controlRun struct {
	desk     *Desk
	req      ControlRequest
	moment   gis.Message // at which the territory is read, with no code today
	setting  control.Setting
	progress gis.Progress
	found    func(gis.Finding)
	build    *store.Build
	outcomes []ControlOutcome
}

func (r *controlRun) all(ctx context.Context, s *store.Snapshot, controls []control.Control) error {
	t, err := r.desk.territory(s)
	if err != nil {
		return err
	}
	facts := control.NewFacts(t, r.setting.Day())
	for i, c := range controls {
		facts.Forget(controls[i:])
		info := c.Info()
		r.progress.Stage(gis.Say("control."+info.ID), 1)
		out := ControlOutcome{Control: info.ID, Skipped: control.Missing(t, c)}
		if len(out.Skipped) == 0 {
			if err := r.one(ctx, s, c, facts, &out, t.halved(info.Needs...)); err != nil {
				return err
			}
		} else if !r.req.All {
			return gis.Refuse("desk.RunControls", gis.BadInput, "control.cannot-run", info.ID, strings.Join(out.Skipped[0].Args, ", "))
		}
		r.progress.Add(1)
		r.outcomes = append(r.outcomes, out)
	}
	return nil
}

// one runs a control and sets its findings beside those of the run before.
func (r *controlRun) one(
	ctx context.Context, s *store.Snapshot, c control.Control, facts *control.Facts, out *ControlOutcome, beforehand []gis.Message,
) error {
	result, err := c.Run(ctx, facts, r.setting)
	if err != nil {
		return err
	}
	info := c.Info()
	for i := range result.Findings {
		f := &result.Findings[i]
		if r.moment.Code != "" {
			f.Reasons = append(f.Reasons, r.moment)
		}
		if f.Geometry == nil {
			if f.Geometry, err = facts.Geometry(ctx, f.Key); err != nil {
				return err
			}
		}
	}
	edits, err := r.desk.archive.Edits(store.DatasetFindings)
	if err != nil {
		return err
	}
	out.Findings, out.Undecided, out.Remarks = len(result.Findings), result.Undecided, slices.Concat(beforehand, result.Remarks)
	if r.moment.Code != "" {
		out.Remarks = append(slices.Clip(out.Remarks), r.moment, gis.Say("control.moment-kept"))
	}
	if err := r.desk.seen(result.Findings, store.Access{Deed: "control", What: info.ID, Filter: "year=" + strconv.Itoa(r.setting.Year)}); err != nil {
		return err
	}
	for i := range result.Findings {
		f := result.Findings[i]
		if err := r.desk.mergeEdits(&f, edits[f.ID]); err != nil {
			return err
		}
		r.found(f)
	}
	stale, err := r.compare(ctx, s, info, result.Findings, edits, out)
	if err != nil || r.build == nil {
		return err
	}
	result.Findings = append(result.Findings, stale...)
	return r.keep(ctx, info, result, out)
}

// compare counts what is new and what is gone since the last run of the same
// year, and gives those gone that a person worked on, in order of id.
func (r *controlRun) compare(
	ctx context.Context, s *store.Snapshot, info control.Info, found []gis.Finding, edits map[string]store.Edits, out *ControlOutcome,
) (stale []gis.Finding, err error) {
	before, err := r.desk.readFindings(ctx, s, findingsOf{control: info.ID, year: r.setting.Year})
	if err != nil {
		return nil, err
	}
	was := make(map[string]*gis.Finding, len(before))
	for i := range before {
		was[before[i].ID] = &before[i]
	}
	for i := range found {
		if old := was[found[i].ID]; old == nil || old.Stale {
			out.New++
		}
		delete(was, found[i].ID)
	}
	for _, id := range slices.Sorted(maps.Keys(was)) {
		if !was[id].Stale {
			out.Gone++
		}
		if _, worked := edits[id]; !worked {
			continue
		}
		f, err := r.desk.stored(ctx, s, id)
		if err != nil {
			return nil, err
		}
		f.Stale = true
		stale = append(stale, f)
	}
	return stale, nil
}

// keep puts the findings and the record of the run into the new generation.
func (r *controlRun) keep(ctx context.Context, info control.Info, result control.Result, out *ControlOutcome) error {
	scope := runScope(info.ID, r.setting.Year)
	rows, err := findingRows(result.Findings)
	if err != nil {
		return err
	}
	sink := r.build.Derived(scope, r.desk.archive.Head.EPSG)
	if err := sink.Rows(ctx, rows); err != nil {
		return err
	}
	record, err := runRow(Run{
		Control: info.ID, Version: info.Version, Year: r.setting.Year, At: time.Now().UTC(),
		Operator: r.req.Operator, Params: r.setting.Values(info), Findings: out.Findings, Undecided: out.Undecided, Remarks: out.Remarks,
	})
	if err != nil {
		return err
	}
	return sink.Rows(ctx, record)
}
