package server

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"github.com/peterstace/simplefeatures/geom"

	"segit/gis"
	"segit/store"
	"segit/sync/supply"
	"segit/sync/wire"
)

// sheets says which sheets a municipality has, where they lie and how much there
// is in each. Nothing of their rows leaves with it.
func (s *Server) sheets(w http.ResponseWriter, r *http.Request, d Device) error {
	comune := r.URL.Query().Get("comune")
	if !d.Sees(comune) {
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	}
	var tag string
	var found *wire.Sheets
	err := s.Store.Read(r.Context(), comune, func(v View) error {
		head, err := v.EntryHead()
		if err != nil {
			return err
		}
		if tag = s.tagOf(&Checkout{}, d.Role, head, 0); r.Header.Get("If-None-Match") == tag {
			return nil
		}
		found, err = s.sheetsOf(v, &d)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("ETag", tag)
	if found == nil {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return reply(w, found)
}

// sheetSoFar gathers a sheet from the parts that lie in it.
type sheetSoFar struct {
	wire.Sheet
	parcels []geom.Geometry // of the newest entry that has any, or boxes of rows
	bordered,
	parcelled bool
	chunks map[string]bool // counted already: what a newer supply repeats is there once
}

func (s *Server) sheetsOf(v View, d *Device) (*wire.Sheets, error) {
	caller := d.Caller()
	all := map[string]*sheetSoFar{}
	found := &wire.Sheets{Sheets: []wire.Sheet{}}
	err := eachEntry(v, 0, func(e *Entry) (bool, error) {
		_, h, err := headOf(e)
		if err != nil {
			return false, err
		}
		for _, line := range e.linesOf() {
			var p supply.Part
			if err := json.Unmarshal(line, &p); err != nil {
				return false, gis.Wrap("server.sheets", gis.Damaged, err, "sync.store-damaged")
			}
			if store.IsSquare(p.Cell) || !s.seesPart(&caller, &h, p.Schema) {
				continue
			}
			of := all[p.Cell]
			if of == nil {
				of = &sheetSoFar{Sheet: wire.Sheet{Cell: p.Cell}, chunks: map[string]bool{}}
				all[p.Cell] = of
			}
			if len(p.Box) == 4 {
				found.EPSG = h.CRS
			}
			if err := of.add(&p); err != nil {
				return false, err
			}
		}
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	for _, cell := range slices.SortedFunc(maps.Keys(all), cmp.Compare[string]) {
		of := all[cell]
		if !of.bordered && len(of.parcels) > 0 {
			of.Outline = geom.NewGeometryCollection(of.parcels).ConvexHull().AsBinary()
		}
		found.Sheets = append(found.Sheets, of.Sheet)
	}
	return found, nil
}

// add counts a part, and takes from it where the sheet lies: best from the
// border that the map gives it, else from its parcels, else from the boxes of
// whatever lies in it. Of borders the newest stands.
func (of *sheetSoFar) add(p *supply.Part) error {
	if !of.chunks[p.SHA256] {
		of.chunks[p.SHA256] = true
		of.Rows += int64(p.Rows)
		of.Bytes += int64(p.Size)
	}
	switch {
	case p.Cell == store.UnlocatedCell || len(p.Box) != 4:
	case len(p.Outline) > 0 && p.Dataset == supply.BorderDataset:
		of.Outline, of.bordered = p.Outline, true
	case len(p.Outline) > 0 && !of.bordered:
		g, err := geom.UnmarshalWKB(p.Outline, geom.NoValidate{})
		if err != nil {
			return gis.Wrap("server.sheets", gis.Damaged, err, "sync.store-damaged")
		}
		if !of.parcelled {
			of.parcels, of.parcelled = nil, true
		}
		of.parcels = append(of.parcels, g)
	case !of.bordered && !of.parcelled:
		box := geom.NewEnvelope(geom.XY{X: p.Box[0], Y: p.Box[1]}, geom.XY{X: p.Box[2], Y: p.Box[3]})
		of.parcels = append(of.parcels, box.AsGeometry())
	}
	return nil
}
