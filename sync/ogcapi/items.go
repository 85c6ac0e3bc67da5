package ogcapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"segit/store"
	"segit/sync/layer"
)

// items answers with a page of features.
func (a *API) items(r *request) error {
	c, err := a.one(r)
	if err == nil {
		err = a.counted(r.Context(), c)
	}
	if err != nil {
		return err
	}
	q, err := a.queryOf(r, c)
	if err != nil {
		return err
	}
	if r.format() == html {
		return a.itemsPage(r, c, &q)
	}
	page, err := a.pageOf(r, c, &q)
	if err != nil {
		return err
	}
	links := r.itemLinks(c, &q, page)
	var b bytes.Buffer
	b.Grow(page.body.Len() + 2048)
	b.WriteString(`{"type":"FeatureCollection","features":[`)
	b.Write(page.body.Bytes())
	b.WriteString(`],"links":`)
	raw, err := json.Marshal(links)
	if err != nil {
		return err
	}
	b.Write(raw)
	b.WriteString(`,"timeStamp":"` + stamp(a.Now()) + `","numberReturned":` + strconv.Itoa(page.n))
	if q.filter == nil && q.boxes == nil && q.during == nil {
		b.WriteString(`,"numberMatched":` + strconv.FormatUint(uint64(rowsOf(c, &q)), 10))
	}
	b.WriteByte('}')
	for _, l := range links {
		r.w.Header().Add("Link", "<"+l.Href+`>; rel="`+l.Rel+`"; type="`+l.Type+`"`)
	}
	r.w.Header().Set("Content-Type", geoType)
	r.w.Header().Set("Content-Crs", "<"+crsURI(q.out)+">")
	_, err = r.w.Write(b.Bytes())
	return err
}

// rowsOf is how many features a query without conditions finds.
func rowsOf(c *collection, q *query) uint32 {
	n := uint32(0)
	for i := range c.parts {
		if q.comune == "" || q.comune == c.parts[i].Comune {
			n += c.parts[i].Rows
		}
	}
	return n
}

// page is a page of features.
type page struct {
	body bytes.Buffer // GeoJSON features with commas between
	n    int
	next *place // where the next one begins; nil for the last
}

// pageOf reads a page; what it shows of persons and units is in the access log
// when it returns.
func (a *API) pageOf(r *request, c *collection, q *query) (*page, error) {
	p := &page{}
	var last place
	shown := map[string]int64{}
	painters := map[string]*painter{}
	err := a.features(r.Context(), c, q, func(l *layer.Layer, f *layer.Feature) (bool, error) {
		if p.n == q.limit {
			p.next = &last
			return false, nil
		}
		paint := painters[l.Comune]
		if paint == nil {
			var err error
			if paint, err = newPainter(l, q.columns, q.out); err != nil {
				return false, err
			}
			painters[l.Comune] = paint
		}
		if p.n > 0 {
			p.body.WriteByte(',')
		}
		if err := paint.feature(&p.body, f, nil); err != nil {
			return false, err
		}
		last = place{l.Comune, f.ID}
		p.n++
		if l.Private {
			shown[l.Comune]++
		}
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	for comune, n := range shown {
		if err := a.logged(r, comune, store.Access{Deed: "query", What: c.name, Filter: asked(r), Count: n}); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// asked is what a request asked for, as the access log tells it: values that
// could name somebody are left out.
func asked(r *request) string {
	var parts []string
	for _, name := range []string{"bbox", "datetime", "limit"} {
		if r.params.has(name) {
			parts = append(parts, name+"="+r.params.get(name))
		}
	}
	if r.params.has("filter") {
		parts = append(parts, "filter")
	}
	return strings.Join(parts, " ")
}

// logged writes an entry of the access log.
func (a *API) logged(r *request, comune string, entry store.Access) error {
	entry.Purpose = purposeOf(r)
	return a.Edits.LogAs(r.Context(), &r.caller, comune, entry)
}

// purposeOf is why somebody reads or writes, where the program says it.
func purposeOf(r *request) string {
	purpose := strings.TrimSpace(r.Header.Get("Purpose"))
	return purpose[:min(len(purpose), 200)]
}

// itemLinks are the ways from a page.
func (r *request) itemLinks(c *collection, q *query, p *page) []link {
	address := func(change func(url.Values)) string {
		values := url.Values{}
		for name, v := range r.params {
			values[name] = v
		}
		change(values)
		path := r.root + "/collections/" + url.PathEscape(c.name) + "/items"
		if text := values.Encode(); text != "" {
			return path + "?" + text
		}
		return path
	}
	links := []link{
		{Href: address(func(url.Values) {}), Rel: "self", Type: geoType},
		{Href: address(func(v url.Values) { v.Set("f", "html") }), Rel: "alternate", Type: "text/html"},
		{Href: r.root + "/collections/" + url.PathEscape(c.name), Rel: "collection", Type: jsonType},
	}
	if p.next != nil {
		links = append(links, link{Href: address(func(v url.Values) { v.Set("after", p.next.token()) }), Rel: "next", Type: geoType})
	}
	return links
}

// item answers with one feature.
func (a *API) item(r *request) error {
	c, err := a.one(r)
	if err != nil {
		return err
	}
	out, err := crsOf(r, c, "crs", crs84)
	if err != nil {
		return err
	}
	if r.format() == html {
		return a.itemPage(r, c)
	}
	body, tag, err := a.itemOf(r, c, r.PathValue("id"), out)
	if err != nil {
		return err
	}
	r.w.Header().Set("ETag", tag)
	r.w.Header().Set("Content-Crs", "<"+crsURI(out)+">")
	r.w.Header().Set("Content-Type", geoType)
	if r.Header.Get("If-None-Match") == tag {
		r.w.WriteHeader(304)
		return nil
	}
	_, err = r.w.Write(body)
	return err
}

// itemOf is a feature as GeoJSON, with its entity tag.
func (a *API) itemOf(r *request, c *collection, id string, out int) (body []byte, tag string, err error) {
	columns := a.columns(&r.caller, c)
	private := ""
	err = a.find(r, c, id, func(l *layer.Layer, f *layer.Feature) error {
		paint, err := newPainter(l, columns, out)
		if err != nil {
			return err
		}
		path := "/collections/" + url.PathEscape(c.name) + "/items/" + url.PathEscape(id)
		links, err := json.Marshal(append(r.selfLinks(path, geoType), link{Href: r.root + "/collections/" + url.PathEscape(c.name), Rel: "collection", Type: jsonType}))
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := paint.feature(&b, f, links); err != nil {
			return err
		}
		body, tag = b.Bytes(), tagOf(f)
		if l.Private {
			private = l.Comune
		}
		return nil
	})
	if err == nil && private != "" {
		err = a.logged(r, private, store.Access{Deed: "identify", What: c.name, Filter: "id " + id, Count: 1})
	}
	return body, tag, err
}

// find gives a feature by id; its municipality stands at the beginning.
func (a *API) find(r *request, c *collection, id string, found func(*layer.Layer, *layer.Feature) error) error {
	comune, _, _ := strings.Cut(id, ".")
	for i := range c.parts {
		l := &c.parts[i]
		if l.Comune != comune {
			continue
		}
		there := false
		err := a.view(r.Context(), l, func(v layer.View) error {
			row, err := v.RowOf(id)
			if err != nil || row == 0 {
				return err
			}
			return v.Rows([]uint32{row}, func(f *layer.Feature) (bool, error) {
				there = true
				return false, found(v.Layer(), f)
			})
		})
		if err != nil && !errors.Is(err, layer.ErrUnknown) {
			return err
		}
		if there {
			return nil
		}
	}
	return notFound()
}

// tagOf is the entity tag of a feature: a hash of all that it says.
func tagOf(f *layer.Feature) string {
	sum := sha256.Sum256(f.Append(nil))
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}
