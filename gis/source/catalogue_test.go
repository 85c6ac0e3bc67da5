package source

import (
	"slices"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/cadastre"
)

func catalogue(t testing.TB) []Descriptor {
	t.Helper()
	c, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// ids are the source ids that the command line promises.
const ids = "census cadastral-map inspire-parcels buildings aggregates zones hazards civic-numbers streets residents tari imu f24 " +
	"electricity gas water leases successions mui docfa c340 permits licences cosap companies omi"

func TestCatalogueHoldsEverySource(t *testing.T) {
	ready := []string{"census", "cadastral-map", "inspire-parcels", "buildings", "aggregates", "zones", "hazards", "tari"}
	c := catalogue(t)
	for _, id := range strings.Fields(ids) {
		d, ok := Find(c, id)
		if !ok {
			t.Errorf("%s is not in the catalogue", id)
			continue
		}
		if got := d.Status == Ready; got != slices.Contains(ready, id) {
			t.Errorf("%s: status %s", id, d.Status)
		}
		for what, w := range map[string]Words{"title": d.Title, "office": d.Office, "about": d.About, "cadence": d.Cadence, "legal": d.Legal} {
			if w.It == "" || w.En == "" {
				t.Errorf("%s: %s is not written in both languages", id, what)
			}
		}
		if body, err := File(id); err != nil || !strings.Contains(string(body), `id = "`+id+`"`) {
			t.Errorf("%s: its file does not come: %v", id, err)
		}
	}
	if len(c) != len(strings.Fields(ids)) {
		t.Errorf("%d entries for %d ids", len(c), len(strings.Fields(ids)))
	}
	for _, bad := range []string{"nowhere", "../text/text.it", "tari.toml"} {
		if _, err := File(bad); gis.KindOf(err) != gis.NotFound {
			t.Errorf("File(%q): %v", bad, err)
		}
	}
}

// TestCadastreIsDescribedAsItIsRead holds the descriptors of the sources whose
// readers fix their layout against the schemas that those fill.
func TestCadastreIsDescribedAsItIsRead(t *testing.T) {
	c := catalogue(t)
	for id, schemas := range map[string][]*gis.Schema{
		cadastre.CensusSource:  {cadastre.Units(), cadastre.LandParcels(), cadastre.Subjects(), cadastre.Titles()},
		cadastre.MapSource:     {cadastre.Parcels("x"), cadastre.MapBuildings(), cadastre.Roads("x"), cadastre.Waters("x"), cadastre.Sheets()},
		cadastre.InspireSource: {cadastre.Parcels("x"), cadastre.Roads("x"), cadastre.Waters("x")},
	} {
		d, _ := Find(c, id)
		var datasets []string
		for _, s := range schemas {
			datasets = append(datasets, s.Dataset)
			var described []gis.Column
			for _, f := range d.Fields {
				if f.Dataset == s.Dataset {
					described = append(described, gis.Column{Name: f.Name, Type: f.Type, Role: f.Role})
				}
			}
			if !slices.Equal(described, s.Columns) {
				t.Errorf("%s: dataset %s is described as %v, read as %v", id, s.Dataset, described, s.Columns)
			}
		}
		if !slices.Equal(d.Datasets(), datasets) {
			t.Errorf("%s: datasets %v, want %v", id, d.Datasets(), datasets)
		}
	}
	if later, _ := Find(c, "f24"); !slices.Equal(later.Datasets(), []string{"f24"}) {
		t.Errorf("a source without fields has the datasets %v", later.Datasets())
	}
}

func TestWordsIn(t *testing.T) {
	w := Words{It: "mappa", En: "map"}
	for lang, want := range map[string]string{"it": "mappa", "en": "map", "fr": "mappa", "": "mappa"} {
		if got := w.In(lang); got != want {
			t.Errorf("In(%q) = %q, want %q", lang, got, want)
		}
	}
}

func TestScopes(t *testing.T) {
	c := catalogue(t)
	for id, want := range map[string]Scope{
		"census": BySection, "cadastral-map": BySheet, "aggregates": ByFile,
		"tari": WholeSource, "buildings": WholeSource, "zones": WholeSource, "hazards": WholeSource,
	} {
		if d, _ := Find(c, id); d.Scope != want {
			t.Errorf("%s: scope %s, want %s", id, d.Scope, want)
		}
	}
}
