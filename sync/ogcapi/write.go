package ogcapi

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"segit/gis"
	"segit/store"
	"segit/sync/layer"
	"segit/sync/merge"
	"segit/sync/server"
)

// The media types of what is written.
const (
	mergePatchType = "application/merge-patch+json"
	acceptPost     = geoType + ", " + jsonType
	acceptPatch    = mergePatchType + ", " + jsonType
)

// mayWrite is the collection of a request that writes. Only findings are
// written; a caller who sees them and may not write is refused.
func (a *API) mayWrite(r *request) (*collection, error) {
	c, err := a.one(r)
	if err != nil {
		return nil, err
	}
	if c.name != store.DatasetFindings {
		return nil, &refusal{http.StatusMethodNotAllowed, gis.Say("ogc.read-only", c.name), "GET, HEAD, OPTIONS"}
	}
	if !a.Rights.Writes(&r.caller, c.name, "*") {
		return nil, refuse(http.StatusForbidden, "ogc.may-not-write")
	}
	return c, nil
}

// methods are what a collection allows a caller.
func (a *API) options(r *request, reads, writes string) error {
	c, err := a.one(r)
	if err != nil {
		return err
	}
	allow := reads
	if c.name == store.DatasetFindings && a.Rights.Writes(&r.caller, c.name, "*") {
		allow += ", " + writes
		if strings.Contains(writes, "POST") {
			r.w.Header().Set("Accept-Post", acceptPost)
		} else {
			r.w.Header().Set("Accept-Patch", acceptPatch)
		}
	}
	r.w.Header().Set("Allow", allow)
	r.w.Header().Set("Access-Control-Allow-Methods", allow)
	r.w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Content-Crs, If-Match, Purpose")
	r.w.WriteHeader(http.StatusOK)
	return nil
}

func (a *API) itemsOptions(r *request) error { return a.options(r, "GET, HEAD, OPTIONS", "POST") }

func (a *API) itemOptions(r *request) error {
	return a.options(r, "GET, HEAD, OPTIONS", "PUT, PATCH, DELETE")
}

// create makes a finding.
func (a *API) create(r *request) error {
	c, err := a.mayWrite(r)
	if err != nil {
		return err
	}
	body, err := a.readFeature(r, c, geoType, jsonType)
	if err != nil {
		return err
	}
	part, err := c.partFor(body, r.params.get("comune"))
	if err != nil {
		return err
	}
	if err := a.settle(r.Context(), body, part.Comune); err != nil {
		return err
	}
	id := uuid.NewString()
	_, err = a.Edits.WriteAs(r.Context(), &r.caller, part.Comune, func(server.View) ([]store.Operation, error) {
		return a.making(r, part, id, body)
	})
	if err != nil {
		return err
	}
	id = featureID(part.Comune, id)
	r.w.Header().Set("Location", r.root+"/collections/"+url.PathEscape(c.name)+"/items/"+url.PathEscape(id))
	return a.written(r, c, id, http.StatusCreated)
}

// partFor is the municipality of a new feature: the property of that name, as
// features have it that are read, or the parameter, as in reading; or the only one
// that the caller has. Both together say the same.
func (c *collection) partFor(body *incoming, asked string) (*layer.Layer, error) {
	comune := layer.TextOf(body.properties[comuneColumn])
	if comune != "" && asked != "" && comune != asked {
		return nil, badRequest("ogc.which-comune", comune+", "+asked)
	}
	comune = cmp.Or(comune, asked)
	if comune == "" && len(c.parts) == 1 {
		return &c.parts[0], nil
	}
	for i := range c.parts {
		if c.parts[i].Comune == comune {
			return &c.parts[i], nil
		}
	}
	return nil, badRequest("ogc.which-comune", comune)
}

// written answers with a feature as it is after a writing.
func (a *API) written(r *request, c *collection, id string, status int) error {
	out, err := crsOf(r, c, "crs", crs84)
	if err != nil {
		return err
	}
	body, tag, err := a.itemOf(r, c, id, out)
	if err != nil {
		return err
	}
	r.w.Header().Set("ETag", tag)
	r.w.Header().Set("Content-Crs", "<"+crsURI(out)+">")
	r.w.Header().Set("Content-Type", geoType)
	r.w.WriteHeader(status)
	_, err = r.w.Write(body)
	return err
}

// editing is a finding at the moment at which it is edited.
type editing struct {
	layer   *layer.Layer
	feature *layer.Feature
	row     *merge.Row // what people did on it
	id      string
}

// edit runs a change of one finding of a collection that the caller may write,
// made of what it is at that very moment.
func (a *API) edit(r *request, c *collection, change func(e *editing) ([]store.Operation, error)) error {
	comune, id, _ := strings.Cut(r.PathValue("id"), ".")
	at := slices.IndexFunc(c.parts, func(l layer.Layer) bool { return l.Comune == comune })
	if at < 0 {
		return notFound()
	}
	l := &c.parts[at]
	base, err := a.published(r.Context(), comune)
	if err != nil {
		return err
	}
	_, err = a.Edits.WriteAs(r.Context(), &r.caller, comune, func(v server.View) ([]store.Operation, error) {
		row, _, err := v.Row(store.DatasetFindings, id)
		if err != nil {
			return nil, err
		}
		now, err := a.findingsAt(v, l, base)
		if err != nil {
			return nil, err
		}
		at := now.byID[featureID(comune, id)]
		if at == 0 {
			return nil, notFound()
		}
		f := &now.features[at-1]
		if err := matched(r, tagOf(f)); err != nil {
			return nil, err
		}
		return change(&editing{&now.layer, f, &row, id})
	})
	return err
}

// matched holds a writing to what its author had seen.
func matched(r *request, tag string) error {
	wanted := r.Header.Get("If-Match")
	switch {
	case wanted == "":
		return refuse(http.StatusPreconditionRequired, "ogc.if-match")
	case wanted == "*":
		return nil
	}
	for _, one := range strings.Split(wanted, ",") {
		if strings.TrimSpace(one) == tag {
			return nil
		}
	}
	return refuse(http.StatusPreconditionFailed, "ogc.changed-meanwhile")
}

// replace gives a finding the properties of the body; those of people that it
// does not have are taken away, the state but excepted. It makes none: ids are
// given by the server (Part 4 lets it choose), and one that is not there, or was
// deleted, is 404 whatever If-Match says. A desk can bring a deleted one back.
func (a *API) replace(r *request) error { return a.change(r, true, geoType, jsonType) }

// update changes the properties that the body has.
func (a *API) update(r *request) error { return a.change(r, false, mergePatchType, jsonType) }

func (a *API) change(r *request, whole bool, types ...string) error {
	c, err := a.mayWrite(r)
	if err != nil {
		return err
	}
	body, err := a.readFeature(r, c, types...)
	if err != nil {
		return err
	}
	if id := layer.TextOf(body.id); id != "" && id != r.PathValue("id") {
		return badRequest("ogc.id-other", id)
	}
	comune, _, _ := strings.Cut(r.PathValue("id"), ".")
	if err := a.settle(r.Context(), body, comune); err != nil {
		return err
	}
	if err := a.edit(r, c, func(e *editing) ([]store.Operation, error) { return a.changing(r, e, body, whole) }); err != nil {
		return err
	}
	return a.written(r, c, r.PathValue("id"), http.StatusOK)
}

// remove deletes a finding; it stays in the history.
func (a *API) remove(r *request) error {
	c, err := a.mayWrite(r)
	if err != nil {
		return err
	}
	err = a.edit(r, c, func(e *editing) ([]store.Operation, error) {
		saw := e.row.Shown()
		if saw == nil {
			saw = []string{}
		}
		return []store.Operation{{
			Layer: store.DatasetFindings, ID: e.id, Cell: cellOf(e.layer, e.feature), Kind: store.DeleteKind, Purpose: purposeOf(r),
			Set: map[string]store.Change{presenceColumn: {Saw: saw, New: tokenOf(false)}},
		}}, nil
	})
	if err != nil {
		return err
	}
	r.w.WriteHeader(http.StatusNoContent)
	return nil
}
