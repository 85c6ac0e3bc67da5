package ogcapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"segit/gis"
	"segit/gis/finding"
	"segit/store"
	"segit/sync/layer"
	"segit/sync/merge"
	"segit/sync/ogcapi/cql"
)

const presenceColumn = merge.PresenceColumn

// longestBody is how many bytes a feature may have that is written.
const longestBody = 512 << 10

// incoming is a feature that somebody sends.
type incoming struct {
	id         json.RawMessage
	properties map[string]json.RawMessage
	geometry   orb.Geometry // in the CRS of the collection's rows of its CRS code
	shaped     bool         // the body has a member geometry
	crs        int
	comune     string    // of which it is to be
	ground     orb.Bound // where that is, [API.ground]
	grounded   bool      // that is known
	cell       string    // the sheet in which the geometry lies, "" where no layer knows
}

// readFeature reads a feature of one of the media types.
func (a *API) readFeature(r *request, c *collection, types ...string) (*incoming, error) {
	if r.Header.Get("Content-Type") == "" {
		return nil, badRequest("ogc.content-type", strings.Join(types, ", "))
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(types, kind) {
		return nil, refuse(http.StatusUnsupportedMediaType, "ogc.content-type", strings.Join(types, ", "))
	}
	raw, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, longestBody))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, refuse(http.StatusRequestEntityTooLarge, "ogc.body-large", longestBody>>10)
	}
	if err != nil {
		return nil, err
	}
	var body struct {
		Type       *string                    `json:"type"`
		ID         json.RawMessage            `json:"id"`
		Properties map[string]json.RawMessage `json:"properties"`
		Geometry   json.RawMessage            `json:"geometry"`
	}
	if json.Unmarshal(raw, &body) != nil || body.Type != nil && *body.Type != "Feature" || body.Type == nil && slices.Contains(types, geoType) {
		return nil, badRequest("ogc.body")
	}
	in := &incoming{id: body.ID, properties: body.Properties, shaped: len(body.Geometry) > 0, crs: crs84}
	if uri := r.Header.Get("Content-Crs"); uri != "" {
		code, ok := codeOf(uri)
		if !ok || !slices.Contains(c.served(), code) {
			return nil, badRequest("ogc.crs", uri, c.name)
		}
		in.crs = code
	}
	return in, in.readGeometry(body.Geometry)
}

func (in *incoming) readGeometry(raw json.RawMessage) error {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var o map[string]any
	if json.Unmarshal(raw, &o) != nil {
		return badRequest("ogc.body")
	}
	g, err := cql.GeoJSON(o)
	if err != nil {
		return err
	}
	if swapped(in.crs) {
		g = turned(g)
	}
	in.geometry = g
	return nil
}

// shapeToken is a geometry as an operation holds it, in the CRS of a layer.
func shapeToken(l *layer.Layer, in *incoming) (json.RawMessage, error) {
	if in.geometry == nil {
		return tokenOf(nil), nil
	}
	t, err := transform(in.crs, l.EPSG)
	if err != nil {
		return nil, err
	}
	raw, err := wkb.Marshal(moved(in.geometry, t))
	if err != nil {
		return nil, badRequest("ogc.cql.geometry", in.geometry.GeoJSONType())
	}
	return tokenOf(store.Drawn{CRS: l.EPSG, WKB: raw}), nil
}

// cellOf is the sheet in which a finding lies.
func cellOf(l *layer.Layer, f *layer.Feature) string {
	tokens := layer.Split(f.Values, nil)
	value := func(name string) string {
		if at := l.Column(name); at >= 0 {
			return layer.TextOf(tokens[at])
		}
		return ""
	}
	return gis.MakeKey(l.Comune, value("section"), value("sheet"), "", "").Cell()
}

// making are the operations that make a finding.
func (a *API) making(r *request, l *layer.Layer, id string, in *incoming) ([]store.Operation, error) {
	o := store.Operation{
		Layer: store.DatasetFindings, ID: id, Kind: store.CreateKind, Purpose: purposeOf(r), Set: map[string]store.Change{},
		Cell: gis.MakeKey(l.Comune, layer.TextOf(in.properties["section"]), layer.TextOf(in.properties["sheet"]), "", "").Cell(),
	}
	if o.Cell == "" {
		o.Cell = in.cell
	}
	var decided []store.Operation
	for name, token := range in.properties {
		switch {
		case layer.Null(token), slices.Contains([]string{comuneColumn, "section", "sheet", "id", reasonColumn}, name):
		case name == stateColumn:
			d := finding.Decision{State: layer.TextOf(token), Reason: layer.TextOf(in.properties[reasonColumn])}
			if d.State == "" {
				continue // as where it is changed
			}
			if d.State != a.states.First() {
				if err := a.follows(a.states.First(), d); err != nil {
					return nil, err
				}
				decided = append(decided, a.operation(r, o.Cell, id, store.TransitionKind, stateColumn, store.Change{Saw: []string{}, New: tokenOf(d)}))
			}
		case !slices.Contains(writable(), name):
			return nil, badRequest("ogc.property-read-only", name)
		default:
			if err := textual(name, token); err != nil {
				return nil, err
			}
			o.Set[name] = store.Change{Saw: []string{}, New: token}
		}
	}
	if err := in.sited(); err != nil {
		return nil, err
	}
	token, err := shapeToken(l, in)
	if err != nil {
		return nil, err
	}
	if o.Set[shapeColumn] = (store.Change{Saw: []string{}, New: token}); in.geometry == nil {
		delete(o.Set, shapeColumn)
	}
	if len(o.Set) == 0 {
		return nil, badRequest("ogc.empty")
	}
	return append([]store.Operation{o}, decided...), nil
}

// textual refuses a property that is no text, or no day where one is wanted.
func textual(name string, token json.RawMessage) error {
	if layer.Null(token) {
		return nil
	}
	var text string
	if json.Unmarshal(token, &text) != nil {
		return badRequest("ogc.property-text", name)
	}
	if _, ok := gis.ParseDay(text, "2006-01-02"); name == dueColumn && !ok {
		return badRequest("ogc.property-day", name)
	}
	return nil
}

func (a *API) operation(r *request, cell, id, kind, column string, change store.Change) store.Operation {
	return store.Operation{
		Layer: store.DatasetFindings, ID: id, Cell: cell, Kind: kind, Purpose: purposeOf(r), Set: map[string]store.Change{column: change},
	}
}

// changing are the operations that bring a finding to what the body says: one
// for each column that changes, so that others' edits of the rest stand.
func (a *API) changing(r *request, is *editing, in *incoming, whole bool) ([]store.Operation, error) {
	l, f := is.layer, is.feature
	e := editor{api: a, r: r, layer: l, row: is.row, id: is.id, cell: cellOf(l, f), now: map[string]json.RawMessage{}}
	for i, token := range layer.Split(f.Values, nil) {
		e.now[l.Columns[i].Name] = token
	}
	for name, token := range in.properties {
		if err := e.property(name, token, in.properties); err != nil {
			return nil, err
		}
	}
	if whole {
		for _, name := range []string{assigneeColumn, dueColumn, descriptionColumn} {
			if _, given := in.properties[name]; !given && !layer.Null(e.now[name]) {
				e.set(store.SetKind, name, tokenOf(nil))
			}
		}
	}
	if in.shaped || whole {
		if err := e.shape(f, in); err != nil {
			return nil, err
		}
	}
	return e.ops, nil
}

// editor collects operations on one finding.
type editor struct {
	api   *API
	r     *request
	layer *layer.Layer
	row   *merge.Row
	id    string
	cell  string
	now   map[string]json.RawMessage
	ops   []store.Operation
}

// property takes a property of the body.
func (e *editor) property(name string, token json.RawMessage, all map[string]json.RawMessage) error {
	now := e.now[name]
	if same(now, token) {
		return nil
	}
	switch name {
	case assigneeColumn, dueColumn, descriptionColumn:
		if err := textual(name, token); err != nil {
			return err
		}
		e.set(store.SetKind, name, token)
	case noteColumn:
		return e.note(token)
	case stateColumn:
		return e.state(token, all)
	case reasonColumn:
		if _, given := all[stateColumn]; given && !same(e.now[stateColumn], all[stateColumn]) {
			return nil // goes with the state
		}
		return e.state(e.now[stateColumn], all)
	default:
		return badRequest("ogc.property-read-only", name)
	}
	return nil
}

// same reports whether two JSON values say the same; an empty text is as good as
// none.
func same(a, b json.RawMessage) bool {
	empty := func(v json.RawMessage) bool { return layer.Null(v) || string(v) == `""` }
	if empty(a) || empty(b) {
		return empty(a) && empty(b)
	}
	if bytes.Equal(a, b) {
		return true
	}
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return false
	}
	return merge.Equal(tokenOf(x), tokenOf(y))
}

// note appends what stands behind the notes that are there; a text that does not
// begin with them is a note by itself.
func (e *editor) note(token json.RawMessage) error {
	if err := textual(noteColumn, token); err != nil {
		return err
	}
	text := strings.TrimPrefix(layer.TextOf(token), layer.TextOf(e.now[noteColumn]))
	if text = strings.TrimSpace(strings.TrimPrefix(text, ";")); text != "" {
		e.set(store.SetKind, noteColumn, tokenOf(text))
	}
	return nil
}

// state decides on the finding.
func (e *editor) state(token json.RawMessage, all map[string]json.RawMessage) error {
	d := finding.Decision{State: layer.TextOf(token), Reason: strings.TrimSpace(layer.TextOf(all[reasonColumn])), Proof: layer.TextOf(e.now[proofColumn])}
	if d.State == "" {
		return nil
	}
	if err := e.api.follows(layer.TextOf(e.now[stateColumn]), d); err != nil {
		return err
	}
	e.set(store.TransitionKind, stateColumn, tokenOf(d))
	return nil
}

// shape changes the geometry of a finding that a person made.
func (e *editor) shape(f *layer.Feature, in *incoming) error {
	if e.row.Made == nil {
		return nil // that of a derived finding is derived, whatever a client sends back
	}
	token, err := shapeToken(e.layer, in)
	if err != nil {
		return err
	}
	before, _ := e.row.Columns[shapeColumn].Current()
	if same(before, token) {
		return nil
	}
	if err := in.sited(); err != nil {
		return err
	}
	if in.cell != "" {
		e.cell = in.cell // it moved
	}
	e.set(store.SetKind, shapeColumn, token)
	return nil
}

// set adds an operation that has seen what stands.
func (e *editor) set(kind, column string, token json.RawMessage) {
	change := store.Change{Saw: []string{}, New: token}
	if column != noteColumn {
		if value, by := e.row.Columns[column].Current(); len(by) > 0 {
			change.Saw, change.Base = by, value
		}
	}
	e.ops = append(e.ops, e.api.operation(e.r, e.cell, e.id, kind, column, change))
}

// follows refuses a state that may not come after another, and says why.
func (a *API) follows(before string, d finding.Decision) error {
	err := a.states.Next(before, d.State, d.Reason)
	var known *gis.Error
	if errors.As(err, &known) {
		return &refusal{status: http.StatusUnprocessableEntity, say: known.Message}
	}
	return err
}
