package client_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
	"segit/sync/layer"
	"segit/sync/server"
)

// wide is a layer that is some blobs long.
func wide(private gis.Role) (layer.Layer, iter.Seq2[*layer.Feature, error]) {
	l := layer.Layer{
		Comune: "W001", Name: "parcels", EPSG: 7792, Shape: gis.PointShape, Print: "p1",
		Columns: []layer.Column{{Name: "code", Type: gis.Text, Role: private}},
	}
	return l, func(yield func(*layer.Feature, error) bool) {
		random := rand.New(rand.NewPCG(1, 2))
		for n := range 10 {
			text := make([]byte, 1<<20)
			for i := range text {
				text[i] = byte('a' + random.IntN(26))
			}
			f := layer.Feature{ID: fmt.Sprint("W001.", n), From: gis.Always, To: gis.OpenEnd, Box: layer.NoBox()}
			f.Values = append(layer.AppendText([]byte{'['}, string(text)), ']')
			if !yield(&f, nil) {
				return
			}
		}
	}
}

// served lists what a server serves.
func (c *central) served() map[string]layer.Layer {
	all, err := c.store.Layers(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	found := map[string]layer.Layer{}
	for _, l := range all {
		found[l.Name] = l
	}
	return found
}

// A layer that is published goes on where it was cut, is served whole or as
// before, and is open to everybody only when its columns are.
func TestALayerIsPublishedFromADesk(t *testing.T) {
	c := newCentral(t)
	d := c.desk()
	d.sync()
	publish := func(private gis.Role) (l layer.Layer, err error) {
		d.open(func(_ *store.Archive, link *client.Link) {
			is, features := wide(private)
			l, err = link.Publish(t.Context(), is, features, gis.Quiet{})
		})
		return l, err
	}
	// Every request but few is cut: what came before a cut is not sent again.
	asked, sent, cut := 0, 0, 3
	c.meets(func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		if asked++; asked > cut {
			panic(http.ErrAbortHandler)
		}
		if r.Method == http.MethodPatch {
			sent++
		}
		answer.ServeHTTP(w, r)
	})
	rounds := 0
	for {
		if rounds++; rounds > 40 {
			t.Fatal("it never came to an end")
		}
		asked = 0
		_, err := publish("")
		if err == nil {
			break
		}
		if len(c.served()) != 0 {
			t.Fatal("half a layer is served")
		}
		cut++
	}
	if rounds < 4 || sent > 3*3+rounds {
		t.Errorf("%d rounds, %d pieces sent", rounds, sent)
	}
	c.meets(nil)
	if l := c.served()["parcels"]; l.Rows != 10 || l.Private || l.Print != "p1" {
		t.Errorf("served is %+v", l)
	}
	l, err := publish(gis.RoleFiscalCode)
	if is := c.served()["parcels"]; err != nil || !l.Private || !is.Private || !is.Columns[0].Personal {
		t.Errorf("with a column of persons: %+v, %+v, %v", l, is, err)
	}
	d.open(func(_ *store.Archive, link *client.Link) {
		if err := link.SetArea([]string{"A/1"}); err != nil {
			t.Fatal(err)
		}
	})
	if _, err := publish(""); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("from some sheets: %v", err)
	}
}

func TestWhoMayNotSupplyMayNotPublish(t *testing.T) {
	c := newCentral(t)
	d := c.desk()
	if err := c.store.PutUser(t.Context(), server.User{Name: "anna", Role: "surveyor", Comuni: []string{"W001"}, Since: time.Now()}); err != nil {
		t.Fatal(err)
	}
	d.open(func(_ *store.Archive, link *client.Link) {
		is, features := wide("")
		_, err := link.Publish(t.Context(), is, features, gis.Quiet{})
		if err == nil || len(c.served()) > 0 {
			t.Errorf("a surveyor published: %v", err)
		}
		if _, err := link.Published(t.Context()); err == nil || strings.Contains(err.Error(), "anna") {
			t.Errorf("a surveyor was told: %v", err)
		}
	})
}
