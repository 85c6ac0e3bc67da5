package desk

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"segit/gis"
	"segit/gis/format/censuario"
	"segit/gis/format/charset"
	"segit/gis/format/table"
	"segit/gis/source"
	"segit/store"
)

const rejectOp = "desk.Rejects"

// CorrectReject writes a correction beside a rejected row of a supply; the
// original text stays. The row goes in when it is tried again.
func (d *Desk) CorrectReject(ctx context.Context, supply uint32, line int, text, actor string) error {
	n, err := d.correct(ctx, supply, actor, func(r *store.KeptReject) (string, bool) { return text, r.Line == line })
	if err == nil && n == 0 {
		err = gis.Refuse(rejectOp, gis.NotFound, "desk.no-reject", supply, line)
	}
	return err
}

// CorrectRejects takes corrections from a file in which the supply's file was
// put right: the same lines, of which those that were rejected count. It gives
// how many of them differ.
func (d *Desk) CorrectRejects(ctx context.Context, supply uint32, path, actor string) (int, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, gis.Wrap(rejectOp, gis.BadInput, err, "import.unreadable").At(filepath.Base(path), 0)
	}
	defer file.Close() //nolint:errcheck // only read
	wanted := map[int]string{}
	err = d.archive.Rejects(supply, func(r gis.Reject) error {
		wanted[r.Line] = ""
		return nil
	})
	if err != nil {
		return 0, err
	}
	decoder := charset.NewDecoder(charset.Auto)
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if _, ok := wanted[n]; ok {
			wanted[n] = strings.TrimRight(decoder.Line(lines.Bytes()), "\r\n")
		}
	}
	if err := lines.Err(); err != nil {
		return 0, gis.Wrap(rejectOp, gis.BadInput, err, "import.unreadable").At(filepath.Base(path), 0)
	}
	return d.correct(ctx, supply, actor, func(r *store.KeptReject) (string, bool) {
		text := wanted[r.Line]
		return text, text != "" && text != r.Text && text != r.Fixed
	})
}

// correct writes, for each reject that is not in yet and that text chooses, its
// text put right: an operation, which travels like every edit.
func (d *Desk) correct(ctx context.Context, supply uint32, actor string, text func(*store.KeptReject) (string, bool)) (int, error) {
	of, err := d.Supply(ctx, supply)
	if err != nil {
		return 0, err
	}
	var ops []store.Operation
	err = d.rejects(ctx, &of.Supply, func(r, _ store.KeptReject) error {
		words, ok := text(&r)
		if !ok || r.Passed {
			return nil
		}
		raw, err := json.Marshal(words)
		if err != nil {
			return gis.Wrap(rejectOp, gis.Internal, err, "store.encode", store.TextColumn)
		}
		ops = append(ops, store.Operation{
			Layer: store.LayerCorrections, ID: correctionID(&of.Supply, r.Line), Kind: store.SetKind, Actor: actor,
			Set: map[string]store.Change{store.TextColumn: {New: raw}},
		})
		return nil
	})
	if err != nil || len(ops) == 0 {
		return 0, err
	}
	if _, err := d.archive.Append(ops...); err != nil {
		return 0, err
	}
	d.changed()
	return len(ops), nil
}

// Retried is what became of rejected rows that were tried again.
type Retried struct{ Tried, Passed, Left int64 }

// RetryRejects reads the rejected rows of a supply again, with the corrections
// that stand beside them. Rows that are good now go into the supply, on their
// line, and are rejects no more; the others stay with the reason of now. A row
// that nobody corrected is tried where it hangs on one that was.
func (d *Desk) RetryRejects(ctx context.Context, supply uint32) (Retried, error) {
	s, err := d.Supply(ctx, supply)
	if err != nil {
		return Retried{}, err
	}
	if s.Withdrawn() {
		return Retried{}, gis.Refuse(rejectOp, gis.BadUsage, "desk.retry-withdrawn", supply)
	}
	r := &retry{desk: d, supply: s.Supply, at: map[int]int{}, refused: map[int]gis.Message{}, head: strings.Count(s.Head, "\n")}
	if err := r.gather(ctx); err != nil || len(r.kept) == 0 {
		return Retried{}, err
	}
	read, scope, err := r.reader()
	if err != nil {
		return Retried{}, err
	}
	build, err := d.archive.Build(ctx)
	if err != nil {
		return Retried{}, err
	}
	r.taking = build.Again(store.Intake{Supply: s.Supply, EPSG: s.CRS, Scope: scope})
	counts, err := read(ctx, strings.NewReader(r.text.String()), r)
	if err != nil {
		return Retried{}, errors.Join(err, build.Abandon())
	}
	rejects, passed := r.settled()
	if passed == 0 {
		return Retried{counts.Read, 0, s.Rejected}, errors.Join(build.Abandon(), d.archive.Correct(rejects))
	}
	entry := s.Supply
	entry.Accepted, entry.Rejected = entry.Accepted+passed, entry.Rejected-passed
	r.taking.Settle(entry, rejects)
	return Retried{counts.Read, passed, entry.Rejected}, build.Commit()
}

// retry is rejected rows on their way in; it is a [gis.Sink].
type retry struct {
	desk    *Desk
	supply  gis.Supply
	taking  *store.SupplyBuild
	head    int // lines before the first row
	kept    []attempt
	text    strings.Builder
	at      map[int]int         // reject by the line of text on which it begins
	refused map[int]gis.Message // by reject, with the reason of now
}

// attempt is a reject that is tried again.
type attempt struct {
	store.KeptReject
	kept store.KeptReject // without what people wrote beside it
}

// now is the row as it is read: as it was corrected, where it was.
func (a attempt) now() string { return cmp.Or(a.Fixed, a.Text) }

// gather makes a text of the rejects, as they were corrected.
func (r *retry) gather(ctx context.Context) error {
	r.text.WriteString(r.supply.Head)
	line, any := r.head+1, false
	err := r.desk.rejects(ctx, &r.supply, func(k, kept store.KeptReject) error {
		if k.Passed {
			return nil
		}
		any = any || k.Fixed != ""
		r.at[line] = len(r.kept)
		r.kept = append(r.kept, attempt{k, kept})
		text := r.kept[len(r.kept)-1].now()
		r.text.WriteString(text + "\n")
		line += 1 + strings.Count(text, "\n")
		return nil
	})
	if !any {
		r.kept = nil // nothing is other than it was
	}
	return err
}

// reader is how the supply's file was read; only files of lines can be read in
// part.
func (r *retry) reader() (func(context.Context, io.Reader, gis.Sink) (gis.Counts, error), func(*gis.Batch, int) string, error) {
	comune := r.desk.archive.Head.Comune
	catalogue, err := source.Catalogue()
	if err != nil {
		return nil, nil, err
	}
	d, ok := source.Find(catalogue, r.supply.Source)
	scope := scopeOf(&job{descriptor: d, candidate: source.Candidate{Path: r.supply.File}})
	kind, census := censuario.KindOf(r.supply.File, []byte(r.kept[0].Text))
	switch {
	case ok && d.ID == "census" && census && kind != censuario.PRM:
		return func(ctx context.Context, text io.Reader, sink gis.Sink) (gis.Counts, error) {
			return censuario.Read(ctx, kind, text, censuario.Options{File: r.supply.File, Comune: comune, Encoding: charset.UTF8}, sink)
		}, scope, nil
	case ok && r.supply.Head != "" && !strings.Contains(r.supply.Asked, "profile="):
		return func(ctx context.Context, text io.Reader, sink gis.Sink) (gis.Counts, error) {
			return table.Read(ctx, text, d, table.Options{File: r.supply.File, Comune: comune}, sink)
		}, scope, nil
	}
	return nil, nil, gis.Refuse(rejectOp, gis.BadUsage, "desk.no-retry", r.supply.File)
}

// Rows takes the good rows, each on the line of its file, without those that
// the supply says already.
func (r *retry) Rows(ctx context.Context, b *gis.Batch) error {
	held, err := r.taking.Held(b)
	if err != nil {
		return err
	}
	var good []int
	for row, line := range b.Line {
		n := r.at[int(line)]
		if held[row] {
			r.bar(n)
			continue
		}
		good = append(good, row)
	}
	part := gis.NewBatch(b.Schema)
	part.Append(b, good)
	for row, line := range part.Line {
		part.Line[row] = uint32(r.kept[r.at[int(line)]].Line)
	}
	return r.taking.Rows(ctx, part)
}

// Reject keeps the reason of now.
func (r *retry) Reject(line int, reason gis.Message, _ string) error {
	r.refused[r.at[line]] = reason
	return nil
}

// Warn does nothing: the remarks on the file are those of when it came.
func (*retry) Warn(gis.Message) {}

// bar leaves out a row that is in the supply already, with all records of the
// census that it is made of.
func (r *retry) bar(n int) {
	r.refused[n] = gis.Say("desk.reject-twice")
	const common = 5 // fields that all records of an object begin with
	fields := strings.SplitAfterN(r.kept[n].now(), "|", common+1)
	if len(fields) <= common {
		return
	}
	for i := range r.kept {
		if strings.HasPrefix(r.kept[i].now(), strings.Join(fields[:common], "")) {
			r.refused[i] = r.refused[n]
		}
	}
}

// settled are the rejects as they stand after, and how many went in.
func (r *retry) settled() (rejects []store.KeptReject, passed int64) {
	for n := range r.kept {
		k := r.kept[n].KeptReject
		if reason, left := r.refused[n]; left {
			k = r.kept[n].kept // a correction that did not do stays an edit, which may be taken back
			k.Reason = reason
		} else {
			k.Passed = true
			passed++
		}
		rejects = append(rejects, k)
	}
	return rejects, passed
}

// headOf is what stands in a file before a line, decoded; "" when it is more
// than a head can be.
func headOf(file io.ReadSeeker, line int) string {
	if _, err := file.Seek(0, io.SeekStart); err != nil || line <= 1 {
		return ""
	}
	decoder := charset.NewDecoder(charset.Auto)
	in := bufio.NewReader(io.LimitReader(file, headSize))
	var head strings.Builder
	for range line - 1 {
		raw, err := in.ReadBytes('\n')
		if err != nil {
			return ""
		}
		head.WriteString(strings.TrimRight(decoder.Line(raw), "\r\n") + "\n")
	}
	return head.String()
}
