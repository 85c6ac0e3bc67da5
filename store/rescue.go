package store

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store/pages"
)

// Rescued says what a rescue brought out.
type Rescued struct {
	Values     int64 // that opened and went over as they were
	Stray      int64 // of them, found in pages that the file's tree does not reach
	Rows       int64 // that came out, with those that ended
	Lost       int64 // rows that do not read, as far as anything says that they were
	Shapes     int64 // rows whose geometry does not read, kept without
	Operations int64
	Edits      bool  // made again from the journal
	Missing    int64 // bytes that the file lacks at its end, as far as known
	Listed     bool  // the list of what is in force was made again
	Unknown    int   // segments of which nobody knows the columns
	Layers     []RescuedLayer
	Notes      []gis.Message // what is uncertain or lost, in sentences
}

// RescuedLayer is what a rescue brought out of a layer.
type RescuedLayer struct {
	Dataset    string
	Rows, Lost int64
}

// count adds the rows of a segment.
func (d *Rescued) count(dataset string, rows, lost int) {
	d.Rows, d.Lost = d.Rows+int64(rows), d.Lost+int64(lost)
	i, there := slices.BinarySearchFunc(d.Layers, dataset, func(l RescuedLayer, name string) int { return strings.Compare(l.Dataset, name) })
	if !there {
		d.Layers = slices.Insert(d.Layers, i, RescuedLayer{Dataset: dataset})
	}
	d.Layers[i].Rows, d.Layers[i].Lost = d.Layers[i].Rows+int64(rows), d.Layers[i].Lost+int64(lost)
}

func (d *Rescued) note(m gis.Message) { d.Notes = append(d.Notes, m) }

// Told is the rescue in sentences: what came out and what did not, layer by layer
// where something is lost, and what is uncertain.
func (d *Rescued) Told() []gis.Message {
	all := []gis.Message{gis.Say("store.rescued", d.Rows, d.Lost, d.Shapes, d.Operations)}
	if d.Missing > 0 {
		all = append(all, gis.Say("store.rescue-short", d.Missing))
	}
	if d.Missing > 0 || d.Lost > 0 || d.Listed {
		for _, l := range d.Layers {
			all = append(all, gis.Say("store.rescue-layer", l.Dataset, l.Rows, l.Lost))
		}
	}
	return append(all, d.Notes...)
}

// Rescue writes a new archive of what can be read of a damaged one: by its tree
// as far as that goes, and where it ends, by every page that holds something.
// Nothing of the old file is changed. A value counts only when it opens with the
// archive's key at the place where it says it stands; so what comes out is right,
// though it may not be all. Rows are put together anew, with their indexes;
// where edits are damaged, they are made again from the journal. The new archive
// opens with the passphrase of the old one.
func Rescue(ctx context.Context, path string, keys Keys, to string, p gis.Progress) (Rescued, error) {
	const op = "store.Rescue"
	if err := errors.Join(refuseNetwork(op, to), Free(to)); err != nil {
		return Rescued{}, err
	}
	r := &rescue{
		ctx: ctx, progress: p, torn: map[string]bool{}, strays: map[string]bool{}, begun: map[uint32]*gis.Supply{}, unsaid: map[uint32]bool{},
	}
	v, err := openVault(ctx, path, r.problem)
	if err != nil {
		return r.done, err
	}
	r.vault, r.done.Missing = v, v.pages.Missing()
	draft := draftPath(to)
	err = r.into(draft, keys)
	if err = errors.Join(err, v.close()); err == nil {
		err = os.Rename(draft, to)
	}
	if err == nil {
		return r.done, syncDir(filepath.Dir(to))
	}
	os.Remove(draft) //nolint:errcheck // the first error says more
	var known *gis.Error
	if !errors.As(err, &known) && ctx.Err() == nil {
		err = gis.Wrap(op, gis.BadInput, err, "store.create", to)
	}
	return r.done, err
}

// rescue is one under way.
type rescue struct {
	ctx      context.Context //nolint:containedctx // the caller's
	vault    *vault
	progress gis.Progress
	done     Rescued

	torn     map[string]bool // buckets that the tree does not give whole; "" for any
	headless bool            // the page by which the tree is found may be an older one
	certain  bool            // a manifest was reached by the tree
	strays   map[string]bool // places of values that were found without the tree
	to       *bbolt.DB
	tx       *bbolt.Tx // of the new file, renewed as it fills
	size     int

	entries map[uint32]*registered // of the register, as it is to be
	begun   map[uint32]*gis.Supply // supplies as cards have them
	unsaid  map[uint32]bool        // supplies of whose lines some could not be placed
	listed  *listing               // where no manifest says what is in force
}

// problem notes which bucket a problem puts out of reach.
func (r *rescue) problem(p pages.Problem) error {
	if !p.Harmless {
		r.torn[p.Bucket] = true
		r.headless = r.headless || p.What == pages.NoMeta || p.What == pages.BadMeta
	}
	return nil
}

func (r *rescue) into(draft string, keys Keys) (err error) {
	if err := r.unlock(keys); err != nil {
		return err
	}
	if err := os.Remove(draft); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	r.to, err = bbolt.Open(draft, 0o600, &bbolt.Options{Timeout: lockTimeout, FreelistType: bbolt.FreelistMapType, NoSync: true})
	if err != nil {
		return err
	}
	r.vault.archive.db = r.to
	r.vault.archive.vault = nil
	err = guarded(func() error { return r.gather() })
	if err == nil {
		err = guarded(func() error { return r.mend() })
	}
	if err == nil {
		err = r.to.Sync()
	}
	if r.tx != nil {
		err = errors.Join(err, r.tx.Rollback())
	}
	return errors.Join(err, r.to.Close())
}

// unlock finds the head, by the tree or without it, and makes what opens the
// values.
func (r *rescue) unlock(keys Keys) error {
	values, err := r.vault.values(r.ctx, headBucket)
	if err != nil {
		return err
	}
	get := func(key []byte) []byte { return values[string(key)] }
	err = r.vault.unlock(r.ctx, get, keys)
	if gis.KindOf(err) != gis.Damaged && gis.KindOf(err) != gis.BadInput || err == nil {
		r.head(values)
		return err
	}
	if later, other := r.later(values); other != nil || later {
		return errors.Join(other, err)
	}
	// The second one, on a page of its own, is found as older copies in free
	// pages are.
	heads := []map[string][]byte{}
	last := uint64(0)
	err = r.vault.pages.Leaves(r.ctx, func(e pages.Found) error {
		k := string(e.Key)
		if !ofHead(k) {
			return nil
		}
		if len(heads) == 0 || last != e.Page {
			heads, last = append(heads, map[string][]byte{}), e.Page
		}
		heads[len(heads)-1][k] = bytes.Clone(e.Value)
		return nil
	}, func(int64) {})
	if err != nil {
		return err
	}
	// A copy of before the passphrase was changed does not open with the new one.
	err = gis.Refuse("store.Rescue", gis.Damaged, "store.rescue-head", r.vault.archive.Path)
	for _, values := range heads {
		one := r.vault.unlock(r.ctx, func(key []byte) []byte { return values[string(key)] }, keys)
		if one == nil {
			r.head(values)
			return nil
		}
		if gis.KindOf(one) == gis.Locked {
			err = one
		}
	}
	return err
}

// later reports whether a program that is newer than this one wrote the file: both
// heads say so, and not one that may be damaged. What stands in older pages would
// open, and be read as what it is no more.
func (r *rescue) later(values map[string][]byte) (bool, error) {
	second, err := r.vault.values(r.ctx, lidBucket)
	return formatOf(values[string(headKey)]) > formatVersion && formatOf(second[string(headKey)]) > formatVersion, err
}

// head keeps the values of the head for the new file.
func (r *rescue) head(values map[string][]byte) { r.vault.head = values }

// gather copies every value that opens: first those that the tree reaches, then,
// of buckets that it does not give whole, those that stand anywhere else.
func (r *rescue) gather() error {
	r.progress.Stage(gis.Say("store.rescuing"), r.vault.size)
	if err := r.begin(); err != nil {
		return err
	}
	for _, name := range buckets() {
		if _, err := r.tx.CreateBucketIfNotExists([]byte(name)); err != nil {
			return err
		}
	}
	for key, value := range r.vault.head {
		if err := r.tx.Bucket([]byte(headBucket)).Put([]byte(key), value); err != nil {
			return err
		}
	}
	for _, name := range buckets() {
		if name == headBucket {
			continue
		}
		if _, ok := r.vault.buckets[name]; !ok {
			r.torn[name] = true
		}
		err := r.vault.walk(r.ctx, name, func(key, value []byte) error {
			r.progress.Add(int64(len(value)))
			if r.vault.plain(name, key, value) == nil {
				r.torn[name] = true
				return nil
			}
			r.done.Values++
			r.certain = r.certain || name == generationBucket || name == spareBucket
			return r.put(name, key, value)
		})
		if err != nil {
			return err
		}
	}
	// With a head the last operation may be gone: its pages are not.
	if err := r.vault.pages.Rest(r.problem); err != nil {
		return err
	}
	r.certain = r.certain && !r.headless
	if len(r.torn) > 0 {
		if err := r.stray(); err != nil {
			return err
		}
	}
	tx := r.tx
	r.tx = nil
	return tx.Commit()
}

// stray looks for values of torn buckets in every page of the file.
func (r *rescue) stray() error {
	r.progress.Stage(gis.Say("store.rescuing"), r.vault.size/r.vault.pages.PageSize())
	return r.vault.pages.Leaves(r.ctx, func(e pages.Found) error {
		for _, name := range buckets() {
			if name == headBucket || !r.torn[name] && !r.torn[""] || e.Bucket != "" && e.Bucket != name {
				continue
			}
			if plain := r.vault.plain(name, e.Key, e.Value); plain != nil {
				return r.found(name, e, plain)
			}
		}
		return nil
	}, r.progress.Add)
}

// found takes a value that stands in any page, unless the tree gave it or it is
// older than one found before. Of manifests the tree's may be the older one, where
// its head is lost.
func (r *rescue) found(name string, e pages.Found, plain []byte) error {
	list := name == generationBucket || name == spareBucket
	if list && r.certain {
		return nil
	}
	at := string(place(name, e.Key))
	switch known := r.tx.Bucket([]byte(name)).Get(e.Key); {
	case known == nil:
		r.done.Values++
		r.done.Stray++
	case !list && !r.strays[at] || !later(name, e.Key, r.vault.plain(name, e.Key, known), plain):
		return nil
	}
	r.strays[at] = true
	return r.put(name, bytes.Clone(e.Key), e.Value)
}

func (r *rescue) begin() (err error) {
	r.tx, err = r.to.Begin(true)
	r.size = 0
	return err
}

// put writes a value as it is stored.
func (r *rescue) put(bucket string, key, value []byte) error {
	if err := r.tx.Bucket([]byte(bucket)).Put(key, value); err != nil {
		return err
	}
	if r.size += len(value); r.size < flushSize {
		return nil
	}
	if err := r.tx.Commit(); err != nil {
		return err
	}
	return r.begin()
}
