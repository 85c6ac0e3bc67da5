package ogcapi

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	"segit/gis"
	"segit/gis/format/gpkg"
	"segit/store"
	"segit/sync/layer"
)

// geoPackageType is the media type of a GeoPackage.
const geoPackageType = "application/geopackage+sqlite3"

// geoPackage sends a collection as a GeoPackage, a layer for each municipality,
// in the CRS of its rows, with where they come from.
func (a *API) geoPackage(r *request) error {
	c, err := a.one(r)
	if err != nil {
		return err
	}
	q := query{comune: r.params.get("comune"), columns: a.columns(&r.caller, c), out: crs84, boxCRS: crs84}
	if r.params.has("comune") && !gis.ValidBelfiore(q.comune) {
		return badRequest("ogc.comune", q.comune)
	}
	dir, err := os.MkdirTemp(a.Temp, "segitd-export")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a folder of the system's temporary ones
	path := filepath.Join(dir, "export.gpkg")
	if err := a.writeGeoPackage(r, c, &q, path); err != nil {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // it was read
	r.w.Header().Set("Content-Type", geoPackageType)
	r.w.Header().Set("Content-Disposition", `attachment; filename="`+c.name+`.gpkg"`)
	http.ServeContent(r.w, r.Request, c.name+".gpkg", a.Now(), file)
	return nil
}

func (a *API) writeGeoPackage(r *request, c *collection, q *query, path string) error {
	ctx := r.Context()
	w, err := gpkg.Create(ctx, path)
	if err != nil {
		return err
	}
	w.Stamp(a.Now())
	for i := range c.parts {
		l := &c.parts[i]
		if q.comune != "" && l.Comune != q.comune {
			continue
		}
		if err := a.exportPart(r, c, q, l, w); err != nil {
			w.Abort()
			return err
		}
		if l.Private {
			if err := a.logged(r, l.Comune, store.Access{Deed: "export", What: l.Name, Count: int64(l.Rows)}); err != nil {
				w.Abort()
				return err
			}
		}
	}
	return w.Close(ctx)
}

// exportPart writes the layer of a municipality.
func (a *API) exportPart(r *request, c *collection, q *query, l *layer.Layer, w *gpkg.Writer) error {
	p, err := newPainter(l, q.columns, crs84)
	if err != nil {
		return err
	}
	schema := gis.Schema{Dataset: l.Name, Shape: l.Shape}
	if len(c.parts) > 1 && q.comune == "" {
		schema.Dataset = l.Comune + "_" + l.Name
	}
	schema.Columns = append(schema.Columns, gis.Column{Name: "feature_id", Type: gis.Text})
	for _, at := range p.shown {
		schema.Columns = append(schema.Columns, gis.Column{Name: l.Columns[at].Name, Type: l.Columns[at].Type})
	}
	if p.dated {
		schema.Columns = append(schema.Columns, gis.Column{Name: fromName, Type: gis.DayType}, gis.Column{Name: toName, Type: gis.DayType})
	}
	epsg := 0
	if l.Shape != gis.NoShape {
		epsg = l.EPSG
	}
	if err := w.Layer(r.Context(), &schema, epsg); err != nil {
		return err
	}
	one := collection{name: c.name, parts: []layer.Layer{*l}}
	b := gis.NewBatch(&schema)
	err = a.features(r.Context(), &one, q, func(_ *layer.Layer, f *layer.Feature) (bool, error) {
		if err := p.row(b, f); err != nil {
			return false, err
		}
		if b.Len() < 2000 {
			return true, nil
		}
		err := w.Rows(r.Context(), b)
		b.Reset()
		return true, err
	})
	if err == nil {
		err = w.Rows(r.Context(), b)
	}
	if err != nil {
		return err
	}
	provenance, err := json.Marshal(map[string]any{
		"comune": l.Comune, "layer": l.Name, "published": stamp(l.Published), "generation": l.Generation, "supplies": l.Supplies, "exported": stamp(a.Now()),
	})
	if err != nil {
		return err
	}
	w.Metadata(schema.Dataset, r.root+"/collections/"+c.name, "application/json", string(provenance))
	return nil
}

// row puts a feature into a batch of the columns that are written.
func (p *painter) row(b *gis.Batch, f *layer.Feature) error {
	p.tokens = layer.Split(f.Values, p.tokens)
	b.SetText(0, f.ID)
	for n, at := range p.shown {
		if at < len(p.tokens) && !layer.Null(p.tokens[at]) {
			setToken(b, n+1, p.layer.Columns[at].Type, p.tokens[at])
		}
	}
	if p.dated {
		for i, d := range []gis.Date{f.From, f.To} {
			if d != gis.Always && d != gis.OpenEnd {
				b.SetNum(len(p.shown)+1+i, int64(d))
			}
		}
	}
	g, err := f.Geometry()
	if err != nil {
		return err
	}
	if g != nil {
		b.Shapes.Append(g)
	}
	b.Add(f.Row, gis.Always, gis.OpenEnd)
	return nil
}

// setToken puts the JSON of a value into a column.
func setToken(b *gis.Batch, col int, kind gis.Type, token []byte) {
	number := func() float64 {
		v, err := strconv.ParseFloat(string(token), 64)
		if err != nil {
			return 0 // cannot be: publications hold numbers
		}
		return v
	}
	switch kind {
	case gis.Text:
		b.SetText(col, layer.TextOf(token))
	case gis.Integer:
		b.SetNum(col, int64(number()))
	case gis.Number:
		if v, ok := gis.ParseDecimal(string(token), '.'); ok {
			b.SetNum(col, int64(v))
		}
	case gis.Money:
		if v, ok := gis.ParseCents(string(token), '.'); ok {
			b.SetNum(col, int64(v))
		}
	case gis.DayType:
		if d, ok := gis.ParseDay(layer.TextOf(token), "2006-01-02"); ok {
			b.SetNum(col, int64(d))
		}
	case gis.Flag:
		if string(token) == "true" {
			b.SetNum(col, 1)
		} else {
			b.SetNum(col, 0)
		}
	case gis.Real:
		b.SetReal(col, number())
	}
}
