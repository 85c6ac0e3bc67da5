package ogcapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"segit/gis"
	"segit/gis/crs"
	"segit/gis/finding"
	"segit/store"
	"segit/sync/layer"
	"segit/sync/merge"
	"segit/sync/rights"
	"segit/sync/server"
)

// The human columns of a finding, by the ids under which operations know them.
const (
	stateColumn       = "state" // of an operation: with its reason, [finding.Decision]
	reasonColumn      = "reason"
	assigneeColumn    = "assignee"
	dueColumn         = "due"
	noteColumn        = "note"
	descriptionColumn = store.DescriptionColumn
	shapeColumn       = store.ShapeColumn
	contestedColumn   = "contested" // two desks wrote different things on it
	proofColumn       = "proof"
	controlColumn     = "control"
	comuneColumn      = "comune"
)

// writable are the properties that people write.
func writable() []string {
	return []string{stateColumn, reasonColumn, assigneeColumn, dueColumn, noteColumn, descriptionColumn}
}

// withEdits is a layer of findings with the columns that people write.
func withEdits(l layer.Layer) layer.Layer {
	l.Columns = slices.Clone(l.Columns)
	add := func(name string, kind gis.Type, role gis.Role) {
		if l.Column(name) < 0 {
			l.Columns = append(l.Columns, layer.Column{Name: name, Type: kind, Role: role})
		}
	}
	for _, name := range []string{"id", controlColumn} {
		add(name, gis.Text, "")
	}
	add(comuneColumn, gis.Text, gis.RoleComune)
	add("section", gis.Text, gis.RoleSection)
	add("sheet", gis.Text, gis.RoleSheet)
	for _, name := range []string{stateColumn, reasonColumn, assigneeColumn, noteColumn, descriptionColumn} {
		add(name, gis.Text, "")
	}
	add(dueColumn, gis.DayType, "")
	add(contestedColumn, gis.Flag, "")
	l.Private, l.Shape = true, gis.AnyShape
	return l
}

// unpublishedFindings adds the municipalities of a caller for which no findings
// were published: what desks wrote is there all the same. Who sees all has those
// that the repository has.
func (a *API) unpublishedFindings(r *request, found []collection) ([]collection, error) {
	if !r.caller.Known() || !a.Rights.SeesSome(&r.caller, store.DatasetFindings) {
		return found, nil
	}
	comuni := r.caller.Comuni
	if slices.Contains(comuni, rights.EveryComune) {
		var err error
		if comuni, err = a.Edits.Comuni(r.Context()); err != nil {
			return nil, err
		}
	}
	epsg := map[string]int{}
	for _, comune := range comuni {
		if gis.ValidBelfiore(comune) {
			epsg[comune] = crs.ZoneOf(comune)
		}
	}
	at := -1
	for i := range found {
		if found[i].name == store.DatasetFindings {
			at = i
		}
		for j := range found[i].parts {
			epsg[found[i].parts[j].Comune] = found[i].parts[j].EPSG
		}
	}
	if len(epsg) == 0 {
		return found, nil
	}
	if at < 0 {
		at = len(found)
		found = append(found, collection{name: store.DatasetFindings})
	}
	c := &found[at]
	for comune, code := range epsg {
		if !slices.ContainsFunc(c.parts, func(l layer.Layer) bool { return l.Comune == comune }) {
			c.parts = append(c.parts, withEdits(layer.Layer{
				Comune: comune, Name: store.DatasetFindings, EPSG: code, Box: layer.NoBox(), Span: layer.Undated(),
			}))
		}
	}
	slices.SortFunc(c.parts, func(a, b layer.Layer) int { return strings.Compare(a.Comune, b.Comune) })
	return found, nil
}

// findingShelf keeps the findings of municipalities as they were put together
// last.
type findingShelf struct {
	mu        sync.Mutex
	published map[string]*derived // by municipality
	together  map[string]keptFindings
}

// keptFindings are those of a publication with what people did up to a change.
type keptFindings struct {
	head uint64
	view *findingView
}

// findingsOf are the findings of a municipality: those that were published, with
// what people did on them, and those that people made.
func (a *API) findingsOf(ctx context.Context, l *layer.Layer) (*findingView, error) {
	base, err := a.published(ctx, l.Comune)
	if err != nil {
		return nil, err
	}
	var view *findingView
	err = a.Edits.Read(ctx, l.Comune, func(v server.View) error {
		view, err = a.findingsAt(v, l, base)
		return err
	})
	return view, err
}

// findingsAt are the findings at a state of a municipality, put together again
// only when somebody wrote or published since.
func (a *API) findingsAt(v server.View, l *layer.Layer, base *derived) (*findingView, error) {
	head, err := v.Head()
	if err != nil {
		return nil, err
	}
	a.findings.mu.Lock()
	kept := a.findings.together[l.Comune]
	a.findings.mu.Unlock()
	if kept.view != nil && kept.view.base == base && kept.head == head {
		return kept.view, nil
	}
	view, err := a.together(v, l, base)
	if err != nil {
		return nil, err
	}
	a.findings.mu.Lock()
	a.findings.together[l.Comune] = keptFindings{head, view}
	a.findings.mu.Unlock()
	return view, nil
}

// derived are the findings of a municipality as they were published.
type derived struct {
	layer    layer.Layer
	features []layer.Feature
	byID     map[string]int
}

// published reads the findings that were published; none when none were. As long
// as they are the same publication it gives the same again.
func (a *API) published(ctx context.Context, comune string) (*derived, error) {
	a.findings.mu.Lock()
	kept := a.findings.published[comune]
	a.findings.mu.Unlock()
	d := &derived{byID: map[string]int{}}
	err := a.Layers.Layer(ctx, comune, store.DatasetFindings, func(v layer.View) error {
		d.layer = *v.Layer()
		if kept != nil && kept.layer.Generation == d.layer.Generation {
			d = kept
			return nil
		}
		return v.Scan(0, func(f *layer.Feature) (bool, error) {
			one := *f
			one.Values, one.WKB = bytes.Clone(f.Values), bytes.Clone(f.WKB)
			d.byID[one.ID] = len(d.features)
			d.features = append(d.features, one)
			return true, nil
		})
	})
	if errors.Is(err, layer.ErrUnknown) {
		if err = nil; kept != nil && kept.layer.Generation == "" {
			d = kept
		}
	}
	if err != nil || d == kept {
		return d, err
	}
	a.findings.mu.Lock()
	defer a.findings.mu.Unlock()
	a.findings.published[comune] = d
	return d, nil
}

// edited are the rows of a layer that somebody wrote on.
func edited(v server.View, name string, found func(id string, row *merge.Row) error) error {
	const lot = 1000
	after := server.RowKey(name, "")
	for {
		rows, err := v.Rows(after, lot)
		if err != nil {
			return err
		}
		for i := range rows {
			if rows[i].Layer != name {
				return nil
			}
			if err := found(rows[i].ID, &rows[i].Row); err != nil {
				return err
			}
			after = server.RowKey(rows[i].Layer, rows[i].ID)
		}
		if len(rows) < lot {
			return nil
		}
	}
}

// together puts findings and edits together.
func (a *API) together(v server.View, l *layer.Layer, base *derived) (*findingView, error) {
	view := &findingView{base: base, layer: *l, byID: map[string]uint32{}}
	edits := map[string]*merge.Row{}
	var made []string
	beside, err := notesBeside(v)
	if err != nil {
		return nil, err
	}
	err = edited(v, store.DatasetFindings, func(id string, row *merge.Row) error {
		edits[id] = row
		if _, known := base.byID[featureID(l.Comune, id)]; !known {
			made = append(made, id)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	tally := layer.NewTally(view.layer, a.Now())
	add := func(f *layer.Feature) {
		tally.Add(f)
		view.features = append(view.features, *f)
		view.byID[f.ID] = f.Row
	}
	for i := range base.features {
		f := &base.features[i]
		_, id, _ := strings.Cut(f.ID, ".")
		if one, err := a.combine(l, base, f, id, edits[id], beside[id]); err != nil {
			return nil, err
		} else if one != nil {
			add(one)
		}
	}
	for _, id := range made {
		if one, err := a.combine(l, base, nil, id, edits[id], beside[id]); err != nil {
			return nil, err
		} else if one != nil {
			add(one)
		}
	}
	generation := base.layer.Generation
	view.layer = tally.Layer()
	view.layer.Generation, view.layer.Published, view.layer.Supplies = generation, l.Published, l.Supplies
	return view, nil
}

// counted tells of findings how many there are with what people made and
// deleted.
func (a *API) counted(ctx context.Context, c *collection) error {
	if c.name != store.DatasetFindings {
		return nil
	}
	c.rows = 0
	for i := range c.parts {
		v, err := a.findingsOf(ctx, &c.parts[i])
		if err != nil {
			return err
		}
		c.parts[i].Rows, c.parts[i].Box = v.layer.Rows, v.layer.Box
		c.rows += v.layer.Rows
	}
	return nil
}

func featureID(comune, id string) string { return comune + "." + id }

// combine is a finding as it stands: what was derived, if it was published, and
// what people did on it and the notes beside it; nil for one that was deleted.
func (a *API) combine(l *layer.Layer, base *derived, f *layer.Feature, id string, row *merge.Row, beside []remark) (*layer.Feature, error) {
	if row != nil && row.Deleted() {
		return nil, nil
	}
	one := layer.Feature{ID: featureID(l.Comune, id), From: gis.Always, To: gis.OpenEnd, Box: layer.NoBox()}
	values := map[string][]byte{"id": layer.AppendText(nil, id)}
	if f != nil {
		one.WKB, one.Box, one.From, one.To = f.WKB, f.Box, f.From, f.To
		for i, token := range layer.Split(f.Values, nil) {
			if i < len(base.layer.Columns) {
				values[base.layer.Columns[i].Name] = token
			}
		}
	}
	setText(values, noteColumn, told(layer.TextOf(values[noteColumn]), row, beside))
	if layer.Null(values[comuneColumn]) {
		setText(values, comuneColumn, l.Comune)
	}
	if row != nil {
		if f == nil && row.Made != nil {
			setText(values, controlColumn, finding.Reported)
		}
		if err := a.apply(l, &one, values, row); err != nil {
			return nil, err
		}
	}
	one.Values = []byte{'['}
	for i := range l.Columns {
		if i > 0 {
			one.Values = append(one.Values, ',')
		}
		if token := values[l.Columns[i].Name]; len(token) > 0 {
			one.Values = append(one.Values, token...)
		} else {
			one.Values = append(one.Values, "null"...)
		}
	}
	one.Values = append(one.Values, ']')
	return &one, nil
}

// setText gives a property a text; "" takes it away.
func setText(values map[string][]byte, name, value string) {
	values[name] = nil
	if value != "" {
		values[name] = layer.AppendText(nil, value)
	}
}

// apply puts what people did into the values of a finding.
func (a *API) apply(l *layer.Layer, one *layer.Feature, values map[string][]byte, row *merge.Row) error {
	edits := row.Edits(nil)
	text := func(name, value string) { setText(values, name, value) }
	contested := len(row.Disputes(l.Name, one.ID)) > 0
	values[contestedColumn] = []byte("false")
	if contested {
		values[contestedColumn] = []byte("true")
	}
	if section, sheet, ok := strings.Cut(row.Cell, "/"); ok && len(values["sheet"]) == 0 {
		text("section", strings.Trim(section, "_"))
		text("sheet", sheet)
	}
	var d finding.Decision
	if given, err := edits.Value(stateColumn, &d); err == nil && given {
		state, known := a.states.Of(d.State)
		proof := layer.TextOf(values[proofColumn])
		if known == nil && !state.Open && proof != "" && d.Proof != proof {
			// What was decided on is not what is seen now: the finding began anew.
			d = finding.Decision{State: a.states.First()}
		}
		text(stateColumn, d.State)
		text(reasonColumn, d.Reason)
	} else if len(values[stateColumn]) == 0 {
		text(stateColumn, a.states.First())
	}
	for _, name := range []string{assigneeColumn, dueColumn, descriptionColumn} {
		var value string
		if given, err := edits.Value(name, &value); err == nil && given {
			text(name, value)
		} else if _, there := edits.Cells[name]; there {
			text(name, "")
		}
	}
	if g := edits.Drawing(epsgOf(l.EPSG)); g != nil {
		return setShape(one, g)
	}
	return nil
}

// setShape gives a feature a geometry; nil takes it away.
func setShape(f *layer.Feature, g orb.Geometry) error {
	f.WKB, f.Box = nil, layer.NoBox()
	if g == nil {
		return nil
	}
	raw, err := wkb.Marshal(g)
	if err != nil {
		return gis.Wrap("ogcapi", gis.BadInput, err, "ogc.cql.geometry", g.GeoJSONType())
	}
	b := g.Bound()
	f.WKB, f.Box = raw, [4]float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
	return nil
}

// tokenOf is a property as JSON.
func tokenOf(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null") // cannot be: texts and their like
	}
	return raw
}
