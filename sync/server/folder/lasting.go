package folder

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"segit/gis"
	"segit/sync/server"
)

// lastingDir is where [Lasting] keeps its files.
const lastingDir = "lasting"

// Lasting keeps, beside a store that others back up and restore, what a restore
// must not undo: which devices were revoked, and what they left for the office, for
// they will not send it again. Each is a file of its own, durable when it is kept,
// and named so that the same again is the same file.
type Lasting struct {
	dir        string
	repository string // of which store the files are: another one takes none of them
}

// one is what a file holds: one of both.
type one struct {
	Repository string         `json:"repository"`
	Device     *server.Device `json:"device,omitempty"`
	Left       *server.Sealed `json:"left,omitempty"`
}

// Lasting makes a folder and a store say the same: what the store has forgotten
// it is told, what the folder lacks is kept. known is false where the folder had
// nothing of this store yet, so that it cannot tell what was forgotten.
func (f Folder) Lasting(ctx context.Context, s server.Store) (l *Lasting, known bool, err error) {
	identity, err := s.Identity(ctx)
	if err != nil {
		return nil, false, err
	}
	sum := sha256.Sum256(identity.Key)
	l = &Lasting{f.Path(lastingDir), hex.EncodeToString(sum[:])}
	devices, left, known, err := l.read()
	if err == nil {
		err = bring(ctx, s, devices, left)
	}
	if err == nil {
		err = l.learn(ctx, s)
	}
	return l, known, err
}

// begun is the file that says that all of a store is kept.
func (l *Lasting) begun() string { return "begun-" + l.repository[:16] + ".json" }

// read gives what is kept of the store.
func (l *Lasting) read() (devices []server.Device, left []server.Sealed, known bool, err error) {
	entries, err := os.ReadDir(l.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, false, nil
	}
	if err != nil {
		return nil, nil, false, l.failed(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".json") {
			continue // of a writing that was killed
		}
		var kept one
		raw, err := os.ReadFile(filepath.Join(l.dir, e.Name()))
		if err == nil {
			err = json.Unmarshal(raw, &kept)
		}
		if err != nil {
			return nil, nil, false, l.failed(err)
		}
		if kept.Repository != l.repository {
			continue
		}
		known = known || e.Name() == l.begun()
		if kept.Device != nil {
			devices = append(devices, *kept.Device)
		}
		if kept.Left != nil {
			left = append(left, *kept.Left)
		}
	}
	return devices, left, known, nil
}

// learn keeps what a store has.
func (l *Lasting) learn(ctx context.Context, s server.Store) error {
	devices, left, err := lasting(ctx, s)
	if err != nil {
		return err
	}
	for i := range devices {
		if err := l.Revoked(&devices[i]); err != nil {
			return err
		}
	}
	for i := range left {
		if err := l.Left(&left[i]); err != nil {
			return err
		}
	}
	return l.keep(l.begun(), one{})
}

// Revoked keeps that a device was revoked.
func (l *Lasting) Revoked(d *server.Device) error {
	return l.keep("revoked-"+hashed(d.ID)+".json", one{Device: d})
}

// Left keeps what a revoked device left.
func (l *Lasting) Left(s *server.Sealed) error {
	return l.keep("left-"+hashed(s.Comune, s.Device, s.Hash)+".json", one{Left: s})
}

func hashed(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// keep writes a file that is not there yet, durably and whole.
func (l *Lasting) keep(name string, what one) error {
	path := filepath.Join(l.dir, name)
	if _, err := os.Lstat(path); err == nil {
		return nil
	}
	what.Repository = l.repository
	raw, err := json.Marshal(what)
	if err == nil {
		err = os.MkdirAll(l.dir, 0o700)
	}
	if err == nil {
		err = syncDir(filepath.Dir(l.dir))
	}
	if err != nil {
		return l.failed(err)
	}
	draft, err := os.CreateTemp(l.dir, "draft-") // who writes the same at once has another
	if err != nil {
		return l.failed(err)
	}
	defer os.Remove(draft.Name()) //nolint:errcheck // it has its name by then
	_, err = draft.Write(raw)
	if err = errors.Join(err, draft.Sync(), draft.Close()); err == nil {
		err = os.Rename(draft.Name(), path)
	}
	if err == nil {
		err = syncDir(l.dir)
	}
	return l.failed(err)
}

func (l *Lasting) failed(err error) error {
	if err == nil {
		return nil
	}
	return gis.Wrap("folder.Lasting", gis.BadInput, err, "sync.lasting", l.dir)
}
