package ogcapi

import (
	"net/url"
	"slices"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/crs"
	"segit/store"
	"segit/sync/layer"
)

// extent is where and when features are.
type extent struct {
	Spatial  *spatial  `json:"spatial,omitempty"`
	Temporal *temporal `json:"temporal,omitempty"`
}

type spatial struct {
	Box [][4]float64 `json:"bbox"`
	CRS string       `json:"crs"`
}

type temporal struct {
	Interval [][2]*string `json:"interval"`
	TRS      string       `json:"trs"`
}

// collectionInfo is what is told of a collection.
type collectionInfo struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Attribution string   `json:"attribution,omitempty"`
	Links       []link   `json:"links"`
	Extent      *extent  `json:"extent,omitempty"`
	ItemType    string   `json:"itemType"`
	CRS         []string `json:"crs"`
	StorageCRS  string   `json:"storageCrs"`
	Updated     string   `json:"updated"` // last publication
	Comuni      []string `json:"comuni"`
	Features    uint32   `json:"featureCount"`
}

// collectionList lists the collections.
func (a *API) collectionList(r *request) error {
	all, err := a.collections(r)
	if err != nil {
		return err
	}
	if r.format() == html {
		return a.page(r, 200, "collections", map[string]any{"Title": r.words.Say(gis.Say("ogc.page.collections")), "Collections": a.cards(r, all)})
	}
	infos := []collectionInfo{}
	for i := range all {
		infos = append(infos, a.infoOf(r, &all[i]))
	}
	return r.reply(jsonType, map[string]any{"links": r.selfLinks("/collections", jsonType), "collections": infos})
}

// collection tells of one.
func (a *API) collection(r *request) error {
	c, err := a.one(r)
	if err == nil {
		err = a.counted(r.Context(), c)
	}
	if err != nil {
		return err
	}
	info := a.infoOf(r, c)
	if r.format() == html {
		return a.collectionPage(r, c, &info)
	}
	return r.reply(jsonType, info)
}

func (a *API) infoOf(r *request, c *collection) collectionInfo {
	path := "/collections/" + url.PathEscape(c.name)
	info := collectionInfo{
		ID: c.name, Title: r.title(c.name), ItemType: "feature", Features: c.rows, StorageCRS: crsURI(c.epsg()),
		Description: r.words.Say(gis.Say("ogc.collection", r.title(c.name), len(c.parts), c.rows)),
	}
	for _, code := range c.served() {
		info.CRS = append(info.CRS, crsURI(code))
	}
	for i := range c.parts {
		info.Comuni = append(info.Comuni, c.parts[i].Comune)
		info.Updated = max(info.Updated, stamp(c.parts[i].Published))
	}
	info.Links = append(r.selfLinks(path, jsonType),
		link{r.root + path + "/items", "items", geoType, r.title(c.name), false},
		link{r.root + path + "/items?f=html", "items", "text/html", r.title(c.name), false},
		link{r.root + path + "/schema", "describedby", schemaType, "", false},
		link{r.root + path + "/queryables", "http://www.opengis.net/def/rel/ogc/1.0/queryables", schemaType, "", false},
		link{r.root + path + "/geopackage", "enclosure", "application/geopackage+sqlite3", "GeoPackage", false},
	)
	if c.spatial() {
		info.Links = append(info.Links, link{r.root + path + "/tiles", "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector", jsonType, "", false})
	}
	info.Extent = c.extent()
	return info
}

func (c *collection) extent() *extent {
	e := &extent{}
	if box, ok := c.bound(); ok {
		e.Spatial = &spatial{[][4]float64{{box.Min[0], box.Min[1], box.Max[0], box.Max[1]}}, crs84URI}
	}
	from, to, dated := gis.OpenEnd, gis.Always, false
	for i := range c.parts {
		if l := &c.parts[i]; l.Dated() {
			first, last := l.Validity()
			dated, from, to = true, min(from, first), max(to, last)
		}
	}
	if dated {
		var span [2]*string
		for i, d := range []gis.Date{from, to} {
			if d != gis.Always && d != gis.OpenEnd {
				text := d.String() + "T00:00:00Z"
				span[i] = &text
			}
		}
		e.Temporal = &temporal{[][2]*string{span}, "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"}
	}
	if e.Spatial == nil && e.Temporal == nil {
		return nil
	}
	return e
}

// schema is the JSON Schema of the features.
func (a *API) schema(r *request) error {
	c, err := a.one(r)
	if err != nil {
		return err
	}
	return a.described(r, c, "/schema", a.columns(&r.caller, c), true)
}

// queryables is the JSON Schema of what a filter may ask for.
func (a *API) queryables(r *request) error {
	c, err := a.one(r)
	if err != nil {
		return err
	}
	columns := slices.DeleteFunc(a.columns(&r.caller, c), func(c layer.Column) bool { return !c.Queryable() })
	return a.described(r, c, "/queryables", columns, false)
}

func (a *API) described(r *request, c *collection, path string, columns []layer.Column, whole bool) error {
	properties := map[string]any{}
	for i := range columns {
		properties[columns[i].Name] = a.columnSchema(r, c.name, &columns[i])
	}
	if c.spatial() {
		properties[geometryName] = map[string]any{"title": r.words.Say(gis.Say("ogc.geometry-title")), "x-ogc-role": "primary-geometry", "format": c.geometryFormat()}
	}
	if whole && slices.ContainsFunc(c.parts, func(l layer.Layer) bool { return l.Dated() }) {
		properties[fromName] = map[string]any{"type": "string", "format": "date", "x-ogc-role": "primary-interval-start"}
		properties[toName] = map[string]any{"type": "string", "format": "date", "x-ogc-role": "primary-interval-end"}
	}
	address := "/collections/" + url.PathEscape(c.name) + path
	if r.format() == html {
		return a.page(r, 200, "schema", map[string]any{"Title": r.title(c.name), "Name": c.name, "Properties": rowsOfSchema(properties)})
	}
	return r.reply(schemaType, map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": r.root + address, "title": r.title(c.name), "type": "object",
		"properties": properties, "additionalProperties": false,
	})
}

// geometryFormat is the form of the geometries in the words of OGC schemas.
func (c *collection) geometryFormat() string {
	kinds := map[gis.ShapeKind]string{gis.PointShape: "geometry-point-or-multipoint", gis.LineShape: "geometry-linestring-or-multilinestring", gis.PolygonShape: "geometry-polygon-or-multipolygon"}
	form := kinds[c.parts[0].Shape]
	for i := range c.parts {
		if kinds[c.parts[i].Shape] != form {
			form = ""
		}
	}
	if form == "" {
		return "geometry-any"
	}
	return form
}

// columnSchema is the JSON Schema of a property.
func (a *API) columnSchema(r *request, dataset string, c *layer.Column) map[string]any {
	s := map[string]any{}
	if code := "column." + c.Name; r.words.Has(code) {
		s["title"] = r.words.Say(gis.Say(code))
	}
	switch {
	case c.Type == gis.Integer:
		s["type"] = "integer"
	case c.Numeric():
		s["type"] = "number"
	case c.Type == gis.Flag:
		s["type"] = "boolean"
	case c.Type == gis.DayType:
		s["type"], s["format"] = "string", "date"
	default:
		s["type"] = "string"
	}
	if dataset != store.DatasetFindings {
		return s
	}
	if c.Name == "id" {
		s["x-ogc-role"] = "id"
	}
	if c.Name == stateColumn {
		var names []string
		for _, state := range a.states {
			names = append(names, state.ID)
		}
		s["enum"] = names
	}
	if !slices.Contains(writable(), c.Name) {
		s["readOnly"] = true
	}
	return s
}

// crsLabel names a system for a person.
func crsLabel(code int) string {
	if code == crs84 {
		return "WGS 84 (lon, lat)"
	}
	if s, ok := crs.Lookup(code); ok {
		return s.String()
	}
	return crsURI(code)
}

// boundOf is the box of a collection for a map, in CRS84; Italy when nothing is
// on it.
func (c *collection) boundOf() orb.Bound {
	if box, ok := c.bound(); ok {
		return box
	}
	return orb.Bound{Min: orb.Point{6, 36}, Max: orb.Point{19, 47}}
}
