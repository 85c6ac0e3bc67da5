// Package tracetest is for tests of what a process that ends at a bad moment
// leaves in its files: it stands at every system call that changes one, ends the
// process there or lets the call fail, and plays a power cut: the calls again, as
// far as they went, without what had not been brought to the disk.
package tracetest

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// Call is a system call that changes files.
type Call struct {
	Name     string // pwrite, fsync, ftruncate, rename, link, unlink …
	Path, To string
	Offset   int64 // of a write; the size of a truncation
	Data     []byte
}

// sector is what a disk writes at once.
const sector = 512

// inode is a file: what the disk has of it, and what was asked since.
type inode struct {
	disk    []byte
	pending []Call
}

// Disk is a folder on a disk that loses its power.
type Disk struct {
	names map[string]*inode // as the system sees them
	kept  map[string]*inode // as the disk has them
}

// Load takes the files of a folder as what is on the disk.
func Load(t testing.TB, dir string) *Disk {
	t.Helper()
	d := &Disk{names: map[string]*inode{}}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		raw, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		d.names[e.Name()] = &inode{disk: raw}
	}
	d.kept = maps.Clone(d.names)
	return d
}

// Play does a call. Files are told by their base names.
func (d *Disk) Play(c Call) {
	name, to := filepath.Base(c.Path), filepath.Base(c.To)
	switch c.Name {
	case "pwrite", "ftruncate", "truncate":
		if d.names[name] == nil {
			d.names[name] = &inode{}
		}
		d.names[name].pending = append(d.names[name].pending, c)
	case "fsync":
		file := d.names[name]
		if file == nil { // a folder: its names last from now on
			d.kept = maps.Clone(d.names)
			return
		}
		for _, p := range file.pending {
			file.disk = applied(file.disk, p, nil)
		}
		file.pending = nil
		if d.kept[name] == nil {
			d.kept[name] = file
		}
	case "rename", "renameat":
		if file := d.names[name]; file != nil {
			d.names[to] = file
			delete(d.names, name)
		}
	case "link", "linkat":
		d.names[to] = d.names[name]
	case "unlink", "unlinkat":
		delete(d.names, name)
	}
}

// applied is a file after a write; of torn writes only the sectors that random
// chooses.
func applied(file []byte, c Call, torn *rand.Rand) []byte {
	if c.Name != "pwrite" {
		if int(c.Offset) <= len(file) {
			return bytes.Clone(file[:c.Offset])
		}
		return append(bytes.Clone(file), make([]byte, int(c.Offset)-len(file))...)
	}
	if end := int(c.Offset) + len(c.Data); end > len(file) {
		file = append(bytes.Clone(file), make([]byte, end-len(file))...)
	} else {
		file = bytes.Clone(file)
	}
	for at := 0; at < len(c.Data); at += sector {
		if torn == nil || torn.IntN(2) == 0 {
			copy(file[int(c.Offset)+at:], c.Data[at:min(at+sector, len(c.Data))])
		}
	}
	return file
}

// Cut writes into a folder what a power cut now may leave: the names as the disk
// has them, or as the system saw them, and of each file what was synced, with
// nothing of the rest, or some sectors of some of it in any order. how chooses.
func (d *Disk) Cut(t testing.TB, dir string, how int, random *rand.Rand) {
	t.Helper()
	names := d.kept
	if how%2 == 1 {
		names = d.names
	}
	for name, file := range names {
		raw := file.disk
		if how > 1 {
			for _, n := range random.Perm(len(file.pending)) {
				if random.IntN(3) > 0 {
					raw = applied(raw, file.pending[n], random)
				}
			}
		}
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
