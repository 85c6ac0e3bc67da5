package ogcapi

import (
	"net/http"
	"strings"

	"segit/gis"
)

// welcome is the page at /.
func (a *API) welcome(r *request) error {
	http.Redirect(r.w, r.Request, "/ogc?f=html", http.StatusSeeOther)
	return nil
}

// landing tells where everything is.
func (a *API) landing(r *request) error {
	links := append(r.selfLinks("", jsonType),
		link{r.root + "/api", "service-desc", openAPIType, "OpenAPI 3.0", false},
		link{r.root + "/api?f=html", "service-doc", "text/html", r.words.Say(gis.Say("ogc.page.api")), false},
		link{r.root + "/conformance", "conformance", jsonType, "", false},
		link{r.root + "/collections", "data", jsonType, r.words.Say(gis.Say("ogc.page.collections")), false},
		link{r.root + "/tiles", "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector", jsonType, "", false},
		link{r.root + "/tileMatrixSets", "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes", jsonType, "", false},
	)
	title, about := r.words.Say(gis.Say("ogc.title")), r.words.Say(gis.Say("ogc.about"))
	if r.format() == html {
		all, err := a.collections(r)
		if err != nil {
			return err
		}
		return a.page(r, 200, "landing", map[string]any{"Title": title, "About": about, "Collections": a.cards(r, all), "Links": links})
	}
	return r.reply(jsonType, map[string]any{"title": title, "description": about, "links": links})
}

// Classes are the conformance classes that the API declares.
func Classes() []string {
	const (
		features = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
		byCRS    = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/"
		filters  = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/"
		writes   = "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/"
		cql2     = "http://www.opengis.net/spec/cql2/1.0/conf/"
		tiles    = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/"
		shared   = "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/"
		sharedTo = "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/"
	)
	return []string{
		shared + "core", sharedTo + "collections",
		features + "core", features + "geojson", features + "html", features + "oas30",
		byCRS + "crs",
		filters + "queryables", filters + "filter", filters + "features-filter",
		writes + "create-replace-delete", writes + "update", writes + "optimistic-locking-etags", writes + "features",
		cql2 + "cql2-text", cql2 + "cql2-json", cql2 + "basic-cql2", cql2 + "advanced-comparison-operators",
		cql2 + "basic-spatial-functions", cql2 + "basic-spatial-functions-plus",
		tiles + "core", tiles + "tileset", tiles + "tilesets-list", tiles + "dataset-tilesets", tiles + "geodata-tilesets",
		tiles + "collections-selection", tiles + "mvt",
	}
}

// conformance lists the classes.
func (a *API) conformance(r *request) error {
	if r.format() == html {
		return a.page(r, 200, "conformance", map[string]any{"Title": r.words.Say(gis.Say("ogc.page.conformance")), "Classes": Classes()})
	}
	return r.reply(jsonType, map[string]any{"conformsTo": Classes(), "links": r.selfLinks("/conformance", jsonType)})
}

// title is how people call a layer.
func (r *request) title(name string) string {
	if code := "ui.layer." + name; r.words.Has(code) {
		return r.words.Say(gis.Say(code))
	}
	return strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "-", " ")
}
