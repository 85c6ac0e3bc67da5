// Package desk holds what one can do at a desk, one file per deed. The window
// and the command line call these and nothing below them for work, so that the
// two cannot differ.
package desk

import (
	"context"
	"errors"
	"sync"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/comune"
	"segit/gis/crs"
	"segit/gis/demo"
	"segit/gis/finding"
	"segit/store"
)

// Desk is an open archive with what is kept in memory of it. Its methods may
// be called from many goroutines.
type Desk struct {
	archive  *store.Archive
	keyring  Keyring // nil: none
	states   finding.States
	drawings drawingShelf

	mu      sync.Mutex
	moment  store.Moment  // at which the desk reads
	changes uint64        // counts edits, which switch no generation
	shared  uint64        // counts deeds through which others' rows may have come
	located *locatedIndex // findings on the map, of the generation they were read at
	left    *leftFindings // what people did to the list of findings
	known   knownSections // for the locator
	reader  Reader        // whom the access log names
}

// CreateRequest names a new archive.
type CreateRequest struct {
	Comune     string  // Belfiore code, any letter and three digits
	EPSG       int     // 0 = the municipality's RDN2008 zone
	Plaintext  bool    // in the clear: for open data
	Passphrase []byte  // what opens it; not looked at for one in the clear
	Keyring    Keyring // nil: none
}

// Check says what is wrong with a request before anybody is asked for a
// passphrase, and fills in the CRS.
func (r *CreateRequest) Check(path string) error {
	const op = "desk.Create"
	if !gis.ValidBelfiore(r.Comune) {
		return gis.Refuse(op, gis.BadUsage, "desk.belfiore", r.Comune)
	}
	if r.EPSG == 0 {
		r.EPSG = crs.ZoneOf(r.Comune)
	}
	system, ok := crs.Lookup(r.EPSG)
	switch {
	case !ok:
		return gis.Refuse(op, gis.BadUsage, "crs.unknown", r.EPSG)
	case system.Unit != crs.Metre:
		return gis.Refuse(op, gis.BadUsage, "desk.crs-degrees", r.EPSG)
	}
	return store.Free(path)
}

// Create makes a new archive and opens it.
func Create(ctx context.Context, path string, req CreateRequest) (*Desk, error) {
	if err := req.Check(path); err != nil {
		return nil, err
	}
	var a *store.Archive
	var err error
	if req.Plaintext {
		a, err = store.Create(ctx, path, req.Comune, req.EPSG)
	} else {
		a, err = store.CreateSealed(ctx, path, req.Comune, req.EPSG, req.Passphrase)
	}
	if err != nil {
		return nil, err
	}
	return newDesk(a, req.Keyring)
}

// Open opens an archive that is in the clear. Errors of kind Locked say who
// has it, or that it is sealed.
func Open(ctx context.Context, path string) (*Desk, error) { return OpenWith(ctx, path, Keys{}) }

// OpenWith opens an archive, looking for the key of a sealed one where keys
// says. Errors of kind Locked say who has it, or that the key is wrong.
func OpenWith(ctx context.Context, path string, keys Keys) (*Desk, error) {
	return OpenShowing(ctx, path, keys, gis.Quiet{})
}

// OpenShowing is OpenWith that shows how far it is while an archive of an older
// format is brought to this one.
func OpenShowing(ctx context.Context, path string, keys Keys, p gis.Progress) (*Desk, error) {
	a, err := store.OpenShowing(ctx, path, keys, p)
	if err != nil {
		return nil, err
	}
	return newDesk(a, keys.Keyring)
}

func newDesk(a *store.Archive, ring Keyring) (*Desk, error) {
	states, err := finding.BuiltInStates()
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return &Desk{archive: a, keyring: ring, states: states, drawings: newDrawingShelf()}, nil
}

// Notices are what opening the archive has to tell: that it was brought to a
// newer format, for instance.
func (d *Desk) Notices() []gis.Message { return d.archive.Notices }

// Share gives the archive to a deed of package client: enrolling, syncing and
// resolving change what people see, and are not deeds of the desk.
func (d *Desk) Share(deed func(*store.Archive) error) error {
	err := deed(d.archive)
	d.mu.Lock()
	d.changes++
	d.shared++
	d.mu.Unlock()
	return err
}

// Close lets the archive go.
func (d *Desk) Close() error { return d.archive.Close() }

// About says what the archive is.
func (d *Desk) About() About {
	s := d.archive.Snapshot()
	defer s.Release() //nolint:errcheck // a sweep that failed is tried again at the next open
	head := &d.archive.Head
	about := About{
		Path: d.archive.Path, Comune: head.Comune, EPSG: head.EPSG, Plaintext: head.Plaintext(),
		Generation: s.Generation() + d.edits(), Bound: orb.Bound{Min: orb.Point{1, 1}},
	}
	if c, ok := comune.Of(head.Comune); ok {
		about.Name = c.Name
	} else if head.Comune == demo.Comune {
		about.Name = demo.Name
	}
	for _, set := range s.Datasets() {
		if set.Bound.Min[0] > set.Bound.Max[0] {
			continue
		}
		if about.Bound.IsEmpty() {
			about.Bound = set.Bound
		} else {
			about.Bound = about.Bound.Union(set.Bound)
		}
	}
	return about
}

func (d *Desk) edits() uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.changes
}
