package main

import (
	"context"

	"segit/gis"
	"segit/gis/demo"
	"segit/gis/text"
	"segit/store/desk"
	"segit/sync/client"
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
func (a archives) Open(ctx context.Context, path string, passphrase []byte, p gis.Progress) (ui.Archive, error) {
	return ready(desk.OpenShowing(ctx, path, a.keys(passphrase), p))
}

func (a archives) keys(passphrase []byte) desk.Keys {
	if passphrase == nil {
		passphrase = a.given
	}
	return desk.Keys{Passphrase: passphrase, Keyring: a.keyring, Renew: client.Renew}
}

// Check reads everything the file of an archive holds.
func (a archives) Check(
	ctx context.Context, path string, passphrase []byte, p gis.Progress, found func(desk.Trouble) error,
) (desk.Checked, error) {
	return desk.Check(ctx, path, a.keys(passphrase), p, found)
}

// Compact writes the file of an archive anew.
func (a archives) Compact(ctx context.Context, path string, passphrase []byte, p gis.Progress) (desk.Compacted, error) {
	return desk.Compact(ctx, path, a.keys(passphrase), p)
}

// Rescue brings out of the file of an archive what can be read.
func (a archives) Rescue(
	ctx context.Context, path string, passphrase []byte, dir string, words text.Catalogue, p gis.Progress,
) (desk.Rescued, error) {
	return desk.Rescue(ctx, desk.RescueRequest{Archive: path, Keys: a.keys(passphrase), Dir: dir}, words, p)
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
