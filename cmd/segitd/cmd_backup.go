package main

import (
	"errors"

	"segit/gis"
	"segit/sync/server/folder"
)

type backupCmd struct {
	place
	File string `arg:"" help:"File to write, which must not exist. It holds the authority's key: keep it where nobody reads it."`
}

// Run writes a backup.
func (c *backupCmd) Run(s *session) error {
	return s.at(&c.place, func(o office) error {
		if err := o.backup(s.ctx, c.File); err != nil {
			return err
		}
		s.say(s.words.Say(gis.Say("sync.backed-up", c.File)))
		return nil
	})
}

type restoreCmd struct {
	Dir  string `arg:"" help:"Folder of the repository, served by nobody."`
	File string `arg:"" help:"Backup."`
}

// Run restores a backup.
func (c *restoreCmd) Run(s *session) error {
	restored, err := folder.Folder(c.Dir).Restore(s.ctx, c.File)
	if err != nil {
		return err
	}
	s.say(s.words.Say(gis.Say("sync.restored", c.Dir)))
	if restored.Carried {
		s.say(s.words.Say(gis.Say("sync.restored-carried")))
	} else {
		s.say(s.words.Say(gis.Say("sync.restored-revoke")))
	}
	if restored.Kept != "" {
		s.say(s.words.Say(gis.Say("sync.restored-kept", restored.Kept)))
	}
	return nil
}

type renewCmd struct{ place }

// Run tells a repository that its database was restored by the database's own
// tools: devices then send again what came after.
func (c *renewCmd) Run(s *session) error {
	store, err := c.open(s.ctx)
	if err != nil {
		return err
	}
	if err := errors.Join(store.Renew(s.ctx), store.Close()); err != nil {
		return err
	}
	s.say(s.words.Say(gis.Say("sync.restored", c.Dir)))
	if kept, ok := store.(*lastingStore); ok && kept.known {
		s.say(s.words.Say(gis.Say("sync.restored-carried")))
	} else {
		s.say(s.words.Say(gis.Say("sync.restored-revoke")))
	}
	return nil
}
