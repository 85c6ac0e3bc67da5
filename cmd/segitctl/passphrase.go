package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"segit/gis"
	"segit/store/desk"
	"segit/sync/client"
)

// outside is what a command line meets: the process's own, or a test's.
type outside struct {
	stdout, stderr io.Writer
	getenv         func(string) string
	keyring        desk.Keyring // nil: none
	// ask asks a person for a passphrase; nil when standard input is no
	// terminal.
	ask func(ctx context.Context, prompt string) ([]byte, error)
}

// terminal gives how a person at the terminal is asked, nil without one.
func terminal(stdin *os.File, stderr io.Writer) func(context.Context, string) ([]byte, error) {
	fd := int(stdin.Fd())
	if !term.IsTerminal(fd) {
		return nil
	}
	return func(ctx context.Context, prompt string) ([]byte, error) {
		was, err := term.GetState(fd)
		if err != nil {
			return nil, err
		}
		fmt.Fprint(stderr, prompt+" ") //nolint:errcheck // a closed standard error has nobody to tell
		type answer struct {
			typed []byte
			err   error
		}
		answered := make(chan answer, 1)
		go func() {
			typed, err := term.ReadPassword(fd)
			answered <- answer{typed, err}
		}()
		defer fmt.Fprintln(stderr) //nolint:errcheck // as above
		select {
		case <-ctx.Done(): // the reading stays behind until the program ends
			return nil, errors.Join(ctx.Err(), term.Restore(fd, was))
		case a := <-answered:
			return a.typed, a.err
		}
	}
}

// keys says where the key of an archive is looked for: the passphrase given
// with --passphrase-file, else in SEGIT_PASSPHRASE, else the keyring's, else
// asked.
func (s *session) keys(archive string) (desk.Keys, error) {
	given, err := s.passphrase()
	if len(given) == 0 {
		given = s.typed // asked for before
	}
	s.typed = given
	keys := desk.Keys{Passphrase: given, Keyring: s.outside.keyring, Renew: client.Renew}
	if s.outside.ask != nil {
		keys.Ask = func(ctx context.Context) (typed []byte, err error) {
			s.typed, err = s.outside.ask(ctx, s.words.Say(gis.Say("cli.ask-passphrase", archive)))
			return s.typed, err
		}
	}
	return keys, err
}

// passphrase is the one given beforehand, nil when none was.
func (s *session) passphrase() ([]byte, error) {
	if s.passphraseFile != "" {
		return desk.ReadPassphrase(s.passphraseFile)
	}
	return []byte(s.outside.getenv("SEGIT_PASSPHRASE")), nil
}

// nextPassphrase is the one that takes the place of another: given in a file,
// else asked twice; not asked for an archive whose keys cannot change.
func (s *session) nextPassphrase(d *desk.Desk, file string) ([]byte, error) {
	if err := d.Rekeyable(); err != nil {
		return nil, err
	}
	if file != "" {
		return desk.ReadPassphrase(file)
	}
	if s.outside.ask == nil {
		return nil, gis.Refuse("segitctl", gis.BadUsage, "cli.no-new-passphrase")
	}
	return s.askNew()
}

// newPassphrase is that of an archive in the making: given
// beforehand, else asked twice.
func (s *session) newPassphrase(given []byte) ([]byte, error) {
	if len(given) > 0 {
		return given, nil
	}
	if s.outside.ask == nil {
		return nil, gis.Refuse("segitctl", gis.BadUsage, "cli.no-passphrase")
	}
	return s.askNew()
}

func (s *session) askNew() ([]byte, error) {
	first, err := s.outside.ask(s.ctx, s.words.Say(gis.Say("cli.ask-new")))
	if err != nil {
		return nil, err
	}
	again, err := s.outside.ask(s.ctx, s.words.Say(gis.Say("cli.ask-again")))
	if err == nil && !bytes.Equal(first, again) {
		err = gis.Refuse("segitctl", gis.BadUsage, "cli.passphrases-differ")
	}
	return first, err
}
