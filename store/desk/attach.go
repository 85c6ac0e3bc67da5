package desk

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"segit/gis"
	"segit/store"
)

// Attachment is a file that a person put beside a finding.
type Attachment struct {
	ID      string    `json:"id"`
	Finding string    `json:"finding"`
	Name    string    `json:"name"` // of the file
	SHA256  string    `json:"sha256"`
	Size    int64     `json:"size"`
	Author  string    `json:"author"`
	At      time.Time `json:"at"`
	Here    bool      `json:"here"` // its bytes are in the archive
	Sent    bool      `json:"sent"` // the central repository said that it has them
}

// MaxAttachment is how large an attached file may be, in bytes.
const MaxAttachment = 256 << 20

const attachOp = "desk.Attach"

// Attach puts a file beside a finding: its bytes are in the archive, and then
// the operation is, when Attach returns.
func (d *Desk) Attach(ctx context.Context, finding, path, author, purpose string) (Attachment, error) {
	f, err := d.finding(ctx, finding)
	if err != nil {
		return Attachment{}, err
	}
	file, err := os.Open(path)
	if err != nil {
		return Attachment{}, gis.Wrap(attachOp, gis.BadInput, err, "edit.attach", path)
	}
	defer file.Close() //nolint:errcheck // only read
	info, err := file.Stat()
	switch {
	case err != nil:
		return Attachment{}, gis.Wrap(attachOp, gis.BadInput, err, "edit.attach", path)
	case !info.Mode().IsRegular():
		return Attachment{}, gis.Refuse(attachOp, gis.BadInput, "edit.attachment-folder", path)
	case info.Size() == 0:
		return Attachment{}, gis.Refuse(attachOp, gis.BadInput, "edit.attachment-empty", path)
	case info.Size() > MaxAttachment:
		return Attachment{}, gis.Refuse(attachOp, gis.BadInput, "edit.attachment-large", path, MaxAttachment>>20)
	}
	b, err := d.archive.KeepBlob(ctx, io.LimitReader(file, MaxAttachment))
	if err != nil {
		return Attachment{}, err
	}
	a := Attachment{Finding: f.ID, Name: filepath.Base(path), SHA256: b.SHA256, Size: b.Size, Author: author, Here: true, Sent: b.Sent != ""}
	o, err := written(store.LayerAttachments, store.DatasetFindings+"/"+f.ID, a.Name)
	if err != nil {
		return a, err
	}
	for column, value := range map[string]any{store.HashColumn: a.SHA256, store.SizeColumn: a.Size} {
		raw, err := json.Marshal(value)
		if err != nil {
			return a, gis.Wrap(attachOp, gis.Internal, err, "store.encode", column)
		}
		o.Set[column] = store.Change{New: raw}
	}
	o.Cell, o.Actor, o.Purpose = f.Key.Cell(), author, purpose
	ops, err := d.archive.Append(o)
	if err != nil {
		return a, err
	}
	d.changed()
	a.ID, a.At = o.ID, ops[0].At
	return a, nil
}

// Attachments are the files beside a finding, oldest first; "" for those of all
// findings.
func (d *Desk) Attachments(_ context.Context, finding string) ([]Attachment, error) {
	rows, err := d.archive.Edits(store.LayerAttachments)
	if err != nil {
		return nil, err
	}
	var all []Attachment
	for id, e := range rows {
		if e.Gone() {
			continue
		}
		a, err := attachment(id, &e)
		if err != nil {
			return nil, err
		}
		if finding != "" && a.Finding != finding {
			continue
		}
		b, err := d.archive.Blob(a.SHA256)
		if err != nil {
			return nil, err
		}
		if b != nil {
			a.Here, a.Sent = b.Here(), b.Sent != ""
		}
		all = append(all, a)
	}
	slices.SortFunc(all, func(p, q Attachment) int { return p.At.Compare(q.At) })
	return all, nil
}

// attachment reads what people wrote of one; where its bytes are it leaves out.
func attachment(id string, e *store.Edits) (Attachment, error) {
	a := Attachment{ID: id, Author: e.Author}
	if e.At != nil {
		a.At = *e.At
	}
	about := ""
	for column, v := range map[string]any{store.AboutColumn: &about, store.TextColumn: &a.Name, store.HashColumn: &a.SHA256, store.SizeColumn: &a.Size} {
		if _, err := e.Value(column, v); err != nil {
			return a, err
		}
	}
	if len(about) > len(store.DatasetFindings) {
		a.Finding = about[len(store.DatasetFindings)+1:]
	}
	return a, nil
}

// Attached gives an attachment by its id or the first characters of it.
func (d *Desk) Attached(ctx context.Context, id string) (Attachment, error) {
	all, err := d.Attachments(ctx, "")
	if err != nil {
		return Attachment{}, err
	}
	var found []Attachment
	for _, a := range all {
		if a.ID == id || len(id) >= 4 && len(a.ID) > len(id) && a.ID[:len(id)] == id {
			found = append(found, a)
		}
	}
	if len(found) != 1 {
		return Attachment{}, gis.Refuse(attachOp, gis.NotFound, "edit.no-attachment", id)
	}
	return found[0], nil
}

// SaveAttachment writes the bytes of an attachment, compared with their hash. It
// is noted in the access log: a photo may show persons.
func (d *Desk) SaveAttachment(_ context.Context, a Attachment, w io.Writer) error {
	b, err := d.archive.Blob(a.SHA256)
	if err != nil {
		return err
	}
	if b == nil || !b.Here() {
		return gis.Refuse(attachOp, gis.NotFound, "edit.attachment-away", a.ID)
	}
	if _, err := d.logAccess(store.Access{Deed: "attachment", What: a.ID, Count: 1}); err != nil {
		return err
	}
	return d.archive.WriteBlob(b, w)
}
