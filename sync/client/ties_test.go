package client_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/cadastre"
	"segit/store"
	"segit/sync/client"
	"segit/sync/supply"
)

// register makes a census of three sheets in two sections: subject 1 holds on
// every sheet, 2 on A/1 by a title that leaves the section out, 3 on A/2, 4 on
// B/1 by the number that another object has on A/1, and 5 on nothing.
func register() []*gis.Batch {
	text := func(b *gis.Batch, name, value string) { b.SetText(b.Schema.Index(name), value) }
	units, titles, subjects := gis.NewBatch(cadastre.LandParcels()), gis.NewBatch(cadastre.Titles()), gis.NewBatch(cadastre.Subjects())
	for i, at := range []struct {
		section, sheet string
		object         int64
	}{{"A", "1", 10}, {"A", "2", 11}, {"B", "1", 10}, {"A", "1", 12}} {
		text(units, "comune", "W001")
		text(units, "section", at.section)
		text(units, "sheet", at.sheet)
		text(units, "parcel", fmt.Sprint(i+1))
		units.SetNum(units.Schema.Index("object_id"), at.object)
		units.Add(uint32(i+1), gis.Always, gis.OpenEnd)
	}
	for i, of := range []struct {
		section         string
		subject, object int64
	}{{"A", 1, 10}, {"A", 1, 11}, {"B", 1, 10}, {"", 2, 12}, {"A", 3, 11}, {"B", 4, 10}, {"A", 9, 99}} {
		text(titles, "section", of.section)
		text(titles, "subject_type", "P")
		text(titles, "object_type", "T")
		titles.SetNum(titles.Schema.Index("subject_id"), of.subject)
		titles.SetNum(titles.Schema.Index("object_id"), of.object)
		titles.SetNum(titles.Schema.Index("title_id"), int64(i))
		titles.Add(uint32(i+1), gis.Always, gis.OpenEnd)
	}
	for id := int64(1); id <= 5; id++ {
		text(subjects, "subject_type", "P")
		text(subjects, "surname", fmt.Sprint("PERSONAINVENTATA", id))
		subjects.SetNum(subjects.Schema.Index("subject_id"), id)
		subjects.Add(uint32(id), gis.Always, gis.OpenEnd)
	}
	return []*gis.Batch{units, titles, subjects}
}

// subjects are the persons of an archive, and how many titles it has.
func (d *desk) subjects() (ids []int64, titles int) {
	d.t.Helper()
	d.open(func(a *store.Archive, _ *client.Link) {
		s := a.Snapshot()
		defer s.Release() //nolint:errcheck // the test is over
		for rows, err := range s.Scan(d.t.Context(), store.Ask{Dataset: "subjects"}) {
			if err != nil {
				d.t.Fatal(err)
			}
			for row := range rows.Len() {
				id, _ := rows.Num(rows.Schema.Role(gis.RoleSubject), row)
				ids = append(ids, id)
			}
		}
		for rows, err := range s.Scan(d.t.Context(), store.Ask{Dataset: "titles"}) {
			if err != nil {
				d.t.Fatal(err)
			}
			titles += rows.Len()
		}
	})
	slices.Sort(ids)
	return ids, titles
}

// TestPersonsComeWithTheSheetsToWhichTheyAreTied, once each, and leave with them;
// nobody else's row travels to the desk at all.
func TestPersonsComeWithTheSheetsToWhichTheyAreTied(t *testing.T) {
	c := newCentral(t)
	a := c.desk()
	a.supply(gis.Day(2025, 1, 1), register()...)
	a.sync()
	packer, err := supply.NewPacker()
	if err != nil {
		t.Fatal(err)
	}
	var travelled bytes.Buffer
	c.meets(func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		if !strings.HasPrefix(r.URL.Path, "/v1/blobs/") {
			answer.ServeHTTP(w, r)
			return
		}
		kept := httptest.NewRecorder()
		answer.ServeHTTP(kept, r)
		plain, err := packer.Unpack(kept.Body.Bytes(), path.Base(r.URL.Path))
		if err != nil {
			t.Errorf("%v", err)
		}
		c.mu.Lock()
		travelled.Write(plain)
		c.mu.Unlock()
		for name, values := range kept.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(kept.Code)
		w.Write(kept.Body.Bytes()) //nolint:errcheck // the desk would tell
	})
	b := c.desk()
	for _, step := range []struct {
		area   []string
		want   []int64
		titles int
	}{
		{[]string{"A/1"}, []int64{1, 2}, 2},
		{[]string{"A/1", "A/2"}, []int64{1, 2, 3}, 4},
		{[]string{"A/2"}, []int64{1, 3}, 2},
		{[]string{"A/2", "B/1"}, []int64{1, 3, 4}, 4},
	} {
		b.open(func(_ *store.Archive, l *client.Link) {
			if err := l.SetArea(step.area); err != nil {
				t.Fatal(err)
			}
		})
		b.sync()
		if ids, titles := b.subjects(); !slices.Equal(ids, step.want) || titles != step.titles {
			t.Errorf("%v: persons %v and %d titles, want %v and %d", step.area, ids, titles, step.want, step.titles)
		}
		if sum := b.sync(); sum.Supplies+sum.Chunks != 0 {
			t.Errorf("%v: the next sync brings %+v", step.area, sum)
		}
		b.sound()
	}
	c.mu.Lock()
	if raw := travelled.Bytes(); !bytes.Contains(raw, []byte("PERSONAINVENTATA1")) || bytes.Contains(raw, []byte("PERSONAINVENTATA5")) {
		t.Error("a person who is tied to no sheet travelled, or none did")
	}
	c.mu.Unlock()
	for _, step := range []struct {
		area []string
		want []int64
	}{{[]string{"A/2", "-"}, []int64{1, 2, 3, 4, 5}}, {[]string{"A/2"}, []int64{1, 3}}, {nil, []int64{1, 2, 3, 4, 5}}, {[]string{"B/1"}, []int64{1, 4}}} {
		b.open(func(_ *store.Archive, l *client.Link) {
			if err := l.SetArea(step.area); err != nil {
				t.Fatal(err)
			}
		})
		b.sync()
		if ids, _ := b.subjects(); !slices.Equal(ids, step.want) {
			t.Errorf("%v: persons %v, want %v", step.area, ids, step.want)
		}
		b.sound()
	}
}
