// Package folder is the folder of a central repository on its machine: the
// authority and the server's certificate beside the store, and backups of all
// of it.
package folder

import (
	"crypto/tls"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"segit/gis"
	"segit/sync/authority"
	"segit/sync/server/boltstore"
)

// Folder is the path of a central repository.
type Folder string

// The files of the folder. CAFile is what devices are given.
const (
	CAFile     = "ca.pem"
	caKeyFile  = "ca.key"
	serverFile = "server.pem"
	keyFile    = "server.key"
	storeFile  = "segitd.db"
)

// files are those that a backup holds, the store last.
func files() []string { return []string{CAFile, caKeyFile, serverFile, keyFile, storeFile} }

// Path is a file of the folder.
func (f Folder) Path(name string) string { return filepath.Join(string(f), name) }

// Init makes a repository in a folder that is not there or is empty; names are
// the names and addresses under which the server will be reached.
func (f Folder) Init(names []string, now time.Time) error {
	const op = "folder.Init"
	entries, err := os.ReadDir(string(f))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return gis.Wrap(op, gis.BadInput, err, "sync.store", f)
	}
	if len(entries) > 0 {
		return gis.Refuse(op, gis.BadUsage, "sync.folder-full", f)
	}
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return gis.Wrap(op, gis.BadInput, err, "sync.store", f)
	}
	ca, err := authority.New(now)
	if err != nil {
		return err
	}
	certificate, key, err := ca.PEM()
	if err != nil {
		return err
	}
	server, serverKey, err := ca.Server(names, now)
	if err != nil {
		return err
	}
	for _, file := range []struct {
		name string
		body []byte
	}{{caKeyFile, key}, {serverFile, server}, {keyFile, serverKey}, {CAFile, certificate}} {
		if err := write(f.Path(file.name), file.body); err != nil {
			return gis.Wrap(op, gis.BadInput, err, "sync.store", f)
		}
	}
	s, err := f.Open()
	if err != nil {
		return err
	}
	return s.Close()
}

// write writes a file that lasts when it returns.
func write(path string, body []byte) error {
	w, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = w.Write(body)
	return errors.Join(err, w.Sync(), w.Close())
}

// Open opens the store. The error is of kind Locked while a server has it.
func (f Folder) Open() (*boltstore.Store, error) {
	if _, err := os.Stat(f.Path(CAFile)); err != nil {
		return nil, gis.Refuse("folder.Open", gis.BadInput, "sync.folder-none", f)
	}
	return boltstore.Open(f.Path(storeFile), boltstore.Options{})
}

// Authority reads the folder's authority.
func (f Folder) Authority() (*authority.Authority, error) {
	certificate, err := os.ReadFile(f.Path(CAFile))
	if err != nil {
		return nil, gis.Wrap("folder.Authority", gis.BadInput, err, "sync.folder-none", f)
	}
	key, err := os.ReadFile(f.Path(caKeyFile))
	if err != nil {
		return nil, gis.Wrap("folder.Authority", gis.BadInput, err, "sync.folder-none", f)
	}
	return authority.Parse(certificate, key)
}

// Certificate reads the certificate with which the server shows itself: from
// the files given, or the folder's own.
func (f Folder) Certificate(certificate, key string) (tls.Certificate, error) {
	if certificate == "" {
		certificate, key = f.Path(serverFile), f.Path(keyFile)
	}
	pair, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		return pair, gis.Wrap("folder.Certificate", gis.BadInput, err, "sync.server-certificate", certificate)
	}
	return pair, nil
}
