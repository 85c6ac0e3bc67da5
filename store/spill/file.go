package spill

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"sync"

	"segit/gis"
)

// pattern is the name of a working file while it has one. It says nothing of
// what is in it.
const pattern = "segit-*.spill"

// Ref is where a block stands.
type Ref struct {
	At   int64
	Size int // as it stands in the file
}

// File is a working file. It may be used by many goroutines.
type File struct {
	file   *os.File
	folder string
	name   string // still there, to be removed at the end; "" when it is gone
	seal   cipher.AEAD

	mu  sync.Mutex
	end int64
}

// New makes a working file in a folder. Files that killed runs left there are
// removed first, where nobody has them open.
func New(folder string) (*File, error) {
	Sweep(folder)
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, failed(err, folder)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, failed(err, folder)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, failed(err, folder)
	}
	file, err := os.CreateTemp(folder, pattern) // for its owner's eyes only
	if err != nil {
		return nil, failed(err, folder)
	}
	f := &File{file: file, folder: folder, seal: seal, name: file.Name()}
	if os.Remove(f.name) == nil {
		f.name = ""
	}
	return f, nil
}

// Sweep removes working files from a folder. Those that a run under way has
// there have no name any more, or cannot be removed while they are open.
func Sweep(folder string) {
	left, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil {
		return // a folder whose name is a pattern is not swept
	}
	for _, name := range left {
		os.Remove(name) //nolint:errcheck // somebody has it open
	}
}

// failed says that the working file failed: most often the disk is full.
func failed(err error, folder string) error {
	return gis.Wrap("spill.File", gis.Internal, err, "spill.write", folder)
}

// nonce is different for every block, because every block begins elsewhere.
func (f *File) nonce(at int64) []byte {
	return binary.LittleEndian.AppendUint64(make([]byte, f.seal.NonceSize()-8, f.seal.NonceSize()), uint64(at))
}

// Append puts a block at the end of the file.
func (f *File) Append(plain []byte) (Ref, error) {
	f.mu.Lock()
	at := f.end
	f.end += int64(len(plain) + f.seal.Overhead())
	f.mu.Unlock()
	sealed := f.seal.Seal(make([]byte, 0, len(plain)+f.seal.Overhead()), f.nonce(at), plain, nil)
	if _, err := f.file.WriteAt(sealed, at); err != nil {
		return Ref{}, failed(err, f.folder)
	}
	return Ref{at, len(sealed)}, nil
}

// Read gives a block back.
func (f *File) Read(ref Ref) ([]byte, error) {
	sealed := make([]byte, ref.Size)
	_, err := f.file.ReadAt(sealed, ref.At)
	if err == nil {
		var plain []byte
		if plain, err = f.seal.Open(sealed[:0], f.nonce(ref.At), sealed, nil); err == nil {
			return plain, nil
		}
	}
	return nil, gis.Wrap("spill.File", gis.Internal, err, "spill.read", f.folder)
}

// Size is how many bytes the file has.
func (f *File) Size() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.end
}

// Close ends the file: nothing is left of it.
func (f *File) Close() error {
	err := f.file.Close()
	if f.name != "" {
		err = errors.Join(err, os.Remove(f.name))
	}
	return err
}
