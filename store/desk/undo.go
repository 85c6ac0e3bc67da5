package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"segit/gis"
	"segit/gis/finding"
	"segit/gis/text"
	"segit/store"
)

// Step is what was done at one stroke, told for people: which columns of how
// many rows, and of which one when it was one.
type Step struct {
	Columns []string // "state", "assignee", "due", "note", "assertion", in this order
	Rows    int
	Control string // of the finding, when the step is about one
	Place   string // its key with the cadastre; the key of an assertion
}

// Words tells what a step set: "stato di tari-surface F:W001/A/12/345/6".
func (s Step) Words(words text.Catalogue) string {
	named := make([]string, len(s.Columns))
	for i, column := range s.Columns {
		named[i] = words.Say(ColumnName(column))
	}
	columns := strings.Join(named, ", ")
	switch {
	case s.Rows > 1:
		return words.Say(gis.Say("edit.of-many", columns, words.Count(int64(s.Rows))))
	case s.Control != "":
		return words.Say(gis.Say("edit.of-finding", columns, words.Say(gis.Say("control."+s.Control)), s.Place))
	}
	return words.Say(gis.Say("edit.of", columns, s.Place))
}

// ColumnName is a human column in words.
func ColumnName(column string) gis.Message {
	switch column {
	case stateColumn:
		return gis.Say("edit.state")
	case assigneeColumn:
		return gis.Say("edit.assignee")
	case dueColumn:
		return gis.Say("edit.due")
	case noteColumn:
		return gis.Say("edit.note")
	case assertionColumn:
		return gis.Say("edit.assertion")
	case attachmentColumn:
		return gis.Say("edit.attachment")
	case correctionColumn:
		return gis.Say("edit.correction")
	case store.DescriptionColumn:
		return gis.Say("edit.description")
	case store.ShapeColumn:
		return gis.Say("edit.geometry")
	case rowColumn:
		return gis.Say("edit.row")
	}
	return gis.Say("edit.other", column)
}

// The names under which rows that people make are told as if they were columns
// of what they stand beside.
const (
	rowColumn        = store.RowColumn
	noteColumn       = "note"
	assertionColumn  = "assertion"
	attachmentColumn = "attachment"
	correctionColumn = "correction"
)

// Undo takes back the last steps of a person, up to so many, and tells them,
// the last one first. When a later one is refused, those before it stand and
// the error says why it stopped; with nothing to undo it is of kind NotFound.
func (d *Desk) Undo(ctx context.Context, most int, author, purpose string) ([]Step, error) {
	return d.turn(ctx, most, func() ([]store.Operation, error) {
		if err := d.notIn(ctx, author); err != nil {
			return nil, err
		}
		return d.archive.Undo(author, purpose)
	})
}

// Redo does again what was undone last, up to so many steps.
func (d *Desk) Redo(ctx context.Context, most int, author, purpose string) ([]Step, error) {
	return d.turn(ctx, most, func() ([]store.Operation, error) { return d.archive.Redo(author, purpose) })
}

func (d *Desk) turn(ctx context.Context, most int, turn func() ([]store.Operation, error)) ([]Step, error) {
	var turned []Step
	for range most {
		if err := ctx.Err(); err != nil {
			return turned, err
		}
		ops, err := turn()
		if gis.KindOf(err) == gis.NotFound && len(turned) > 0 {
			break
		}
		if err != nil {
			return turned, d.changedSince(ctx, err)
		}
		d.changed()
		s, err := d.stepOf(ctx, ops)
		if err != nil {
			return turned, err
		}
		turned = append(turned, s)
	}
	return turned, nil
}

// PassOver leaves the last step of a person as it is and makes the one before it
// the next that undo takes back. It tells the step passed over.
func (d *Desk) PassOver(ctx context.Context, author string) (Step, error) {
	ops, err := d.archive.PassOver(author)
	if err != nil {
		return Step{}, err
	}
	return d.stepOf(ctx, ops)
}

// changedSince names the column of a refused undo in words.
func (d *Desk) changedSince(ctx context.Context, err error) error {
	var refused *gis.Error
	if !errors.As(err, &refused) || refused.Code != "store.changed-since" {
		return err
	}
	column, layer, id := refused.Args[0], refused.Args[1], refused.Args[2]
	subject, found := d.subjectOf(ctx, layer, id)
	if found != nil {
		return errors.Join(err, found)
	}
	switch {
	case column == stateColumn:
		return gis.Refuse(refused.Op, refused.Kind, "edit.changed-state", subject.Place)
	case column == assigneeColumn:
		return gis.Refuse(refused.Op, refused.Kind, "edit.changed-assignee", subject.Place)
	case column == dueColumn:
		return gis.Refuse(refused.Op, refused.Kind, "edit.changed-due", subject.Place)
	case standsBeside(layer), layer == store.LayerCorrections:
		return gis.Refuse(refused.Op, refused.Kind, "edit.changed-text", subject.Place)
	case column == rowColumn:
		return gis.Refuse(refused.Op, refused.Kind, "edit.changed-row", subject.Place)
	}
	return err
}

// NextSteps tells what undo would take back and what redo would do again; nil
// for nothing.
func (d *Desk) NextSteps(ctx context.Context, author string) (undo, redo *Step, err error) {
	back, forth, err := d.archive.Steps(author)
	if err != nil {
		return nil, nil, err
	}
	for _, side := range []struct {
		ops  []store.Operation
		step **Step
	}{{back, &undo}, {forth, &redo}} {
		if len(side.ops) == 0 {
			continue
		}
		s, err := d.stepOf(ctx, side.ops)
		if err != nil {
			return nil, nil, err
		}
		*side.step = &s
	}
	return undo, redo, nil
}

// stepOf tells operations as one step.
func (d *Desk) stepOf(ctx context.Context, ops []store.Operation) (Step, error) {
	var s Step
	rows := map[string]bool{}
	for i := range ops {
		o := &ops[i]
		subject, err := d.aboutOf(o.Layer, o.ID)
		if err != nil {
			return s, err
		}
		rows[subject] = true
		for _, column := range columnsOf(o) {
			if !slices.Contains(s.Columns, column) {
				s.Columns = append(s.Columns, column)
			}
		}
	}
	order := []string{stateColumn, assigneeColumn, dueColumn, noteColumn, assertionColumn, attachmentColumn, correctionColumn}
	slices.SortFunc(s.Columns, func(a, b string) int {
		return cmp.Compare(slices.Index(order, a), slices.Index(order, b))
	})
	if s.Rows = len(rows); s.Rows > 1 {
		return s, nil
	}
	subject, err := d.subjectOf(ctx, ops[0].Layer, ops[0].ID)
	s.Control, s.Place = subject.Control, subject.Place
	return s, err
}

// columnsOf are the columns that an operation sets, as people know them.
func columnsOf(o *store.Operation) []string {
	switch o.Layer {
	case store.LayerNotes:
		return []string{noteColumn}
	case store.LayerAssertions:
		return []string{assertionColumn}
	case store.LayerAttachments:
		return []string{attachmentColumn}
	case store.LayerCorrections:
		return []string{correctionColumn}
	}
	var columns []string
	for column := range o.Set {
		columns = append(columns, column)
	}
	slices.Sort(columns)
	return columns
}

// BesideName is what people put beside something in a layer: a note, an assertion,
// an attachment, a correction; false for a layer of rows that stand by themselves.
func BesideName(layer string) (gis.Message, bool) {
	if !standsBeside(layer) && layer != store.LayerCorrections {
		return gis.Message{}, false
	}
	return ColumnName(columnsOf(&store.Operation{Layer: layer})[0]), true
}

// standsBeside reports whether rows of a layer are texts that people put beside
// something.
func standsBeside(layer string) bool {
	return layer == store.LayerNotes || layer == store.LayerAssertions || layer == store.LayerAttachments
}

// aboutOf is what an edited row is about: itself, or what it stands beside.
func (d *Desk) aboutOf(layer, id string) (string, error) {
	if !standsBeside(layer) {
		return layer + "/" + id, nil
	}
	e, err := d.archive.EditsOf(layer, id)
	if err != nil {
		return "", err
	}
	var about string
	_, err = e.Value(store.AboutColumn, &about)
	return about, err
}

// subject is what an edit was made on.
type subject struct {
	Finding string // its id; "" when it is no finding
	Control string
	Place   string
}

func (d *Desk) subjectOf(ctx context.Context, layer, id string) (subject, error) {
	about, err := d.aboutOf(layer, id)
	if err != nil {
		return subject{}, err
	}
	if layer == store.LayerCorrections {
		row, err := d.correctedRow(id)
		return subject{Place: cmp.Or(row, about)}, err
	}
	id, ours := strings.CutPrefix(about, store.DatasetFindings+"/")
	if !ours {
		return subject{Place: about}, nil
	}
	s := subject{Finding: id, Place: id}
	f, err := d.finding(ctx, id)
	switch {
	case gis.KindOf(err) == gis.NotFound: // its control no longer finds it, or it was deleted
		return s, nil
	case err != nil:
		return s, err
	}
	s.Control, s.Place = f.Control, aboutKey(f.Cadastre, f.Key)
	return s, nil
}

// textOf is a value of a human column as people read it; a state is its id.
func textOf(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var s finding.Decision
	if json.Unmarshal(raw, &s) == nil {
		return s.State
	}
	return string(raw)
}
