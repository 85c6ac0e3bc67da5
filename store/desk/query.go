package desk

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
)

// QueryRequest says which rows of a dataset are wanted.
type QueryRequest struct {
	Dataset string
	Where   string     // an expression over the columns, "" for all
	Within  *orb.Bound // box in the archive's CRS; rows whose box meets it
	Keys    string     // the beginning of a cadastral key, or a range of them ([gis.ParseKeyRange]); "" for all
	Sort    string     // column by which rows come, "key", "valid_from" or "valid_to"; "" for the stored order
	Down    bool       // greatest first
	Near    *orb.Point // the rows nearest to a point in the archive's CRS come first, with a field "distance" in metres
	Reach   float64    // greatest distance from it; 0 for any
	Offset  int        // rows passed over
	Limit   int        // 0 for all
	Said    bool       // every supply that says a row, with its line, too
}

// sorted reports whether rows come in another order than the stored one.
func (req *QueryRequest) sorted() bool { return req.Sort != "" || req.Keys != "" }

const queryOp = "desk.Query"

// Query gives the rows of a dataset, of all its sources, in their stored order
// or sorted. Rows of persons and units are in the access log before they are
// given.
func (d *Desk) Query(ctx context.Context, req QueryRequest, found func(Feature) error) error {
	supplies, err := d.register()
	if err != nil {
		return err
	}
	return d.withFindings(ctx, func(s *store.Snapshot) error {
		if err := d.asked(s, req.Dataset, req.Within != nil || req.Near != nil); err != nil {
			return err
		}
		asserted, err := d.assertions()
		if err != nil {
			return err
		}
		gate := d.gate(store.Access{Deed: "query", What: req.Dataset})
		gate.entry.Filter = loggedFilter(req.Where, s.Datasets(), gate.sight)
		if req.Keys != "" {
			gate.entry.Filter = strings.TrimSpace("key " + req.Keys + " " + gate.entry.Filter)
		}
		keeps := whereOf(req.Where)
		passed, given := 0, 0
		featureOf := func(r *store.Row) Feature {
			f := d.featureOf(r, supplies)
			f.Assertions = assertionsOf(&f, asserted)
			return f
		}
		give := func(r *store.Row) error {
			f := featureOf(r)
			if req.Said {
				if f.Said, err = saidOf(ctx, s, f.Ref, supplies); err != nil {
					return err
				}
			}
			return gate.offer(&f, func() error { return found(f) })
		}
		take := func(r *store.Row) error {
			ok, err := keeps(r)
			if err != nil || !ok {
				return err
			}
			if passed < req.Offset {
				passed++
				return nil
			}
			if req.Limit > 0 && given >= req.Limit {
				return errEnough
			}
			given++
			return give(r)
		}
		switch {
		case req.Near != nil:
			err = nearest(ctx, s, &req, keeps, func(r *store.Row, distance float64) error {
				f := featureOf(r)
				f.Fields = append(f.Fields, Field{Name: "distance", Value: strconv.FormatFloat(distance, 'f', 3, 64), Type: gis.Real})
				return gate.offer(&f, func() error { return found(f) })
			})
		case req.sorted():
			err = d.sorted(ctx, s, &req, keeps, give)
		default:
			err = d.scan(ctx, s, req, take)
		}
		if err == error(errEnough) { //nolint:errorlint // the very value
			err = nil
		}
		if err != nil {
			return errors.Join(err, gate.abandon())
		}
		return gate.close()
	})
}

// saidOf are the supplies that say a row, oldest import first.
func saidOf(ctx context.Context, s *store.Snapshot, ref store.Ref, supplies map[uint32]gis.Supply) ([]Said, error) {
	mentions, err := s.Mentions(ctx, ref)
	said := make([]Said, len(mentions))
	for i, m := range mentions {
		u := supplies[m.Supply]
		said[i] = Said{SHA256: u.SHA256, File: u.File, Row: m.Line, Withdrawn: u.Withdrawn()}
	}
	return said, err
}

// whereOf keeps the rows for which an expression holds.
func whereOf(where string) func(*store.Row) (bool, error) {
	filters := map[*gis.Schema]*filter{}
	return func(r *store.Row) (bool, error) {
		f := filters[r.Schema]
		if f == nil {
			var err error
			if f, err = newFilter(where, r.Schema); err != nil {
				return false, err
			}
			filters[r.Schema] = f
		}
		return f.keeps(r)
	}
}

// sorted gives rows in the order of a column or of keys.
func (d *Desk) sorted(ctx context.Context, s *store.Snapshot, req *QueryRequest, keeps func(*store.Row) (bool, error), found func(*store.Row) error) error {
	p := store.Page{Column: req.Sort, Descending: req.Down, Offset: req.Offset, Limit: req.Limit}
	if strings.TrimSpace(req.Where) != "" {
		p.Keep = keeps
	}
	if req.Keys != "" {
		keys, err := gis.ParseKeyRange(req.Keys)
		if err != nil {
			return err
		}
		if req.Sort != "" && req.Sort != store.KeySort {
			return gis.Refuse(queryOp, gis.BadUsage, "desk.sorted-keys", req.Sort)
		}
		if of := cadastreOf(req.Dataset); keys.Cadastre != gis.AnyCadastre && of != gis.AnyCadastre && of != keys.Cadastre {
			return nil // numbers of the other cadastre
		}
		p.Keys = &keys
	} else if err := sortable(s, req); err != nil {
		return err
	}
	_, err := s.Sorted(ctx, store.Ask{Dataset: req.Dataset, Shapes: true, Within: req.Within}, p, found)
	return err
}

// nearest gives rows by their distance from a point.
func nearest(ctx context.Context, s *store.Snapshot, req *QueryRequest, keeps func(*store.Row) (bool, error), found func(*store.Row, float64) error) error {
	if req.sorted() || req.Within != nil {
		return gis.Refuse(queryOp, gis.BadUsage, "desk.near-other")
	}
	met := 0
	var failed error
	err := s.Nearest(ctx, store.Ask{Dataset: req.Dataset}, *req.Near, req.Reach, func(r *store.Row, distance float64) bool {
		var ok bool
		if ok, failed = keeps(r); !ok || failed != nil {
			return failed == nil
		}
		if met++; met > req.Offset {
			failed = found(r, distance)
		}
		return failed == nil && (req.Limit <= 0 || met < req.Offset+req.Limit)
	})
	return errors.Join(failed, err)
}

// sortable refuses a column that the dataset does not have.
func sortable(s *store.Snapshot, req *QueryRequest) error {
	names := []string{store.FromSort, store.ToSort}
	for _, set := range s.Datasets() {
		if set.Schema.Dataset != req.Dataset {
			continue
		}
		if set.Schema.Role(gis.RoleSheet) >= 0 && !slices.Contains(names, store.KeySort) {
			names = append(names, store.KeySort)
		}
		for i := range set.Schema.Columns {
			if c := &set.Schema.Columns[i]; !hidden(c) && !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
	}
	if !slices.Contains(names, req.Sort) {
		slices.Sort(names)
		return gis.Refuse(queryOp, gis.BadUsage, "desk.no-column", req.Sort, req.Dataset, strings.Join(names, ", "))
	}
	return nil
}

func (d *Desk) scan(ctx context.Context, s *store.Snapshot, req QueryRequest, take func(*store.Row) error) error {
	q := store.Ask{Dataset: req.Dataset, Shapes: true}
	if req.Within != nil {
		return s.Window(ctx, q, *req.Within, take)
	}
	for rows, err := range s.Scan(ctx, q) {
		if err != nil {
			return err
		}
		for row := range rows.Len() {
			if err := take(&store.Row{Rows: rows, At: row}); err != nil {
				return err
			}
		}
	}
	return nil
}

// asked refuses a dataset that is not there, also one of which no supply spoke yet
// at the desk's moment; and, asked for by place, one whose rows have no shape.
func (d *Desk) asked(s *store.Snapshot, name string, place bool) error {
	sets, err := d.setsOf(queryOp, s, name)
	if err != nil {
		return err
	}
	if place && !slices.ContainsFunc(sets, func(set store.Dataset) bool { return set.Schema.Shape != gis.NoShape }) {
		return gis.Refuse(queryOp, gis.BadUsage, "desk.no-shape", name)
	}
	return nil
}

// noDataset says that a dataset is not there, and whether the moment is why.
func (d *Desk) noDataset(op string, s *store.Snapshot, name string) error {
	if known := d.Moment().AsKnown; known != 0 {
		return gis.Refuse(op, gis.BadUsage, "desk.no-dataset-then", name, known)
	}
	return gis.Refuse(op, gis.BadUsage, "desk.no-dataset", name, datasetNames(s))
}

func datasetNames(s *store.Snapshot) string {
	var names []string
	for _, set := range s.Datasets() {
		names = append(names, set.Schema.Dataset)
	}
	return strings.Join(names, ", ")
}

// filter is a compiled expression over the columns of a schema.
type filter struct {
	program *vm.Program
	env     map[string]any
}

// newFilter compiles an expression: column names stand for their values (texts,
// numbers, true or false, days as "2024-12-31"); an absent value is the zero of
// its type.
func newFilter(where string, s *gis.Schema) (*filter, error) {
	if strings.TrimSpace(where) == "" {
		return &filter{}, nil
	}
	env := map[string]any{}
	for i := range s.Columns {
		env[s.Columns[i].Name] = zeroOf(s.Columns[i].Type)
	}
	env["valid_from"], env["valid_to"] = "", ""
	program, err := compile(where, env)
	if err != nil {
		return nil, err
	}
	return &filter{program, env}, nil
}

// compile reads an expression over names that have the types of env.
func compile(where string, env map[string]any) (*vm.Program, error) {
	program, err := expr.Compile(where, expr.Env(env), expr.AsBool(), expr.DisableBuiltin("now"))
	if err != nil {
		return nil, misread(where, err)
	}
	return program, nil
}

func zeroOf(t gis.Type) any {
	switch t {
	case gis.Text, gis.DayType:
		return ""
	case gis.Flag:
		return false
	case gis.Integer:
		return 0
	}
	return 0.0
}

func (f *filter) keeps(r *store.Row) (bool, error) {
	if f.program == nil {
		return true, nil
	}
	for col := range r.Schema.Columns {
		c := &r.Schema.Columns[col]
		f.env[c.Name] = cellOf(r.Batch, col, r.At)
	}
	f.env["valid_from"], f.env["valid_to"] = r.From[r.At].String(), r.To[r.At].String()
	out, err := expr.Run(f.program, f.env)
	if err != nil {
		return false, failed(err).At(r.Schema.Dataset, int(r.Line[r.At]))
	}
	keep, ok := out.(bool)
	return ok && keep, nil
}

// cellOf is a value as expressions see it; an absent number is the zero of its
// type, as an absent text is "".
func cellOf(b *gis.Batch, col, row int) any {
	kind := b.Schema.Columns[col].Type
	if kind == gis.Text {
		return b.Text(col, row)
	}
	v, ok := b.Num(col, row)
	if !ok {
		return zeroOf(kind)
	}
	switch kind {
	case gis.Number:
		return gis.Decimal(v).Float()
	case gis.Money:
		return float64(v) / 100
	case gis.DayType:
		return gis.Date(v).String()
	case gis.Flag:
		return v != 0
	case gis.Real:
		f, _ := b.Real(col, row)
		return f
	}
	return int(v)
}
