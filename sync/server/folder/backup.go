package folder

import (
	"archive/tar"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"segit/gis"
	"segit/sync/server/boltstore"
)

// Backup writes all that a new machine needs to a file that is not there yet:
// store as it is at this moment, authority, certificates. Work goes on
// meanwhile. Whoever has the file can stand in for the server.
func (f Folder) Backup(ctx context.Context, s *boltstore.Store, path string) error {
	const op = "folder.Backup"
	if _, err := os.Lstat(path); err == nil {
		return gis.Refuse(op, gis.BadUsage, "sync.backup", path)
	}
	draft, copied := path+".new", path+".store"
	defer os.Remove(copied) //nolint:errcheck // it may never have been made
	defer os.Remove(draft)  //nolint:errcheck // it has its name by then
	if err := s.Backup(ctx, copied); err != nil {
		return err
	}
	err := f.pack(draft, copied)
	if err == nil {
		err = os.Rename(draft, path)
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return gis.Wrap(op, gis.BadInput, err, "sync.backup", path)
	}
	return nil
}

func (f Folder) pack(draft, store string) error {
	w, err := os.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	out := tar.NewWriter(w)
	for _, name := range files() {
		from := f.Path(name)
		if name == storeFile {
			from = store
		}
		err = errors.Join(err, packOne(out, name, from))
	}
	return errors.Join(err, out.Close(), w.Sync(), w.Close())
}

func packOne(out *tar.Writer, name, from string) error {
	r, err := os.Open(from)
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // it was read
	info, err := r.Stat()
	if err != nil {
		return err
	}
	if err := out.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime()}); err != nil {
		return err
	}
	_, err = io.Copy(out, r)
	return err
}

// Restored is what a restore did.
type Restored struct {
	Kept    string // name under which what was there is kept; "" where nothing was
	Carried bool   // its revocations hold
}

// Restore puts a backup in the place of what the folder holds, which is kept
// beside it under another name, and gives the repository a new epoch: devices
// then send again what came after the backup. Who was revoked stays so. No server
// may run on the folder.
func (f Folder) Restore(ctx context.Context, path string) (r Restored, err error) {
	const op = "folder.Restore"
	if s, err := f.Open(); err == nil {
		err = s.Close()
		if err != nil {
			return r, err
		}
	} else if gis.KindOf(err) == gis.Locked {
		return r, err
	}
	f = Folder(filepath.Clean(string(f)))
	draft := string(f) + ".restored"
	if err := os.RemoveAll(draft); err != nil { // of a restore that was killed
		return r, gis.Wrap(op, gis.BadInput, err, "sync.restore", path)
	}
	err = unpack(path, draft)
	if err == nil {
		err = renew(ctx, Folder(draft))
	}
	if err == nil {
		r.Carried, err = f.carry(ctx, Folder(draft))
	}
	if err == nil {
		r.Kept, err = f.exchange(draft)
	}
	if err != nil {
		var known *gis.Error
		if errors.As(err, &known) {
			return Restored{}, err
		}
		return Restored{}, gis.Wrap(op, gis.BadInput, err, "sync.restore", path)
	}
	return r, nil
}

func renew(ctx context.Context, f Folder) error {
	s, err := f.Open()
	if err != nil {
		return err
	}
	return errors.Join(s.Renew(ctx), s.Close())
}

// exchange gives the draft the folder's name. Killed between the two renames,
// the folder stands whole under the name that is given back, and the draft too.
func (f Folder) exchange(draft string) (kept string, err error) {
	if _, err := os.Lstat(string(f)); err == nil {
		for n := 1; ; n++ {
			kept = string(f) + ".before-restore-" + strconv.Itoa(n)
			if _, err := os.Lstat(kept); errors.Is(err, fs.ErrNotExist) {
				break
			}
		}
		if err := os.Rename(string(f), kept); err != nil {
			return "", err
		}
	}
	if err := os.Rename(draft, string(f)); err != nil {
		return kept, err
	}
	return kept, syncDir(filepath.Dir(filepath.Clean(string(f))))
}

// unpack reads a backup into a new folder; it takes no other file than those
// that a backup holds, each once.
func unpack(path, into string) error {
	const op = "folder.Restore"
	r, err := os.Open(path)
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // it was read
	if err := os.MkdirAll(into, 0o700); err != nil {
		return err
	}
	in := tar.NewReader(r)
	var seen []string
	for {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if !slices.Contains(files(), h.Name) || slices.Contains(seen, h.Name) || h.Typeflag != tar.TypeReg {
			return gis.Refuse(op, gis.BadInput, "sync.restore", path)
		}
		seen = append(seen, h.Name)
		w, err := os.OpenFile(filepath.Join(into, h.Name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		_, err = io.Copy(w, in) //nolint:gosec // as large as the backup itself
		if err := errors.Join(err, w.Sync(), w.Close()); err != nil {
			return err
		}
	}
	if len(seen) != len(files()) {
		return gis.Refuse(op, gis.BadInput, "sync.restore", path)
	}
	return syncDir(into)
}

// syncDir makes a rename last.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
