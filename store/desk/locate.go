package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"segit/gis"
	"segit/store"
)

// errEnough ends a search that has found what it may show.
var errEnough = gis.Refuse(locateOp, gis.Cancelled, "locate.enough")

// Locate finds what a person typed (see [readPlace] for the forms): parcels on
// the map first, then units, then land rows, at most limit. A sheet alone gives
// the sheet. Nothing found is no error.
func (d *Desk) Locate(ctx context.Context, text string, limit int) ([]Feature, error) {
	p, err := readPlace(text, d.archive.Head.Comune)
	if err != nil {
		return nil, err
	}
	if p.coordinate {
		return []Feature{{
			Layer: "coordinate", Label: fmt.Sprintf("%.1f %.1f", p.at[0], p.at[1]), Shape: p.at, Bound: p.at.Bound(),
		}}, nil
	}
	supplies, err := d.register()
	if err != nil {
		return nil, err
	}
	var found []Feature
	err = d.with(func(s *store.Snapshot) error {
		take := func(r *store.Row) error {
			found = append(found, d.featureOf(r, supplies))
			if len(found) >= limit {
				return errEnough
			}
			return nil
		}
		if p.parcel == "" {
			return d.sheets(ctx, s, p, take)
		}
		return d.parcelsAndUnits(ctx, s, p, take)
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	if err := d.placeUnits(ctx, found); err != nil {
		return nil, err
	}
	if err := d.beside(found); err != nil {
		return nil, err
	}
	if err := d.looked("locate", found); err != nil {
		return nil, err
	}
	return found, nil
}

// sections are the sections to look in: the one typed, or all there are.
func (d *Desk) sections(ctx context.Context, s *store.Snapshot, p place) ([]string, error) {
	if !p.anySection {
		return []string{p.section}, nil
	}
	d.mu.Lock()
	known := d.known
	d.mu.Unlock()
	if known.generation == s.Generation() && known.names != nil {
		return known.names, nil
	}
	names := []string{""}
	for _, dataset := range []string{"sheets", "parcels", "units", "land"} {
		for rows, err := range s.Scan(ctx, store.Ask{Dataset: dataset, Columns: []string{}, Roles: []gis.Role{gis.RoleSection}}) {
			if err != nil {
				return nil, err
			}
			col := rows.Schema.Role(gis.RoleSection)
			for row := range rows.Len() {
				if text := gis.NormaliseSection(rows.Text(col, row)); !slices.Contains(names, text) {
					names = append(names, text)
				}
			}
		}
	}
	slices.Sort(names)
	d.mu.Lock()
	d.known = knownSections{s.Generation(), names}
	d.mu.Unlock()
	return names, nil
}

// knownSections are the census sections of a generation.
type knownSections struct {
	generation uint64
	names      []string
}

func (d *Desk) sheets(ctx context.Context, s *store.Snapshot, p place, take func(*store.Row) error) error {
	for rows, err := range s.Scan(ctx, store.Ask{Dataset: "sheets", Shapes: true}) {
		if err != nil {
			return err
		}
		for row := range rows.Len() {
			k := rows.Key(row, p.comune)
			if k.Sheet == p.sheet && (p.anySection || k.Section == p.section) {
				if err := take(&store.Row{Rows: rows, At: row}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (d *Desk) parcelsAndUnits(ctx context.Context, s *store.Snapshot, p place, take func(*store.Row) error) error {
	sections, err := d.sections(ctx, s, p)
	if err != nil {
		return err
	}
	datasets := []string{"parcels", "units", "land"}
	if p.sub != "" {
		datasets = []string{"units", "parcels"}
	}
	for _, dataset := range datasets {
		for _, section := range sections {
			k := gis.MakeKey(p.comune, section, p.sheet, p.parcel, p.sub)
			if dataset != "units" {
				k = k.OfParcel()
			}
			if err := s.ByKey(ctx, store.Ask{Dataset: dataset, Shapes: true}, k, take); err != nil {
				return err
			}
		}
	}
	return nil
}

// placeUnits gives rows without geometry the place of their parcel.
func (d *Desk) placeUnits(ctx context.Context, found []Feature) error {
	return d.with(func(s *store.Snapshot) error {
		for i := range found {
			f := &found[i]
			if f.Shape != nil || f.Key.IsZero() {
				continue
			}
			err := s.ByKey(ctx, store.Ask{Dataset: "parcels", Shapes: true}, f.Key.OfParcel(), func(r *store.Row) error {
				f.Shape, f.Bound = r.Shapes.Geometry(r.At), r.Shapes.Bound(r.At)
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
