package main

import (
	"context"

	"segit/gis"
	"segit/gis/demo"
	"segit/store/desk"
	"segit/sync/sharing"
	"segit/ui"
	"segit/ui/dialogue"
)

// The demonstration that the welcome page offers.
const (
	demoSeed  = 1
	demoUnits = 400
)

// archives are those of package desk, as the window wants them.
type archives struct {
	given   []byte // passphrase of the start, nil for none
	keyring desk.Keyring
}

var _ ui.Archive = sharing.Desk{}

// Open tries what was typed, else the passphrase of the start, else the
// keyring's.
func (a archives) Open(ctx context.Context, path string, passphrase []byte) (ui.Archive, error) {
	if passphrase == nil {
		passphrase = a.given
	}
	return ready(desk.OpenWith(ctx, path, desk.Keys{Passphrase: passphrase, Keyring: a.keyring}))
}

func (a archives) Create(ctx context.Context, n dialogue.NewArchive) (ui.Archive, error) {
	return ready(desk.Create(ctx, n.Path, desk.CreateRequest{
		Comune: n.Comune, EPSG: n.EPSG, Plaintext: n.Plaintext, Passphrase: n.Passphrase, Keyring: a.keyring,
	}))
}

// ready keeps a nil desk from becoming an archive that is not nil.
func ready(d *desk.Desk, err error) (ui.Archive, error) {
	if err != nil {
		return nil, err
	}
	d.SetReader(desk.Reader{Actor: operator()})
	return sharing.Desk{Desk: d}, nil
}

func (archives) Demo(ctx context.Context, dir string, progress gis.Progress) error {
	_, err := desk.Demo(ctx, dir, demo.Options{Seed: demoSeed, Units: demoUnits}, progress, func(desk.ImportedFile) {})
	return err
}
