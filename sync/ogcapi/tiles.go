package ogcapi

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"segit/gis"
)

// quad is the tile matrix set that is served.
const quad = "WebMercatorQuad"

const quadURI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"

// tileShelf keeps tiles that were drawn, the latest ones, each of its
// publications.
type tileShelf struct {
	mu   *sync.Mutex
	kept map[string][]byte
	size int
}

// mostTiles is how many bytes of tiles are kept.
const mostTiles = 64 << 20

func newTileShelf() tileShelf { return tileShelf{mu: new(sync.Mutex), kept: map[string][]byte{}} }

func (s *tileShelf) get(key string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	tile, ok := s.kept[key]
	return tile, ok
}

// put keeps a tile; when there is no room, all go.
func (s *tileShelf) put(key string, tile []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.size += len(tile) + len(key) + 64; s.size > mostTiles {
		clear(s.kept)
		s.size = len(tile) + len(key) + 64
	}
	s.kept[key] = tile
}

// tileOf reads the place of a tile: matrix, row, column.
func (r *request) tileOf() (tileAt, error) {
	if r.PathValue("matrixSet") != quad {
		return tileAt{}, notFound()
	}
	return placeOfTile(r.PathValue("matrix"), r.PathValue("col"), r.PathValue("row"))
}

func placeOfTile(z, x, y string) (tileAt, error) {
	var at tileAt
	for text, to := range map[*string]*int{&z: &at.z, &x: &at.x, &y: &at.y} {
		n, err := strconv.Atoi(*text)
		if err != nil {
			return at, notFound()
		}
		*to = n
	}
	if !at.valid() {
		return at, refuse(404, "ogc.tile-none", quad)
	}
	return at, nil
}

// collectionTile is a tile of one collection.
func (a *API) collectionTile(r *request) error {
	c, err := a.one(r)
	if err != nil {
		return err
	}
	at, err := r.tileOf()
	if err != nil {
		return err
	}
	return a.sendTile(r, []collection{*c}, at)
}

// xyz is a tile of one collection, addressed as web maps do.
func (a *API) xyz(r *request) error {
	c, err := a.one(r)
	if err != nil {
		return err
	}
	y, _, _ := strings.Cut(r.PathValue("y"), ".")
	at, err := placeOfTile(r.PathValue("z"), r.PathValue("x"), y)
	if err != nil {
		return err
	}
	return a.sendTile(r, []collection{*c}, at)
}

// datasetTile is a tile of several collections, all when none is named.
func (a *API) datasetTile(r *request) error {
	chosen, err := a.chosen(r)
	if err != nil {
		return err
	}
	at, err := r.tileOf()
	if err != nil {
		return err
	}
	return a.sendTile(r, chosen, at)
}

// chosen are the collections of the parameter of that name.
func (a *API) chosen(r *request) ([]collection, error) {
	all, err := a.collections(r)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(c collection) bool { return !c.spatial() })
	if !r.params.has("collections") {
		return all, nil
	}
	var chosen []collection
	for _, name := range strings.Split(r.params.get("collections"), ",") {
		at := slices.IndexFunc(all, func(c collection) bool { return c.name == name })
		if at < 0 {
			return nil, badRequest("ogc.collections", name)
		}
		chosen = append(chosen, all[at])
	}
	return chosen, nil
}

// sendTile draws a tile, or takes the one that was drawn before.
func (a *API) sendTile(r *request, chosen []collection, at tileAt) error {
	var key strings.Builder
	keep := true
	for i := range chosen {
		c := &chosen[i]
		key.WriteString(c.name)
		for j := range c.parts {
			key.WriteString(" " + c.parts[j].Comune + c.parts[j].Generation)
			keep = keep && c.parts[j].Name != "findings" // people write on them
		}
		for _, column := range tileColumns(a.columns(&r.caller, c)) {
			key.WriteString("," + column.Name)
		}
	}
	key.WriteString(" " + strconv.Itoa(at.z) + "/" + strconv.Itoa(at.x) + "/" + strconv.Itoa(at.y))
	tile, found := a.tiles.get(key.String())
	if !found || !keep {
		var err error
		tile = nil
		for i := range chosen {
			if tile, err = a.drawTile(r.Context(), &r.caller, &chosen[i], at, tile); err != nil {
				return err
			}
		}
		if tile, err = packedTile(tile); err != nil {
			return err
		}
		if keep {
			a.tiles.put(key.String(), tile)
		}
	}
	sum := sha256.Sum256(tile)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	head := r.w.Header()
	head.Set("ETag", tag)
	head.Set("Content-Crs", "<"+crsURI(webMercator)+">")
	switch {
	case r.Header.Get("If-None-Match") == tag:
		r.w.WriteHeader(304)
		return nil
	case len(tile) == 0:
		r.w.WriteHeader(204)
		return nil
	}
	head.Set("Content-Type", tileType)
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		return unpacked(r.w, tile)
	}
	head.Set("Content-Encoding", "gzip")
	_, err := r.w.Write(tile)
	return err
}

// packedTile is a tile as it travels; nothing for one without features.
func packedTile(tile []byte) ([]byte, error) {
	if len(tile) == 0 {
		return nil, nil
	}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err == nil {
		_, err = w.Write(tile)
	}
	if err == nil {
		err = w.Close()
	}
	return b.Bytes(), err
}

func unpacked(w interface{ Write([]byte) (int, error) }, tile []byte) error {
	r, err := gzip.NewReader(bytes.NewReader(tile))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(r); err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// tileJSON describes the tiles of a collection as web maps want it.
func (a *API) tileJSON(r *request) error {
	c, err := a.one(r)
	if err != nil {
		return err
	}
	box := c.boundOf()
	fields := map[string]string{"id": "String"}
	for _, column := range tileColumns(a.columns(&r.caller, c)) {
		fields[column.Name] = "String"
		if column.Numeric() {
			fields[column.Name] = "Number"
		}
	}
	return r.reply(jsonType, map[string]any{
		"tilejson": "3.0.0", "name": c.name, "scheme": "xyz", "minzoom": leastZoom, "maxzoom": mostZoom,
		"tiles":         []string{r.root + "/collections/" + url.PathEscape(c.name) + "/xyz/{z}/{x}/{y}.mvt"},
		"bounds":        []float64{box.Min[0], box.Min[1], box.Max[0], box.Max[1]},
		"vector_layers": []map[string]any{{"id": c.name, "fields": fields}},
	})
}

// tilesetOf describes the tiles at an address.
func (a *API) tilesetOf(r *request, path string, chosen []collection) map[string]any {
	var layers []map[string]any
	e := collection{}
	for i := range chosen {
		c := &chosen[i]
		properties := map[string]any{}
		for _, column := range tileColumns(a.columns(&r.caller, c)) {
			properties[column.Name] = a.columnSchema(r, c.name, &column)
		}
		layers = append(layers, map[string]any{
			"id": c.name, "title": r.title(c.name), "dataType": "vector", "geometryDimension": dimension(c),
			"propertiesSchema": map[string]any{"type": "object", "properties": properties},
		})
		e.parts = append(e.parts, c.parts...)
	}
	box := e.boundOf()
	template := r.root + path + "/{tileMatrix}/{tileRow}/{tileCol}?f=mvt"
	return map[string]any{
		"title": "MVT", "dataType": "vector", "crs": crsURI(webMercator), "tileMatrixSetURI": quadURI, "layers": layers,
		"boundingBox":         map[string]any{"lowerLeft": box.Min, "upperRight": box.Max, "crs": crs84URI},
		"tileMatrixSetLimits": limitsOf(e.boundIn(webMercator)),
		"links": []link{
			{r.root + path, "self", jsonType, "", false},
			{r.root + "/tileMatrixSets/" + quad, "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme", jsonType, quad, false},
			{template, "item", tileType, "", true},
		},
	}
}

func dimension(c *collection) int {
	switch c.parts[0].Shape {
	case gis.PointShape:
		return 0
	case gis.LineShape:
		return 1
	}
	return 2
}

// collectionTilesets lists the tilesets of a collection: one.
func (a *API) collectionTilesets(r *request) error {
	c, err := a.one(r)
	if err != nil {
		return err
	}
	if !c.spatial() {
		return notFound()
	}
	path := "/collections/" + url.PathEscape(c.name) + "/tiles"
	return a.tilesetList(r, path)
}

func (a *API) datasetTilesets(r *request) error { return a.tilesetList(r, "/tiles") }

func (a *API) tilesetList(r *request, path string) error {
	set := r.root + path + "/" + quad
	return r.reply(jsonType, map[string]any{
		"links": []link{{r.root + path, "self", jsonType, "", false}},
		"tilesets": []map[string]any{{
			"title": quad, "dataType": "vector", "crs": crsURI(webMercator), "tileMatrixSetURI": quadURI,
			"links": []link{
				{set, "self", jsonType, quad, false},
				{r.root + "/tileMatrixSets/" + quad, "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme", jsonType, quad, false},
				{set + "/{tileMatrix}/{tileRow}/{tileCol}?f=mvt", "item", tileType, "", true},
			},
		}},
	})
}

func (a *API) collectionTileset(r *request) error {
	c, err := a.one(r)
	if err != nil {
		return err
	}
	if !c.spatial() || r.PathValue("matrixSet") != quad {
		return notFound()
	}
	return r.reply(jsonType, a.tilesetOf(r, "/collections/"+url.PathEscape(c.name)+"/tiles/"+quad, []collection{*c}))
}

func (a *API) datasetTileset(r *request) error {
	chosen, err := a.chosen(r)
	if err != nil {
		return err
	}
	if r.PathValue("matrixSet") != quad {
		return notFound()
	}
	return r.reply(jsonType, a.tilesetOf(r, "/tiles/"+quad, chosen))
}
