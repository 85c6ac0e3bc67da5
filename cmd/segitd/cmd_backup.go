package main

import (
	"segit/gis"
	"segit/sync/server/folder"
)

type backupCmd struct {
	Dir  string `arg:"" help:"Folder of the repository."`
	File string `arg:"" help:"File to write, which must not exist. It holds the authority's key: keep it where nobody reads it."`
}

// Run writes a backup.
func (c *backupCmd) Run(s *session) error {
	return s.at(c.Dir, func(o office) error {
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
	kept, err := folder.Folder(c.Dir).Restore(s.ctx, c.File)
	if err != nil {
		return err
	}
	s.say(s.words.Say(gis.Say("sync.restored", c.Dir)))
	if kept != "" {
		s.say(s.words.Say(gis.Say("sync.restored-kept", kept)))
	}
	return nil
}
