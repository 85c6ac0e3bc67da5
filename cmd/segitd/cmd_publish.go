package main

import (
	"context"
	"errors"
	"os"

	"segit/gis"
	deeds "segit/store/desk"
	"segit/sync/layer"
)

type publishCmd struct {
	place
	Archive        string   `arg:"" help:"Archive that has the layers."`
	Layer          []string `arg:"" help:"Layers, as “segitctl layers” names them; findings too."`
	PassphraseFile string   `help:"File whose first line opens the archive (default: SEGIT_PASSPHRASE)." placeholder:"FILE"`
	Purpose        string   `help:"Why the layers are read, for the archive's access log."`
}

// Run copies layers of an archive to the repository, which serves them in the
// place of those that it had.
func (c *publishCmd) Run(s *session) error {
	keys := deeds.Keys{Passphrase: []byte(os.Getenv("SEGIT_PASSPHRASE"))}
	if c.PassphraseFile != "" {
		var err error
		if keys.Passphrase, err = deeds.ReadPassphrase(c.PassphraseFile); err != nil {
			return err
		}
	}
	d, err := deeds.OpenWith(s.ctx, c.Archive, keys)
	if err != nil {
		return err
	}
	d.SetReader(deeds.Reader{Actor: "segitd", Purpose: c.Purpose})
	return errors.Join(s.at(&c.place, func(o office) error { return c.publish(s, d, o) }), d.Close())
}

func (c *publishCmd) publish(s *session, d *deeds.Desk, o office) error {
	for _, name := range c.Layer {
		l, err := layer.Publish(s.ctx, d, name, s.words, o.publish)
		if err != nil {
			return err
		}
		if s.json {
			if err := s.print(map[string]any{"comune": l.Comune, "layer": l.Name, "rows": l.Rows, "crs": l.EPSG, "private": l.Private}); err != nil {
				return err
			}
			continue
		}
		s.say(s.words.Say(l.Told()))
	}
	return nil
}

type withdrawCmd struct {
	place
	Comune string   `arg:"" help:"Municipality's Belfiore code."`
	Layer  []string `arg:"" help:"Layers to serve no more."`
}

// Run serves layers no more.
func (c *withdrawCmd) Run(s *session) error {
	return s.at(&c.place, func(o office) error {
		for _, name := range c.Layer {
			if err := o.withdraw(s.ctx, c.Comune, name); err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *here) withdraw(ctx context.Context, comune, name string) error {
	err := h.store.Withdraw(ctx, comune, name)
	if errors.Is(err, layer.ErrUnknown) {
		return gis.Refuse("segitd.withdraw", gis.NotFound, "ogc.no-layer", name, comune)
	}
	return err
}
