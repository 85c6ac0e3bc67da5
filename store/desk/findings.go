package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"segit/gis"
	"segit/gis/control"
	"segit/gis/finding"
	"segit/store"
)

// FindingFilter chooses findings; empty fields choose all.
type FindingFilter struct {
	Control  string
	State    string
	Year     int
	Evidence bool // read the evidence too; lists do without
	// NoPersons leaves out names, codes, addresses and quotas: such a list goes
	// into no access log.
	NoPersons bool
}

// findingSource is the source of what controls derive.
const findingSource = "controls"

// The columns of stored findings: the searchable ones, then the whole.
const (
	findingIDColumn = iota
	findingControlColumn
	findingYearColumn
	findingSeverityColumn
	findingConfidenceColumn
	findingCadastreColumn
	findingComuneColumn
	findingSectionColumn
	findingSheetColumn
	findingParcelColumn
	findingSubColumn
	findingFiscalColumn
	findingEuroColumn
	findingBodyColumn
	findingEvidenceColumn
)

func findingSchema() *gis.Schema {
	return &gis.Schema{
		Dataset: store.DatasetFindings, Source: findingSource, Shape: gis.AnyShape, Identity: []string{"id"},
		Columns: []gis.Column{
			{Name: "id", Type: gis.Text},
			{Name: "control", Type: gis.Text, Role: gis.RoleLabel},
			{Name: "tax_year", Type: gis.Integer},
			{Name: "severity", Type: gis.Text},
			{Name: "confidence", Type: gis.Text},
			{Name: "cadastre", Type: gis.Text},
			{Name: "comune", Type: gis.Text, Role: gis.RoleComune},
			{Name: "section", Type: gis.Text, Role: gis.RoleSection},
			{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet},
			{Name: "parcel", Type: gis.Text, Role: gis.RoleParcel},
			{Name: "sub", Type: gis.Text, Role: gis.RoleSub},
			{Name: "fiscal_code", Type: gis.Text, Role: gis.RoleFiscalCode},
			{Name: "euro", Type: gis.Money},
			{Name: "_body", Type: gis.Text},
			{Name: "_evidence", Type: gis.Text},
		},
	}
}

// findingRows stores findings: the derived part only, never what people did.
func findingRows(findings []gis.Finding) (*gis.Batch, error) {
	b := gis.NewBatch(findingSchema())
	for i := range findings {
		f := findings[i]
		evidence, err := json.Marshal(f.Evidence)
		if err != nil {
			return nil, gis.Wrap("desk.RunControls", gis.Internal, err, "store.encode", store.DatasetFindings)
		}
		if f.Geometry != nil {
			b.Shapes.Append(f.Geometry)
		} else {
			b.Shapes.AppendEmpty()
		}
		f.Evidence, f.Geometry, f.State, f.Assignee, f.Due, f.Notes = nil, nil, "", "", 0, nil
		body, err := json.Marshal(f)
		if err != nil {
			return nil, gis.Wrap("desk.RunControls", gis.Internal, err, "store.encode", store.DatasetFindings)
		}
		for _, c := range []struct {
			col  int
			text string
		}{
			{findingIDColumn, f.ID},
			{findingControlColumn, f.Control},
			{findingSeverityColumn, f.Severity.String()},
			{findingConfidenceColumn, f.Confidence.String()},
			{findingCadastreColumn, f.Cadastre.String()},
			{findingComuneColumn, f.Key.Comune},
			{findingSectionColumn, f.Key.Section},
			{findingSheetColumn, f.Key.Sheet},
			{findingParcelColumn, f.Key.Parcel},
			{findingSubColumn, f.Key.Sub},
			{findingFiscalColumn, f.FiscalCode},
			{findingBodyColumn, string(body)},
			{findingEvidenceColumn, string(evidence)},
		} {
			b.SetText(c.col, c.text)
		}
		if f.TaxYear != 0 { // what a person reported is of none
			b.SetNum(findingYearColumn, int64(f.TaxYear))
		}
		if f.Euro != nil {
			b.SetNum(findingEuroColumn, int64(*f.Euro))
		}
		b.Add(uint32(i+1), gis.Always, gis.OpenEnd)
	}
	return b, nil
}

// findingOf reads a stored finding back.
func findingOf(b *gis.Batch, row int, evidence bool) (gis.Finding, error) {
	var f gis.Finding
	err := json.Unmarshal([]byte(b.Text(findingBodyColumn, row)), &f)
	if err == nil && evidence {
		err = json.Unmarshal([]byte(b.Text(findingEvidenceColumn, row)), &f.Evidence)
	}
	if err != nil {
		return f, gis.Wrap("desk.Findings", gis.Damaged, err, "store.damaged", store.DatasetFindings)
	}
	f.Geometry = b.Shapes.Geometry(row)
	return f, nil
}

// findingsOf chooses derived findings; what is zero chooses all.
type findingsOf struct {
	control  string
	year     int
	evidence bool // with what they rest on
}

// readFindings reads the derived findings of a snapshot.
func (d *Desk) readFindings(ctx context.Context, s *store.Snapshot, want findingsOf) ([]gis.Finding, error) {
	var all []gis.Finding
	columns := []string{"control", "tax_year", "_body"}
	if want.evidence {
		columns = append(columns, "_evidence")
	}
	for rows, err := range s.Scan(ctx, store.Ask{Dataset: store.DatasetFindings, Columns: columns, Shapes: true}) {
		if err != nil {
			return nil, err
		}
		for row := range rows.Len() {
			year, _ := rows.Num(findingYearColumn, row)
			if want.control != "" && rows.Text(findingControlColumn, row) != want.control || want.year != 0 && int(year) != want.year {
				continue
			}
			f, err := findingOf(rows.Batch, row, want.evidence)
			if err != nil {
				return nil, err
			}
			all = append(all, f)
		}
	}
	return all, nil
}

// Findings lists findings by control's number, tax year and key, with what
// people did on them. What it gives is in the access log before.
func (d *Desk) Findings(ctx context.Context, filter FindingFilter) ([]gis.Finding, error) {
	all, err := d.findings(ctx, filter)
	if err != nil {
		return nil, err
	}
	if filter.NoPersons {
		for i := range all {
			all[i].FiscalCode, all[i].Name, all[i].Address, all[i].Quota = "", "", "", ""
		}
		return all, nil
	}
	return all, d.seen(all, store.Access{Deed: "findings", What: filter.Control, Filter: filter.logged()})
}

// logged is the filter as the access log keeps it.
func (f *FindingFilter) logged() string {
	var parts []string
	if f.State != "" {
		parts = append(parts, "state="+f.State)
	}
	if f.Year != 0 {
		parts = append(parts, "year="+strconv.Itoa(f.Year))
	}
	return strings.Join(parts, " ")
}

// seen writes findings into the access log; when it fails they may not be shown.
func (d *Desk) seen(findings []gis.Finding, entry store.Access) error {
	s := d.sight()
	for i := range findings {
		s.finding(&findings[i])
	}
	return s.log(entry)
}

// findings lists findings for work of our own.
func (d *Desk) findings(ctx context.Context, filter FindingFilter) ([]gis.Finding, error) {
	if err := d.checked(filter); err != nil {
		return nil, err
	}
	var all []gis.Finding
	err := d.with(func(s *store.Snapshot) error {
		var err error
		all, err = d.readFindings(ctx, s, findingsOf{control: filter.Control, year: filter.Year, evidence: filter.Evidence})
		return err
	})
	if err != nil {
		return nil, err
	}
	edits, err := d.archive.Edits(store.DatasetFindings)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if err := d.mergeEdits(&all[i], edits[all[i].ID]); err != nil {
			return nil, err
		}
	}
	if all, err = d.addReported(all, edits, &filter); err != nil {
		return nil, err
	}
	kept := all[:0]
	for i := range all {
		f := all[i]
		if e := edits[f.ID]; e.Gone() {
			continue
		}
		if filter.State == "" || f.State == filter.State {
			kept = append(kept, f)
		}
	}
	order := map[string]int{}
	for i, info := range d.Controls() {
		order[info.ID] = i
	}
	order[finding.Reported] = len(order)
	slices.SortStableFunc(kept, func(a, b gis.Finding) int {
		return cmp.Or(cmp.Compare(order[a.Control], order[b.Control]), cmp.Compare(a.TaxYear, b.TaxYear), control.CompareKeys(a.Key, b.Key), cmp.Compare(a.ID, b.ID))
	})
	return kept, nil
}

// Finding is one finding with its evidence; it is in the access log before.
func (d *Desk) Finding(ctx context.Context, id string) (gis.Finding, error) {
	f, err := d.finding(ctx, id)
	if err == nil {
		err = d.seen([]gis.Finding{f}, store.Access{Deed: "finding", What: id})
	}
	if err != nil {
		return gis.Finding{}, err
	}
	return f, nil
}

// FindingsOf gives findings by id, without their evidence, in the order of the
// ids; those that are not there are left out.
func (d *Desk) FindingsOf(ctx context.Context, ids []string) ([]gis.Finding, error) {
	found, err := d.some(ctx, ids)
	if err != nil {
		return nil, err
	}
	var all []gis.Finding
	for _, id := range ids {
		if f := found[id]; f != nil {
			all = append(all, *f)
		}
	}
	if err := d.seen(all, store.Access{Deed: "findings"}); err != nil {
		return nil, err
	}
	return all, nil
}

// finding is one finding for work of our own.
func (d *Desk) finding(ctx context.Context, id string) (gis.Finding, error) {
	var f gis.Finding
	err := d.with(func(s *store.Snapshot) (err error) {
		f, err = d.knownFinding(ctx, s, id)
		return err
	})
	return f, err
}

// stored is a finding as the last run left it, without what people did.
func (d *Desk) stored(ctx context.Context, s *store.Snapshot, id string) (f gis.Finding, err error) {
	found := false
	err = s.ByID(ctx, store.Ask{Dataset: store.DatasetFindings, Shapes: true}, id, func(r *store.Row) (err error) {
		f, err = findingOf(r.Batch, r.At, true)
		found = true
		return err
	})
	if err == nil && !found {
		err = gis.Refuse("desk.Finding", gis.NotFound, "desk.no-finding", id)
	}
	return f, err
}

// checked refuses a filter by what does not exist: a slip of the pen must not
// read as "no findings".
func (d *Desk) checked(filter FindingFilter) error {
	if filter.State != "" {
		if _, err := d.states.Of(filter.State); err != nil {
			return err
		}
	}
	if filter.Control != "" && filter.Control != finding.Reported {
		_, err := control.ByID(filter.Control)
		return err
	}
	return nil
}

// mergeEdits sets what people did beside what was derived. A finding that was
// closed comes back as new only when what was seen has changed since.
func (d *Desk) mergeEdits(f *gis.Finding, e store.Edits) error {
	f.State, f.Assignee, f.Due, f.Notes = d.states.First(), "", 0, e.Notes
	var s finding.Decision
	given, err := e.Value(stateColumn, &s)
	if err != nil {
		return err
	}
	if given {
		state, err := d.states.Of(s.State)
		if err != nil {
			return err
		}
		f.State = s.State
		if !state.Open && s.Proof != f.Proof {
			f.State = d.states.First()
			f.Reasons = append(f.Reasons, gis.Say("finding.reopened", s.State))
		}
	}
	if _, err := e.Value(assigneeColumn, &f.Assignee); err != nil {
		return err
	}
	var due string
	if given, err = e.Value(dueColumn, &due); given {
		f.Due, _ = gis.ParseDay(due, time.DateOnly)
	}
	return err
}
