package sharing

import (
	"context"
	"iter"
	"slices"

	"segit/gis"
	"segit/gis/text"
	"segit/sync/client"
	"segit/sync/layer"
	"segit/sync/rights"
	"segit/sync/wire"
)

// Publish serves layers of the archive to other programs through its central
// repository (OGC API), in the place of what was served: who may send supplies
// may. The server decides who sees them: everybody what is open, with a token
// and by role the rest.
func (d Desk) Publish(ctx context.Context, names []string, words text.Catalogue, p gis.Progress) (all []layer.Layer, err error) {
	for _, name := range names {
		l, err := d.publish(ctx, name, words, p)
		if err != nil {
			return all, err
		}
		all = append(all, l)
	}
	return all, nil
}

// Published lists what the central repository serves of the municipality, and
// what it serves no more.
func (d Desk) Published(ctx context.Context) (all []wire.PublishedLayer, err error) {
	err = d.look(func(link *client.Link) error {
		all, err = link.Published(ctx)
		return err
	})
	return all, err
}

func (d Desk) publish(ctx context.Context, name string, words text.Catalogue, p gis.Progress) (layer.Layer, error) {
	return layer.Publish(ctx, d.Desk, name, words, func(ctx context.Context, l layer.Layer, features iter.Seq2[*layer.Feature, error]) (sent layer.Layer, err error) {
		err = d.look(func(link *client.Link) error {
			sent, err = link.Publish(ctx, l, features, p)
			return err
		})
		return sent, err
	})
}

// publishOpen serves anew the open layers with rows that were imported here,
// where they are others than this archive published last: who pushes supplies
// feeds what everybody sees, and nobody needs the server's machine. What was
// withdrawn stays so until somebody publishes it by name.
func (d Desk) publishOpen(ctx context.Context, p gis.Progress) error {
	table, err := rights.BuiltIn()
	if err != nil {
		return err
	}
	words, err := text.Load(text.Italian)
	if err != nil {
		return err
	}
	st, err := d.Status()
	if err != nil || !table.Writes(&rights.Caller{User: st.User, Role: st.Role}, "parcels", "*") {
		return err
	}
	holding, err := d.Holding(ctx)
	if err != nil || !holding.Whole {
		return err
	}
	layers, err := d.Layers(ctx)
	if err != nil {
		return err
	}
	var due []string
	for i := range layers {
		name := layers[i].Name
		if slices.Contains(due, name) || !table.SeesSome(&rights.Caller{}, name) {
			continue
		}
		is, err := d.due(name, words)
		if err != nil {
			return err
		}
		if is {
			due = append(due, name)
		}
	}
	if len(due) == 0 {
		return nil
	}
	there, err := d.Published(ctx)
	if err != nil {
		return err
	}
	for i := range there {
		if l := &there[i]; l.Withdrawn {
			due = slices.DeleteFunc(due, func(name string) bool { return name == l.Name })
		}
	}
	_, err = d.Publish(ctx, due, words, p)
	return err
}

// due reports whether an open layer of this desk's own import is to be served
// anew.
func (d Desk) due(name string, words text.Catalogue) (bool, error) {
	h, err := d.Handed(name, words)
	if err != nil {
		return false, err
	}
	l := layer.Described(&h)
	own := false
	for i := range h.Supplies {
		own = own || h.Supplies[i].Origin == ""
	}
	if l.Private || !own {
		return false, nil
	}
	before := ""
	err = d.look(func(link *client.Link) (err error) {
		before, err = link.PrintOf(name)
		return err
	})
	return before != l.Print, err
}
