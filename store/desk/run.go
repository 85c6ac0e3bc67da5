package desk

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"segit/gis"
	"segit/store"
)

// Run is the record of a control's last run for a tax year: with the supplies
// in the evidence, all that is needed to derive its findings again.
type Run struct {
	Control   string
	Version   int
	Year      int
	At        time.Time
	Operator  string
	Params    map[string]string // every parameter, defaults included
	Findings  int
	Undecided int
	Remarks   []gis.Message
}

const runDataset = "runs"

func runSchema() *gis.Schema {
	return &gis.Schema{Dataset: runDataset, Source: findingSource, Columns: []gis.Column{
		{Name: "id", Type: gis.Text}, {Name: "at", Type: gis.Text}, {Name: "_body", Type: gis.Text},
	}}
}

func runScope(control string, year int) string { return control + "/" + strconv.Itoa(year) }

func runRow(r Run) (*gis.Batch, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, gis.Wrap("desk.RunControls", gis.Internal, err, "store.encode", runDataset)
	}
	b := gis.NewBatch(runSchema())
	b.SetText(0, runScope(r.Control, r.Year))
	b.SetText(1, r.At.Format(time.RFC3339))
	b.SetText(2, string(body))
	b.Add(1, gis.Always, gis.OpenEnd)
	return b, nil
}

// Runs are the records of the last run of each control and tax year.
func (d *Desk) Runs(ctx context.Context) ([]Run, error) {
	var runs []Run
	err := d.with(func(s *store.Snapshot) error {
		for rows, err := range s.Scan(ctx, store.Ask{Dataset: runDataset}) {
			if err != nil {
				return err
			}
			for row := range rows.Len() {
				var r Run
				if err := json.Unmarshal([]byte(rows.Text(2, row)), &r); err != nil {
					return gis.Wrap("desk.Runs", gis.Damaged, err, "store.damaged", runDataset)
				}
				runs = append(runs, r)
			}
		}
		return nil
	})
	return runs, err
}
