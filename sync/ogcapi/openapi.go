package ogcapi

import (
	"slices"
	"strings"

	"segit/gis"
)

// openAPI describes the API in OpenAPI 3.0, made of the very routes that answer.
func (a *API) openAPI(r *request) error {
	all, err := a.collections(r)
	if err != nil {
		return err
	}
	paths := map[string]map[string]any{}
	for _, route := range a.routes() {
		method, path, _ := strings.Cut(route.pattern, " ")
		rest, under := strings.CutPrefix(path, "/ogc")
		if !under || strings.HasPrefix(rest, "/assets") {
			continue
		}
		if rest == "" {
			rest = "/"
		}
		if paths[rest] == nil {
			paths[rest] = map[string]any{}
		}
		paths[rest][strings.ToLower(method)] = a.operationOf(method, rest, route.params, all)
	}
	if r.format() == html {
		return a.page(r, 200, "api", map[string]any{"Title": r.words.Say(gis.Say("ogc.page.api")), "Paths": rowsOfPaths(paths)})
	}
	return r.reply(openAPIType, map[string]any{
		"openapi": "3.0.3",
		"info":    map[string]any{"title": r.words.Say(gis.Say("ogc.title")), "description": r.words.Say(gis.Say("ogc.about")), "version": "1.0.0"},
		"servers": []map[string]any{{"url": r.root}},
		"paths":   paths,
		"components": map[string]any{
			"parameters":      a.parameters(all),
			"responses":       responses(),
			"securitySchemes": map[string]any{"token": map[string]any{"type": "http", "scheme": "bearer"}},
		},
	})
}

// operationOf describes a method of a path.
func (a *API) operationOf(method, path string, params []string, all []collection) map[string]any {
	id := strings.ToLower(method)
	var references []map[string]any
	for _, part := range strings.Split(path, "/") {
		if name := strings.Trim(part, "{}"); name != part {
			references = append(references, map[string]any{"$ref": "#/components/parameters/" + name})
			part = "by-" + name
		}
		if part != "" {
			id += "-" + part
		}
	}
	if path == "/" {
		id += "-landing"
	}
	for _, name := range params {
		references = append(references, map[string]any{"$ref": "#/components/parameters/" + name})
	}
	codes := map[string]any{"default": map[string]any{"$ref": "#/components/responses/Problem"}}
	for _, code := range []string{"400", "401", "404", "406", "500"} {
		codes[code] = map[string]any{"$ref": "#/components/responses/Problem"}
	}
	o := map[string]any{"operationId": id, "tags": []string{tagOfPath(path)}, "responses": codes}
	if len(references) > 0 {
		o["parameters"] = references
	}
	switch method {
	case "GET", "OPTIONS":
		codes["200"] = map[string]any{"$ref": "#/components/responses/" + answerOf(path)}
		o["security"] = []map[string]any{{}, {"token": []string{}}}
	default:
		o["security"] = []map[string]any{{"token": []string{}}}
		for _, code := range []string{"403", "405", "412", "413", "415", "422", "428"} {
			codes[code] = map[string]any{"$ref": "#/components/responses/Problem"}
		}
		switch method {
		case "POST":
			codes["201"] = map[string]any{"$ref": "#/components/responses/Feature"}
		case "DELETE":
			codes["204"] = map[string]any{"description": "deleted"}
		default:
			codes["200"] = map[string]any{"$ref": "#/components/responses/Feature"}
		}
		if method != "DELETE" {
			kind := geoType
			if method == "PATCH" {
				kind = mergePatchType
			}
			o["requestBody"] = map[string]any{"required": true, "content": map[string]any{kind: map[string]any{"schema": map[string]any{"type": "object"}}}}
		}
	}
	if slices.Contains([]string{"/tiles/{matrixSet}/{matrix}/{row}/{col}", "/collections/{collection}/tiles/{matrixSet}/{matrix}/{row}/{col}"}, path) {
		codes["204"] = map[string]any{"description": "a tile without features"}
		o["operationId"] = "dataset.vector.getTile"
		if strings.HasPrefix(path, "/collections") {
			o["operationId"] = "collection.vector.getTile"
		}
	}
	return o
}

func tagOfPath(path string) string {
	switch {
	case strings.Contains(path, "tile") || strings.Contains(path, "xyz"):
		return "Tiles"
	case strings.Contains(path, "/items"), strings.Contains(path, "geopackage"):
		return "Data"
	case strings.Contains(path, "/collections"):
		return "Collections"
	}
	return "API"
}

// answerOf names the answer of a path.
func answerOf(path string) string {
	switch {
	case strings.HasSuffix(path, "/items"):
		return "Features"
	case strings.HasSuffix(path, "/items/{id}"):
		return "Feature"
	case strings.HasSuffix(path, "/{col}"), strings.HasSuffix(path, "/{y}"):
		return "Tile"
	case strings.HasSuffix(path, "/geopackage"):
		return "GeoPackage"
	case strings.HasSuffix(path, "/schema"), strings.HasSuffix(path, "/queryables"):
		return "Schema"
	}
	return "JSON"
}

func responses() map[string]any {
	object := map[string]any{"schema": map[string]any{"type": "object"}}
	binary := map[string]any{"schema": map[string]any{"type": "string", "format": "binary"}}
	page := map[string]any{"schema": map[string]any{"type": "string"}}
	content := func(about string, kinds map[string]any) map[string]any {
		return map[string]any{"description": about, "content": kinds}
	}
	return map[string]any{
		"JSON":       content("a description", map[string]any{jsonType: object, "text/html": page}),
		"Schema":     content("a JSON Schema", map[string]any{schemaType: object, "text/html": page}),
		"Features":   content("a page of features", map[string]any{geoType: object, "text/html": page}),
		"Feature":    content("a feature", map[string]any{geoType: object, "text/html": page}),
		"Tile":       content("a vector tile", map[string]any{tileType: binary}),
		"GeoPackage": content("a GeoPackage", map[string]any{geoPackageType: binary}),
		"Problem":    content("what was refused, and why", map[string]any{"application/problem+json": object}),
	}
}

// parameters describe all that can stand in an address.
func (a *API) parameters(all []collection) map[string]any {
	var names []string
	systems := []string{crs84URI}
	for i := range all {
		names = append(names, all[i].name)
		for _, code := range all[i].served() {
			if uri := crsURI(code); !slices.Contains(systems, uri) {
				systems = append(systems, uri)
			}
		}
	}
	text := func(more map[string]any) map[string]any {
		s := map[string]any{"type": "string"}
		for name, v := range more {
			s[name] = v
		}
		return s
	}
	query := func(name string, schema map[string]any) map[string]any {
		return map[string]any{"name": name, "in": "query", "required": false, "schema": schema, "style": "form", "explode": false}
	}
	path := func(name string, schema map[string]any) map[string]any {
		return map[string]any{"name": name, "in": "path", "required": true, "schema": schema}
	}
	uri := map[string]any{"type": "string", "format": "uri", "enum": systems, "default": crs84URI}
	named := text(nil)
	if len(names) > 0 {
		named["enum"] = names
	}
	comune := query("comune", text(map[string]any{"pattern": "^[A-Z][0-9]{3}$"}))
	comune["description"] = "Belfiore code. In reading: only this municipality. In making a feature: its municipality, where the property comune does not say it and the caller has more than one."
	box := map[string]any{"type": "array", "oneOf": []map[string]any{{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}}, "items": map[string]any{"type": "number"}}
	whole := map[string]any{"type": "integer", "minimum": 0}
	return map[string]any{
		"f":           query("f", text(map[string]any{"enum": []string{"json", "html", "geojson", "mvt"}})),
		"limit":       query("limit", map[string]any{"type": "integer", "minimum": 1, "maximum": mostLimit, "default": usualLimit}),
		"bbox":        query("bbox", box),
		"bbox-crs":    query("bbox-crs", uri),
		"crs":         query("crs", uri),
		"datetime":    query("datetime", text(nil)),
		"filter":      query("filter", text(nil)),
		"filter-lang": query("filter-lang", text(map[string]any{"enum": []string{"cql2-text", "cql2-json"}, "default": "cql2-text"})),
		"filter-crs":  query("filter-crs", uri),
		"after":       query("after", text(nil)),
		"comune":      comune,
		"collections": query("collections", map[string]any{"type": "array", "items": named}),
		"collection":  path("collection", named),
		"id":          path("id", text(nil)),
		"matrixSet":   path("matrixSet", text(map[string]any{"enum": []string{quad}})),
		"matrix":      path("matrix", whole), "row": path("row", whole), "col": path("col", whole),
		"z": path("z", whole), "x": path("x", whole), "y": path("y", text(nil)),
	}
}
