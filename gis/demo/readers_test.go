package demo_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/demo"
	"segit/gis/format/censuario"
	"segit/gis/format/gpkg"
	"segit/gis/format/table"
	"segit/gis/source"
)

// taker is a sink that counts rows and has no patience.
type taker struct {
	t    *testing.T
	file string
	rows map[string]int // by dataset
}

func (k taker) Rows(_ context.Context, b *gis.Batch) error {
	k.rows[b.Schema.Dataset] += b.Len()
	return nil
}

func (k taker) Reject(line int, reason gis.Message, text string) error {
	k.t.Errorf("%s line %d rejected: %v %q", k.file, line, reason, text)
	return nil
}

func (k taker) Warn(m gis.Message) {
	if m.Code != "prm.announced" {
		k.t.Errorf("%s: %v", k.file, m)
	}
}

// TestReadersTakeEveryRow reads all files with the readers of the import, which
// were written without looking at the generator.
func TestReadersTakeEveryRow(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	ctx := context.Background()
	sum, err := demo.Write(ctx, dir, demo.Options{Seed: 61, Units: 300}, gis.Quiet{})
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{}
	catalogue, err := source.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, "truth") || strings.HasPrefix(name, "README") || strings.HasSuffix(name, "SUP") {
			continue
		}
		path := filepath.Join(dir, name)
		r, err := source.Recognise(ctx, path, catalogue)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := map[string]string{"edifici.gpkg": "buildings", "aggregati.gpkg": "aggregates", "tari.csv": "tari"}[name]
		if strings.HasSuffix(name, "CTF") {
			want = "cadastral-map"
		} else if want == "" {
			want = "census"
		}
		if r.Source != want {
			t.Errorf("%s is taken for %q, want %q", name, r.Source, want)
		}
		readAs(t, path, r.Format, catalogue, taker{t, name, rows})
	}
	if rows["land"] < sum.LandRows || rows["units"] < sum.Units || rows["tari"] != sum.Accounts || rows["edifici"] != sum.Footprints {
		t.Errorf("rows %v, summary %+v", rows, sum)
	}
}

// readAs reads one file of the census, the roll or a layer.
func readAs(t *testing.T, path string, format source.Format, catalogue []source.Descriptor, k taker) {
	t.Helper()
	ctx := context.Background()
	if format == source.GeoPackage {
		f, err := gpkg.Open(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for _, layer := range f.Layers() {
			if _, err := f.Read(ctx, layer.Name, layer.Schema, k); err != nil || layer.EPSG != demo.FootprintCRS {
				t.Errorf("%s in EPSG:%d: %v", k.file, layer.EPSG, err)
			}
		}
		return
	}
	in, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var counts gis.Counts
	if kind, ok := censuario.KindOf(k.file, nil); ok {
		counts, err = censuario.Read(ctx, kind, in, censuario.Options{File: k.file, Comune: demo.Comune}, k)
	} else if format == source.Delimited {
		for _, d := range catalogue {
			if d.ID == "tari" {
				counts, err = table.Read(ctx, in, d, table.Options{File: k.file, Comune: demo.Comune}, k)
			}
		}
	} else { // sheets are read by [readSupply]
		return
	}
	if err != nil || counts.Read == 0 || counts.Rejected != 0 {
		t.Errorf("%s: %+v, %v", k.file, counts, err)
	}
}
