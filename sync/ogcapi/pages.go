package ogcapi

import (
	"bytes"
	"embed"
	"encoding/json"
	"html/template"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"sort"
	"strings"
	"time"

	"segit/gis"
	"segit/store"
	"segit/sync/layer"
)

// What the pages are made of: nothing of them comes from another server.
//
//go:embed page
var pageFiles embed.FS

// pages are the templates, by name.
type pages map[string]*template.Template

func newPages() (pages, error) {
	all := pages{}
	names, err := fs.Glob(pageFiles, "page/*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if name == "page/frame.html" {
			continue
		}
		t, err := template.New("frame.html").Funcs(template.FuncMap{"say": func(...any) string { return "" }, "json": jsonText}).
			ParseFS(pageFiles, "page/frame.html", name)
		if err != nil {
			return nil, err
		}
		all[strings.TrimSuffix(path.Base(name), ".html")] = t
	}
	return all, nil
}

// jsonText is a value as a script reads it.
func jsonText(v any) (template.JS, error) {
	raw, err := json.Marshal(v)
	return template.JS(raw), err
}

// page answers with a page.
func (a *API) page(r *request, status int, name string, values map[string]any) error {
	t, err := a.pages[name].Clone()
	if err != nil {
		return err
	}
	t.Funcs(template.FuncMap{"say": func(code string, args ...any) string { return r.words.Say(gis.Say("ogc.page."+code, args...)) }})
	values["Lang"], values["Root"], values["User"] = string(r.words.Lang()), "/ogc", r.caller.User
	var b bytes.Buffer
	if err := t.Execute(&b, values); err != nil {
		return err
	}
	head := r.w.Header()
	head.Set("Content-Type", htmlType)
	head.Set("Content-Security-Policy", "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'; base-uri 'none'")
	head.Set("X-Content-Type-Options", "nosniff")
	if r.caller.Known() {
		head.Set("Cache-Control", "no-store")
	}
	r.w.WriteHeader(status)
	_, err = r.w.Write(b.Bytes())
	return err
}

// asset sends a style or a script.
func (a *API) asset(r *request) error {
	name := r.PathValue("name")
	if !slices.Contains([]string{".css", ".js"}, path.Ext(name)) {
		return notFound()
	}
	body, err := pageFiles.ReadFile("page/" + path.Base(name))
	if err != nil {
		return notFound()
	}
	r.w.Header().Set("Cache-Control", "max-age=300")
	http.ServeContent(r.w, r.Request, name, time.Time{}, bytes.NewReader(body))
	return nil
}

// card is a collection on a page of many.
type card struct {
	Name, Title, Path string
	Features          string
	Comuni            []string
	Private, Spatial  bool
	Published         string
}

func (a *API) cards(r *request, all []collection) []card {
	var cards []card
	for i := range all {
		c := &all[i]
		one := card{Name: c.name, Title: r.title(c.name), Path: "/ogc/collections/" + url.PathEscape(c.name), Features: r.words.Count(int64(c.rows)), Spatial: c.spatial()}
		for j := range c.parts {
			l := &c.parts[j]
			one.Comuni, one.Private = append(one.Comuni, l.Comune), one.Private || l.Private
			if !l.Published.IsZero() {
				one.Published = r.words.Date(gis.DayOf(l.Published))
			}
		}
		cards = append(cards, one)
	}
	return cards
}

// mapOf is what the map of a page is told.
func mapOf(c *collection) map[string]any {
	box := c.boundOf()
	return map[string]any{
		"tiles": "/ogc/collections/" + url.PathEscape(c.name) + "/xyz/", "items": "/ogc/collections/" + url.PathEscape(c.name) + "/items",
		"box": []float64{box.Min[0], box.Min[1], box.Max[0], box.Max[1]},
	}
}

// collectionPage shows a collection on the map.
func (a *API) collectionPage(r *request, c *collection, info *collectionInfo) error {
	systems := []map[string]string{}
	for _, code := range c.served() {
		systems = append(systems, map[string]string{"Label": crsLabel(code), "URI": crsURI(code)})
	}
	values := map[string]any{
		"Title": info.Title, "Info": info, "Path": "/ogc/collections/" + url.PathEscape(c.name), "Systems": systems, "Spatial": c.spatial(),
		"Columns": a.columns(&r.caller, c), "Storage": crsLabel(c.epsg()), "Features": r.words.Count(int64(c.rows)), "Sources": r.sources(c),
		"Private": slices.ContainsFunc(c.parts, func(l layer.Layer) bool { return l.Private }),
	}
	if c.spatial() {
		values["Map"] = mapOf(c)
	}
	return a.page(r, 200, "collection", values)
}

// sources are where the rows of a collection come from.
func (r *request) sources(c *collection) []map[string]string {
	var all []map[string]string
	for i := range c.parts {
		for _, s := range c.parts[i].Supplies {
			all = append(all, map[string]string{"Comune": c.parts[i].Comune, "Source": s.Source, "Date": r.words.Date(s.Date), "SHA256": s.SHA256[:min(12, len(s.SHA256))]})
		}
	}
	return all
}

// geoPage is a page of features as they are shown.
type geoPage struct {
	ID         string                     `json:"id"`
	Geometry   json.RawMessage            `json:"geometry"`
	Properties map[string]json.RawMessage `json:"properties"`
}

// itemsPage shows a page of features as a table, beside the map.
func (a *API) itemsPage(r *request, c *collection, q *query) error {
	p, err := a.pageOf(r, c, q)
	if err != nil {
		return err
	}
	var features []geoPage
	if err := json.Unmarshal([]byte("["+p.body.String()+"]"), &features); err != nil {
		return err
	}
	names := columnNames(q.columns, features)
	var rows []map[string]any
	for _, f := range features {
		cells := make([]string, len(names))
		for i, name := range names {
			cells[i] = r.shown(f.Properties[name])
		}
		rows = append(rows, map[string]any{"ID": f.ID, "Path": "/ogc/collections/" + url.PathEscape(c.name) + "/items/" + url.PathEscape(f.ID) + "?f=html", "Cells": cells})
	}
	values := map[string]any{"Title": r.title(c.name), "Path": "/ogc/collections/" + url.PathEscape(c.name), "Names": r.headers(names), "Rows": rows, "Filter": r.params.get("filter")}
	if p.next != nil {
		next := maps.Clone(url.Values(r.params))
		next.Set("after", p.next.token())
		next.Set("f", "html")
		values["Next"] = "/ogc/collections/" + url.PathEscape(c.name) + "/items?" + next.Encode()
	}
	if c.spatial() {
		m := mapOf(c)
		m["features"] = features
		if q.out != crs84 {
			delete(m, "features") // the map speaks degrees
		}
		values["Map"] = m
	}
	return a.page(r, 200, "items", values)
}

// columnNames are the columns of a table: those that have a value in it.
func columnNames(columns []layer.Column, features []geoPage) []string {
	var names []string
	for i := range columns {
		names = append(names, columns[i].Name)
	}
	names = append(names, fromName, toName)
	return slices.DeleteFunc(names, func(name string) bool {
		return !slices.ContainsFunc(features, func(f geoPage) bool { return !layer.Null(f.Properties[name]) })
	})
}

// headers are the names of columns as a person reads them.
func (r *request) headers(names []string) []string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = name
		if code := "column." + name; r.words.Has(code) {
			all[i] = r.words.Say(gis.Say(code))
		}
	}
	return all
}

// shown is a value as a person reads it.
func (r *request) shown(token []byte) string {
	switch string(token) {
	case "true":
		return r.words.Say(gis.Say("ogc.page.yes"))
	case "false":
		return r.words.Say(gis.Say("ogc.page.no"))
	}
	text := layer.TextOf(token)
	if d, ok := gis.ParseDay(text, "2006-01-02"); ok && len(text) == 10 {
		return r.words.Date(d)
	}
	if len(token) > 0 && token[0] != '"' && r.words.Lang() == "it" {
		return strings.Replace(text, ".", ",", 1)
	}
	return text
}

// itemPage shows one feature.
func (a *API) itemPage(r *request, c *collection) error {
	body, _, err := a.itemOf(r, c, r.PathValue("id"), crs84)
	if err != nil {
		return err
	}
	var f geoPage
	if err := json.Unmarshal(body, &f); err != nil {
		return err
	}
	names := columnNames(a.columns(&r.caller, c), []geoPage{f})
	var cells [][2]string
	for i, header := range r.headers(names) {
		cells = append(cells, [2]string{header, r.shown(f.Properties[names[i]])})
	}
	values := map[string]any{
		"Title": f.ID, "Layer": r.title(c.name), "Path": "/ogc/collections/" + url.PathEscape(c.name), "Cells": cells,
		"Item": "/ogc/collections/" + url.PathEscape(c.name) + "/items/" + url.PathEscape(f.ID), "Finding": c.name == store.DatasetFindings,
	}
	if len(f.Geometry) > 0 && string(f.Geometry) != "null" {
		m := mapOf(c)
		m["features"] = []geoPage{f}
		m["zoom"] = true
		values["Map"] = m
	}
	return a.page(r, 200, "item", values)
}

// rowsOfSchema are the properties of a schema by name, for a table.
func rowsOfSchema(properties map[string]any) []map[string]any {
	var rows []map[string]any
	for name, v := range properties {
		s := v.(map[string]any) //nolint:forcetypeassert // made by described
		rows = append(rows, map[string]any{"Name": name, "Title": s["title"], "Type": s["type"], "Format": s["format"]})
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i]["Name"].(string) < rows[j]["Name"].(string) }) //nolint:forcetypeassert // as above
	return rows
}

// rowsOfPaths are the paths of the API with their methods, for a table.
func rowsOfPaths(paths map[string]map[string]any) []map[string]any {
	var rows []map[string]any
	for path, methods := range paths {
		var names []string
		for method := range methods {
			names = append(names, strings.ToUpper(method))
		}
		slices.Sort(names)
		rows = append(rows, map[string]any{"Path": "/ogc" + strings.TrimSuffix(path, "/"), "Methods": strings.Join(names, " ")})
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i]["Path"].(string) < rows[j]["Path"].(string) }) //nolint:forcetypeassert // as above
	return rows
}
