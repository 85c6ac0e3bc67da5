package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"segit/gis"
	"segit/gis/crs"
	"segit/gis/format/censuario"
	"segit/gis/source"
	"segit/store"
)

// ImportRequest names files or folders and how to read them; empty fields are
// recognised by name and content.
type ImportRequest struct {
	Paths    []string
	Source   string   // source id
	Profile  string   // path of a descriptor file
	Layer    string   // layer of a file that has many
	Date     gis.Date // day the supply speaks of; 0 = the day the file was last written
	EPSG     int      // CRS of the files, 0 = as the file says
	Add      bool     // keep what is there of the same source, instead of replacing it
	Whole    bool     // a file that is visibly not whole counts as whole: what it does not say ends
	Operator string
}

// ImportedFile is what became of one file.
type ImportedFile struct {
	Path    string
	Supply  gis.Supply    // counts, hash, source; ID 0 when nothing went in
	Same    bool          // this very file was in the archive already, of the same day: nothing changed
	Past    bool          // it is the same, and was in force until other files of the import took its place
	Instead gis.Supply    // of one that is past: the newest of those that took its place
	Behind  bool          // it speaks of a day before that of the supply in force: today's state is as it was
	Why     []gis.Message // how it was recognised
	Refused error         // the file as a whole was refused, with the reason
	Aside   bool          // it lay in a folder and is no supply: nobody asked for it by name
}

// Import reads files into a new generation and switches to it in one step: a
// process that dies on the way leaves the archive as it was. What can be
// recognised is imported, the rest is refused file by file with its reason; the
// error is of the import as a whole. done is called once for each file, in
// order, when its fate is known to last.
func (d *Desk) Import(ctx context.Context, req ImportRequest, p gis.Progress, done func(ImportedFile)) error {
	if _, ok := crs.Lookup(req.EPSG); req.EPSG != 0 && !ok {
		return gis.Refuse(importOp, gis.BadUsage, "crs.unknown", req.EPSG)
	}
	among, err := descriptors(req)
	if err != nil {
		return err
	}
	asked, err := req.asked()
	if err != nil {
		return err
	}
	candidates, refused, err := source.Expand(ctx, req.Paths, among)
	if err != nil {
		return err
	}
	defer frugal()()
	build, err := d.archive.Build(ctx)
	if err != nil {
		return err
	}
	run := &intake{desk: d, req: req, asked: asked, among: among, build: build, progress: p}
	if err := run.files(ctx, candidates); err != nil {
		return errors.Join(err, build.Abandon())
	}
	before := d.archive.InForce()
	if !run.anything() {
		err = build.Abandon()
	} else {
		err = build.Commit()
	}
	if err != nil {
		return err
	}
	inForce := d.archive.InForce()
	for i := range run.jobs {
		f := run.jobs[i].outcome()
		f.Past = f.Same && before[f.Supply.ID] && !inForce[f.Supply.ID]
		if f.Past {
			f.Instead = run.newest(f.Supply.Source)
		}
		f.Behind = f.Supply.Accepted > 0 && !inForce[f.Supply.ID] && run.jobs[i].candidate.Format != source.PRM
		done(f)
	}
	for _, r := range refused {
		done(ImportedFile{Path: r.Path, Refused: r.Err, Aside: foreign(r.Err) && !named(req.Paths, r.Path)})
	}
	return nil
}

// newest is the supply of the latest day that the import brought of a source.
func (r *intake) newest(id string) gis.Supply {
	var newest gis.Supply
	for _, j := range r.jobs {
		if out := j.outcome(); out.Supply.Source == id && j.taking != nil && (newest.ID == 0 || out.Supply.Date >= newest.Date) {
			newest = out.Supply
		}
	}
	return newest
}

// foreign reports whether a file was refused because it is no supply at all.
func foreign(err error) bool {
	var e *gis.Error
	return errors.As(err, &e) && slices.Contains([]string{
		"source.unknown-format", "source.unlike", "source.sidecar", "source.later", "source.pdf", "source.packed", "source.spreadsheet",
	}, e.Code)
}

func named(paths []string, path string) bool {
	return slices.ContainsFunc(paths, func(p string) bool { return filepath.Clean(p) == path })
}

// askedDay stands before the day among what was asked of a file.
const askedDay = "date="

// asked is how files are to be read where the user said it: the same file read
// in another way is another supply. A profile counts by its content.
func (req *ImportRequest) asked() (string, error) {
	var parts []string
	if req.EPSG != 0 {
		parts = append(parts, "crs="+strconv.Itoa(req.EPSG))
	}
	if req.Layer != "" {
		parts = append(parts, "layer="+req.Layer)
	}
	if req.Date != 0 {
		parts = append(parts, askedDay+req.Date.String())
	}
	if req.Profile != "" {
		raw, err := os.ReadFile(req.Profile)
		if err != nil {
			return "", gis.Wrap(importOp, gis.BadUsage, err, "import.profile", req.Profile)
		}
		sum := sha256.Sum256(raw)
		parts = append(parts, "profile="+hex.EncodeToString(sum[:]))
	}
	return strings.Join(parts, " "), nil
}

// descriptors are those that files are recognised among: the catalogue, or the
// one that was asked for.
func descriptors(req ImportRequest) ([]source.Descriptor, error) {
	const op = importOp
	catalogue, err := source.Catalogue()
	if err != nil {
		return nil, err
	}
	if req.Profile != "" {
		file, err := os.Open(req.Profile)
		if err != nil {
			return nil, gis.Wrap(op, gis.BadUsage, err, "import.profile", req.Profile)
		}
		defer file.Close() //nolint:errcheck // only read
		d, err := source.Load(file, filepath.Base(req.Profile), catalogue)
		if err != nil {
			return nil, err
		}
		if req.Source != "" && req.Source != d.ID {
			return nil, gis.Refuse(op, gis.BadUsage, "import.profile-source", d.ID, req.Source)
		}
		return []source.Descriptor{d}, nil
	}
	if req.Source == "" {
		return catalogue, nil
	}
	d, ok := source.Find(catalogue, req.Source)
	if !ok {
		return nil, gis.Refuse(op, gis.BadUsage, "import.no-source", req.Source)
	}
	return []source.Descriptor{d}, nil
}

// intake is one import under way.
type intake struct {
	desk     *Desk
	req      ImportRequest
	asked    string // how files are to be read, for the register
	among    []source.Descriptor
	build    *store.Build
	progress gis.Progress
	jobs     []*job
}

// job is one file of an import.
type job struct {
	candidate  source.Candidate
	descriptor source.Descriptor
	print      fingerprint
	parameters censuario.Parameters // of the census supply that the file belongs to
	known      *gis.Supply          // the register has this very file, of the same day
	taking     *store.SupplyBuild   // nil when known or refused before reading
	scopes     map[string]bool      // parts of the territory that its rows belong to
	signs      []gis.Message        // that it is not whole
	refused    error
}

// refuse leaves the file out with what it brought so far.
func (j *job) refuse(reason error) {
	j.taking.Drop()
	j.refused = reason
}

func (j *job) outcome() ImportedFile {
	out := ImportedFile{Path: j.candidate.Path, Why: j.candidate.Why, Refused: j.refused}
	switch {
	case j.known != nil && j.taking == nil:
		out.Supply, out.Same = *j.known, true
	case j.taking != nil && j.refused == nil:
		out.Supply = j.taking.Result()
	}
	return out
}

// anything reports whether some file has something to say.
func (r *intake) anything() bool {
	return slices.ContainsFunc(r.jobs, func(j *job) bool { return j.taking != nil && j.refused == nil })
}

// files reads all candidates, as many at a time as there are cores. Supplies
// are numbered in the order of the files, whoever ends first.
func (r *intake) files(ctx context.Context, candidates []source.Candidate) error {
	register, err := r.desk.archive.Supplies()
	if err != nil {
		return err
	}
	held := r.desk.archive.Held()
	for _, c := range candidates {
		j := &job{candidate: c}
		r.jobs = append(r.jobs, j)
		if err := r.look(ctx, j, register, held); err != nil {
			return err
		}
	}
	pictures := r.pictures(register)
	var size int64
	for _, j := range r.jobs {
		if j.refused != nil || j.known != nil && !r.again(pictures, j) {
			continue
		}
		size += j.print.size
		j.taking = r.build.Supply(r.supply(j))
	}
	r.progress.Stage(gis.Say("import.reading", len(candidates)), size)
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(runtime.NumCPU())
	for _, j := range r.jobs {
		if j.taking != nil {
			group.Go(func() error { return r.read(inner, j) })
		}
	}
	if err := group.Wait(); err != nil {
		return err
	}
	r.oneOfEach()
	r.broken(pictures)
	return nil
}

// again reports whether a file that the archive has is read once more, for the sake
// of others that make one picture with it.
func (r *intake) again(pictures map[string]*wholePicture, j *job) bool {
	p := pictures[j.candidate.Source]
	return p != nil && !r.req.Add && p.again(j, r.req.Date != 0)
}

// look finds out whether the archive has a file, or will not have it. The error
// is of the import as a whole.
func (r *intake) look(ctx context.Context, j *job, register []gis.Supply, held map[uint32]bool) error {
	c := &j.candidate
	j.print, j.refused = seenOf(c.Path, c.Sidecars)
	if j.refused == nil && !j.print.strange(register) {
		j.refused = j.print.hash(ctx)
	}
	if j.refused != nil {
		return ctx.Err()
	}
	j.descriptor, _ = source.Find(r.among, c.Source)
	if isCensus(c.Format) {
		if j.parameters, j.refused = parametersBeside(c.Path); j.refused != nil {
			return nil
		}
	}
	if j.known = r.known(register, held, j); j.known != nil {
		return nil
	}
	if refused := r.withdrawn(register, j); refused != nil {
		j.refused = refused.At(filepath.Base(c.Path), 0)
	}
	return nil
}

// supply is the entry that the file will have in the register.
func (r *intake) supply(j *job) store.Intake {
	kind := gis.FullSupply
	switch {
	case j.parameters.Update:
		kind = gis.UpdateSupply
	case r.req.Add:
		kind = gis.AddedSupply
	}
	return store.Intake{
		Supply: gis.Supply{
			Kind: kind, Since: j.parameters.Since,
			Source: j.candidate.Source, File: filepath.Base(j.candidate.Path), SHA256: j.print.sha256, Sidecars: j.print.sidecars,
			Size: j.print.size, Date: r.dated(j), Imported: time.Now().UTC().Truncate(time.Second), Operator: r.req.Operator, CRS: r.req.EPSG, Asked: r.asked,
		},
		EPSG: r.req.EPSG, Scope: j.noting(scopeOf(j)),
	}
}

// read takes one file in. A file that is refused leaves nothing; what stops
// the import as a whole is returned.
func (r *intake) read(ctx context.Context, j *job) error {
	sink := &watch{SupplyBuild: j.taking, file: filepath.Base(j.candidate.Path)}
	take, ok := r.reader(j.candidate.Format)
	if !ok {
		j.refuse(gis.Refuse(importOp, gis.BadInput, "import.no-reader", j.candidate.Format).At(sink.file, 0))
		return nil
	}
	counts, err := j.hashed(ctx, func() (gis.Counts, error) { return take(ctx, j, sink) })
	j.signs = sink.signs
	r.progress.Add(j.print.size)
	if err == nil {
		// What the hash of the register proves must be what was read.
		err = j.print.still()
	}
	switch {
	case err == nil:
		j.taking.Counted(counts)
		j.taking.Close()
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case gis.KindOf(err) == gis.BadInput:
		j.refuse(err)
		return nil
	}
	return err
}

// hashed takes the rows of the file in, and reads it for its hash meanwhile where
// that is not done.
func (j *job) hashed(ctx context.Context, take func() (gis.Counts, error)) (gis.Counts, error) {
	if j.print.sha256 != "" {
		return take()
	}
	hashing, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error, 1)
	go func() { done <- j.print.hash(hashing) }()
	counts, err := take()
	if err != nil {
		stop()
	}
	if failed := <-done; err == nil {
		err = failed
	}
	j.taking.Proven(j.print.sha256, j.print.sidecars)
	return counts, err
}
