package main

import (
	"errors"
	"strings"

	"segit/gis"
	"segit/store/desk"
	"segit/sync/client"
)

type keyCmd struct {
	Status     keyStatusCmd     `cmd:"" help:"Say what opens the archive."`
	Passphrase keyPassphraseCmd `cmd:"" help:"Change the passphrase."`
	Recovery   keyRecoveryCmd   `cmd:"" help:"Print a new recovery key; the former one is void."`
	Keyring    keyKeyringCmd    `cmd:"" help:"Let the system's keyring open the archive on this machine, or no more."`
	Rotate     keyRotateCmd     `cmd:"" help:"Encrypt everything with new keys: when a passphrase or a copy came into other hands."`
}

type keyStatusCmd struct {
	Archive string `arg:"" help:"Archive."`
}

// Run tells what can open the archive.
func (c *keyStatusCmd) Run(s *session) error {
	return s.at(c.Archive, func(d *desk.Desk) error {
		state, err := d.KeyState()
		if err != nil {
			return err
		}
		plain := len(state.Locks) == 0
		if s.json {
			return s.print(map[string]any{"archive": c.Archive, "plaintext": plain, "locks": state.Locks, "opened_by": state.By, "rotating": state.Rotating})
		}
		if plain {
			s.say(s.words.Say(gis.Say("cli.key-plain", c.Archive)))
			return nil
		}
		s.say(s.words.Say(gis.Say("cli.key-status", c.Archive, strings.Join(state.Locks, ", "), state.By)))
		return nil
	})
}

type keyPassphraseCmd struct {
	Archive           string `arg:"" help:"Archive."`
	NewPassphraseFile string `help:"File whose first line is the new passphrase (default: asked twice)." placeholder:"FILE"`
}

// Run changes the passphrase.
func (c *keyPassphraseCmd) Run(s *session) error {
	return s.at(c.Archive, func(d *desk.Desk) error {
		passphrase, err := s.nextPassphrase(d, c.NewPassphraseFile)
		if err == nil {
			err = d.NewPassphrase(passphrase)
		}
		if err != nil {
			return err
		}
		return s.changed(c.Archive, gis.Say("cli.key-passphrase", c.Archive), "")
	})
}

type keyRecoveryCmd struct {
	Archive string `arg:"" help:"Archive."`
}

// Run makes a recovery key.
func (c *keyRecoveryCmd) Run(s *session) error {
	return s.at(c.Archive, func(d *desk.Desk) error {
		key, err := d.Recovery()
		if err != nil {
			return err
		}
		return s.changed(c.Archive, gis.Say("cli.key-recovery", c.Archive), key)
	})
}

type keyKeyringCmd struct {
	Archive string `arg:"" help:"Archive."`
	Do      string `arg:"" enum:"add,remove" help:"add or remove."`
}

// Run lets the keyring in or out.
func (c *keyKeyringCmd) Run(s *session) error {
	return s.at(c.Archive, func(d *desk.Desk) error {
		if err := d.UseKeyring(s.ctx, c.Do == "add"); err != nil {
			return err
		}
		done := gis.Say("cli.key-keyring", c.Archive)
		if c.Do == "remove" {
			done = gis.Say("cli.key-no-keyring", c.Archive)
		}
		return s.changed(c.Archive, done, "")
	})
}

type keyRotateCmd struct {
	Archive           string `arg:"" help:"Archive; nobody may have it open."`
	NewPassphraseFile string `help:"File whose first line is the passphrase from now on (default: the one that opened the archive, else asked twice)." placeholder:"FILE"`
}

// Run exchanges the keys and compacts the file, whose freed pages the former
// keys open still.
func (c *keyRotateCmd) Run(s *session) error {
	var passphrase []byte
	var rotated desk.Rotated
	err := s.at(c.Archive, func(d *desk.Desk) error {
		state, err := d.KeyState()
		if err != nil {
			return err
		}
		switch {
		case state.Rotating && c.NewPassphraseFile == "": // goes on under the passphrase it began with
		case state.By == "passphrase" && c.NewPassphraseFile == "":
			passphrase = s.typed
		default:
			if passphrase, err = s.nextPassphrase(d, c.NewPassphraseFile); err != nil {
				return err
			}
		}
		if state.Rotating && passphrase != nil {
			if err := d.NewPassphrase(passphrase); err != nil {
				return err
			}
		}
		rotated, err = d.Rotate(s.ctx, passphrase, s.progress())
		return err
	})
	if rotated.Keyring {
		s.say("! " + s.words.Say(gis.Say("cli.key-keyring-lost", c.Archive)))
	}
	if rotated.Recovery == "" {
		return err // nothing was exchanged
	}
	done := gis.Say("cli.key-rotated", c.Archive)
	if err != nil {
		done = gis.Say("store.rotating", c.Archive)
	}
	// The recovery key is in force whatever follows, and is shown before it.
	if err = errors.Join(err, s.changed(c.Archive, done, rotated.Recovery), s.out.Flush()); err != nil {
		return err
	}
	if passphrase == nil {
		passphrase = s.typed
	}
	_, err = desk.Compact(s.ctx, c.Archive, desk.Keys{Passphrase: passphrase, Keyring: s.outside.keyring, Renew: client.Renew}, s.progress())
	return uncompacted(err, c.Archive)
}

// uncompacted tells of an archive that has new keys that it could not be compacted.
// A lack of space would say by itself that nothing changed.
func uncompacted(err error, archive string) error {
	var known *gis.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known) && known.Code == "store.no-space":
		return gis.Refuse("segitctl", known.Kind, "cli.key-not-compacted", archive)
	}
	return gis.Wrap("segitctl", gis.KindOf(err), err, "cli.key-not-compacted", archive)
}

// changed tells that keys are others now, and shows a new recovery key.
func (s *session) changed(archive string, done gis.Message, recovery string) error {
	if s.json {
		v := map[string]any{"archive": archive}
		if recovery != "" {
			v["recovery"] = recovery
		}
		return s.print(v)
	}
	s.say(s.words.Say(done))
	if recovery == "" {
		return nil
	}
	return s.recovery(recovery)
}
