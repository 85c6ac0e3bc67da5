package client

import (
	"context"

	"segit/gis"
	"segit/store"
	"segit/sync/supply"
)

// again makes chunks of rows that the archive has in a supply which came before:
// a sheet that a newer supply says unchanged does not travel again. missing loses
// those that were made.
func (w *intake) again(ctx context.Context, missing map[string]string, b *chunkWriter) error {
	if len(missing) == 0 {
		return nil
	}
	short, cells := map[string]bool{}, map[string]bool{}
	for name, cell := range missing {
		short[name[:shortName]] = true
		cells[cell] = true
	}
	s := w.land().Snapshot()
	defer s.Release() //nolint:errcheck // a sweep that failed is tried again at the next open
	want := func(p store.Place) bool { return cells[p.Cell] }
	for name, h := range w.held {
		known := false
		for _, p := range h.Parts {
			known = known || short[p.Key[len(p.Key)-shortName:]]
		}
		if !known || len(missing) == 0 {
			continue
		}
		err := cut(ctx, s, h.Local, name, want, func(_ store.Place, _ int, c *supply.Chunk, _ []uint32) error {
			plain, err := c.Encode()
			if err != nil {
				return err
			}
			made := supply.Name(plain)
			if _, ok := missing[made]; !ok {
				return nil
			}
			delete(missing, made)
			return b.put(made, w.packer.Pack(plain))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// computedPrefix begins the names of entries of computed rows; their scope
// follows.
const computedPrefix = "computed/"

// cut cuts the rows of an entry that the archive has into chunks.
func cut(
	ctx context.Context, s *store.Snapshot, local uint32, name string, want func(store.Place) bool,
	found func(at store.Place, n int, c *supply.Chunk, lines []uint32) error,
) error {
	c := &supply.Cutter{Found: found}
	take := func(p store.Place, b *gis.Batch) error { return c.Add(p, b) }
	var err error
	if local == 0 {
		err = s.Computed(ctx, name[len(computedPrefix):], want, take)
	} else {
		err = s.Said(ctx, local, want, take)
	}
	if err != nil {
		return err
	}
	return c.Close()
}
