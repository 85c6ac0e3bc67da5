package desk

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"segit/gis"
	"segit/gis/text"
	"segit/store"
)

// RescueRequest says what to bring out of a damaged archive.
type RescueRequest struct {
	Archive string
	Keys    Keys
	Dir     string // made when it is not there
	Formats bool   // open formats too, which are in the clear
}

// Rescued says what a rescue brought out.
type Rescued = store.Rescued

// RescueReport is the file in which a rescue says what is missing.
const RescueReport = "report.txt"

// Rescue brings out all that can be read of a damaged archive, which it does
// not touch: into a new archive of the same name and keys, where asked into
// files that other programs read, and into a report of what is missing. Where
// nothing comes out, no folder is left that was not there before.
func Rescue(ctx context.Context, req RescueRequest, words text.Catalogue, p gis.Progress) (Rescued, error) {
	made, err := makeFolder(req.Dir)
	var done Rescued
	if err != nil {
		err = gis.Wrap("desk.Rescue", gis.BadInput, err, "desk.output", req.Dir)
	} else {
		done, err = rescue(ctx, req, words, p)
	}
	if err != nil {
		for _, dir := range made {
			os.Remove(dir) //nolint:errcheck // it stays where something came out
		}
	}
	return done, err
}

// makeFolder makes a folder with those that it lies in, and gives the ones that
// were not there, the innermost first.
func makeFolder(dir string) (made []string, err error) {
	for at := filepath.Clean(dir); ; at = filepath.Dir(at) {
		if _, err := os.Lstat(at); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		made = append(made, at)
	}
	return made, os.MkdirAll(dir, 0o700)
}

func rescue(ctx context.Context, req RescueRequest, words text.Catalogue, p gis.Progress) (Rescued, error) {
	to := filepath.Join(req.Dir, filepath.Base(req.Archive))
	var troubles []Trouble
	_, err := store.Check(ctx, req.Archive, req.Keys, p, func(t Trouble) error {
		troubles = append(troubles, t)
		return nil
	})
	if err != nil && gis.KindOf(err) != gis.BadInput { // of an older format there is no check
		return Rescued{}, err
	}
	done, err := store.Rescue(ctx, req.Archive, req.Keys, to, p)
	if err != nil {
		return done, err
	}
	if req.Formats {
		if err := exportAll(ctx, to, req, words); err != nil {
			return done, err
		}
	}
	return done, WriteFile(filepath.Join(req.Dir, RescueReport), func(w io.Writer) error {
		out := bufio.NewWriter(w)
		for _, t := range troubles {
			out.WriteString(words.Say(t.Message) + "\n") //nolint:errcheck // Flush tells
		}
		for _, m := range done.Told() {
			out.WriteString(words.Say(m) + "\n") //nolint:errcheck // Flush tells
		}
		return out.Flush()
	})
}

// exportAll writes every dataset of an archive, its journal and its rejects.
func exportAll(ctx context.Context, path string, req RescueRequest, words text.Catalogue) error {
	d, err := OpenWith(ctx, path, req.Keys)
	if err != nil {
		return err
	}
	err = d.exportAll(ctx, req.Dir, words)
	return errors.Join(err, d.Close())
}

func (d *Desk) exportAll(ctx context.Context, dir string, words text.Catalogue) error {
	forms := map[string]string{}
	err := d.with(func(s *store.Snapshot) error {
		for _, set := range s.Datasets() {
			if name := set.Schema.Dataset; set.Schema.Shape != gis.NoShape || forms[name] == ".gpkg" {
				forms[name] = ".gpkg"
			} else {
				forms[name] = ".csv"
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for layer, form := range forms {
		if _, err := d.Export(ctx, layer, filepath.Join(dir, layer+form), words); err != nil {
			return err
		}
	}
	err = WriteFile(filepath.Join(dir, "journal.ndjson"), func(w io.Writer) error {
		lines := json.NewEncoder(w)
		return d.archive.Operations(func(o store.Operation) error { return lines.Encode(o) })
	})
	if err != nil {
		return err
	}
	return WriteFile(filepath.Join(dir, "rejects.ndjson"), func(w io.Writer) error {
		lines := json.NewEncoder(w)
		supplies, err := d.archive.Supplies()
		for i := range supplies {
			if err == nil {
				err = d.archive.Rejects(supplies[i].ID, func(r gis.Reject) error { return lines.Encode(r) })
			}
		}
		return err
	})
}
