package desk_test

import (
	"bytes"
	"context"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/text"
	"segit/store/desk"
)

var printed = time.Date(2026, 2, 3, 10, 0, 0, 0, time.UTC)

// onPaper is the text of a PDF without blanks, as hashes are broken over lines.
func onPaper(t *testing.T, pdf []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("qpdf", "--check", path).CombinedOutput(); err != nil {
		t.Fatalf("qpdf: %v %s", err, out)
	}
	out, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), "")
}

func TestReportOfAFinding(t *testing.T) {
	d := demoDesk(t)
	runAll(t, d, 2025)
	for _, id := range []string{"tari-surface", "ghost-building", "map-census-mismatch"} {
		list := findings(t, d, desk.FindingFilter{Control: id, Evidence: true})
		f := list[0]
		var pdf bytes.Buffer
		if err := d.ReportFinding(context.Background(), f.ID, desk.ReportRequest{Lang: text.Italian, Operator: "prova", Printed: printed}, &pdf); err != nil {
			t.Fatal(err)
		}
		paper := onPaper(t, pdf.Bytes())
		want := []string{f.ID, "SCHEDAISTRUTTORIA,NONÈATTOIMPOSITIVO", f.Key.String(), f.FiscalCode, "EPSG:7792", "pagina1di"}
		for _, e := range f.Evidence {
			want = append(want, e.SHA256, e.File)
			for _, fact := range e.Facts {
				if !strings.ContainsAny(fact.Value, ".0123456789") {
					want = append(want, strings.Join(strings.Fields(fact.Value), ""))
				}
			}
		}
		for _, w := range want {
			if !strings.Contains(paper, w) {
				t.Errorf("%s: %q is not on paper", id, w)
			}
		}
	}
}

func TestReportOfARun(t *testing.T) {
	d := demoDesk(t)
	runAll(t, d, 2024)
	runAll(t, d, 2025)
	req := desk.ReportRequest{Lang: text.Italian, Operator: "prova", Printed: printed}
	list := findings(t, d, desk.FindingFilter{Control: "tari-untaxed", Year: 2025})
	var plain, named bytes.Buffer
	if err := d.ReportControl(context.Background(), "tari-untaxed", req, &plain, quiet); err != nil {
		t.Fatal(err)
	}
	req.Holders = true
	if err := d.ReportControl(context.Background(), "tari-untaxed", req, &named, quiet); err != nil {
		t.Fatal(err)
	}
	without, with := onPaper(t, plain.Bytes()), onPaper(t, named.Bytes())
	for i := range list {
		f := &list[i]
		if !strings.Contains(without, f.Key.String()) {
			t.Errorf("%s is not on paper", f.Key)
		}
		if f.FiscalCode == "" {
			continue
		}
		if strings.Contains(without, f.FiscalCode) {
			t.Errorf("a holder is named who was not asked for")
		}
		if !strings.Contains(with, f.FiscalCode) {
			t.Errorf("a holder is missing who was asked for")
		}
	}
	var nothing bytes.Buffer
	empty := newDesk(t, "W001")
	if err := empty.ReportControl(context.Background(), "tari-untaxed", req, &nothing, quiet); gis.KindOf(err) != gis.NotFound {
		t.Errorf("a control that did not run: %v", err)
	}
	if err := empty.ReportControl(context.Background(), "x", req, &nothing, quiet); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("no such control: %v", err)
	}
}

// At a date papers are of what was valid and known then: they say so, and the
// findings of today stay as they are.
func TestReportsAtAMoment(t *testing.T) {
	ctx := context.Background()
	d := demoDesk(t)
	runAll(t, d, 2025)
	before := findings(t, d, desk.FindingFilter{Evidence: true})
	req := desk.ReportRequest{Lang: text.Italian, Operator: "prova", Printed: printed}
	at := func(day gis.Date) {
		if err := d.At(ctx, desk.Moment{AsAt: day}); err != nil {
			t.Fatal(err)
		}
	}
	f := findings(t, d, desk.FindingFilter{Control: "tari-untaxed"})[0]
	at(gis.Day(2026, time.June, 30))
	var sheet, run, none bytes.Buffer
	if err := d.ReportFinding(ctx, f.ID, req, &sheet); err != nil {
		t.Fatal(err)
	}
	if err := d.ReportControl(ctx, "tari-untaxed", req, &run, quiet); err != nil {
		t.Fatal(err)
	}
	for name, paper := range map[string]string{"the sheet": onPaper(t, sheet.Bytes()), "the run": onPaper(t, run.Bytes())} {
		if !strings.Contains(paper, "valido") || !strings.Contains(paper, f.Key.String()) {
			t.Errorf("%s does not say when it is valid, or not of what", name)
		}
	}
	at(gis.Day(1900, time.January, 1)) // nobody had an account, and there was no unit
	if err := d.ReportFinding(ctx, f.ID, req, &none); gis.KindOf(err) != gis.NotFound || none.Len() > 0 {
		t.Errorf("a finding of no row of that day: %v", err)
	}
	at(0)
	if after := findings(t, d, desk.FindingFilter{Evidence: true}); !reflect.DeepEqual(after, before) {
		t.Errorf("%d findings became %d", len(before), len(after))
	}
}

func TestRender(t *testing.T) {
	d := demoDesk(t)
	runAll(t, d, 2025)
	none := orb.Bound{Min: orb.Point{1, 1}}
	var all, part bytes.Buffer
	if err := d.Render(context.Background(), desk.RenderRequest{Bound: none, Width: 400, Height: 300, Form: "png"}, &all); err != nil {
		t.Fatal(err)
	}
	near := orb.Bound{Min: orb.Point{502_700, 4_166_000}, Max: orb.Point{502_800, 4_166_080}}
	if err := d.Render(context.Background(), desk.RenderRequest{Bound: near, Width: 400, Height: 300, Form: "png"}, &part); err != nil {
		t.Fatal(err)
	}
	for _, raw := range [][]byte{all.Bytes(), part.Bytes()} {
		img, err := png.Decode(bytes.NewReader(raw))
		if err != nil || img.Bounds().Dx() != 400 || img.Bounds().Dy() != 300 {
			t.Fatal(err)
		}
		colours := map[[3]uint32]bool{}
		for x := range 400 {
			for y := range 300 {
				r, g, b, _ := img.At(x, y).RGBA()
				colours[[3]uint32{r, g, b}] = true
			}
		}
		if len(colours) < 5 {
			t.Errorf("%d colours: nothing is drawn", len(colours))
		}
	}
	if bytes.Equal(all.Bytes(), part.Bytes()) {
		t.Error("the box is not looked at")
	}
	var pdf bytes.Buffer
	if err := d.Render(context.Background(), desk.RenderRequest{Bound: none, Width: 400, Height: 300, Form: "pdf"}, &pdf); err != nil || !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF")) {
		t.Errorf("%v", err)
	}
	for name, c := range map[string]struct {
		req  desk.RenderRequest
		kind gis.Kind
	}{
		"no pixels":    {desk.RenderRequest{Bound: none, Form: "png"}, gis.BadUsage},
		"too many":     {desk.RenderRequest{Bound: none, Width: 99_999, Height: 1, Form: "png"}, gis.BadUsage},
		"another form": {desk.RenderRequest{Bound: none, Width: 10, Height: 10, Form: "jpg"}, gis.BadUsage},
	} {
		if err := d.Render(context.Background(), c.req, &pdf); gis.KindOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := newDesk(t, "W001").Render(context.Background(), desk.RenderRequest{Bound: none, Width: 10, Height: 10, Form: "png"}, &pdf); gis.KindOf(err) != gis.BadInput {
		t.Errorf("an empty archive: %v", err)
	}
}

func TestRenderFiles(t *testing.T) {
	var out bytes.Buffer
	req := desk.RenderRequest{Bound: orb.Bound{Min: orb.Point{1, 1}}, Width: 200, Height: 100, Form: "png"}
	if err := desk.RenderFiles(context.Background(), []string{demoFile(t, "aggregati.gpkg"), demoFile(t, "edifici.gpkg")}, req, &out); err != nil {
		t.Fatal(err)
	}
	if _, err := png.Decode(&out); err != nil {
		t.Error(err)
	}
	if err := desk.RenderFiles(context.Background(), []string{demoFile(t, "tari.csv")}, req, &out); err == nil {
		t.Error("a table is drawn")
	}
}

// TestRenderFilesTellsWhatIsMissing: of a cut file what reads is drawn, and what is
// missing is said; no area is made of it.
func TestRenderFilesTellsWhatIsMissing(t *testing.T) {
	raw, err := os.ReadFile(demoFile(t, "edifici.gpkg"))
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(t.TempDir(), "edifici.gpkg")
	if err := os.WriteFile(cut, raw[:len(raw)*9/10], 0o600); err != nil {
		t.Fatal(err)
	}
	for path, silent := range map[string]bool{demoFile(t, "edifici.gpkg"): true, cut: false} {
		var told []string
		req := desk.RenderRequest{Bound: orb.Bound{Min: orb.Point{1, 1}}, Width: 200, Height: 100, Form: "png", Told: func(file string, m gis.Message) {
			told = append(told, file+" "+m.Code)
		}}
		var out bytes.Buffer
		if err := desk.RenderFiles(t.Context(), []string{path}, req, &out); err != nil || out.Len() == 0 {
			t.Errorf("%s: %v", path, err)
		}
		if (len(told) == 0) != silent {
			t.Errorf("%s: it tells %q", path, told)
		}
		if _, err := desk.ReadPolygons(t.Context(), path, 7792); (err == nil) != silent {
			t.Errorf("the area of %s: %v", path, err)
		}
	}
}

func TestRenderASheet(t *testing.T) {
	var out bytes.Buffer
	req := desk.RenderRequest{Bound: orb.Bound{Min: orb.Point{1, 1}}, Width: 200, Height: 100, Form: "png"}
	if err := desk.RenderFiles(context.Background(), []string{demoFile(t, "W001A000100.CTF"), demoFile(t, "edifici.gpkg")}, req, &out); err != nil {
		t.Fatal(err)
	}
	if _, err := png.Decode(&out); err != nil {
		t.Error(err)
	}
}

// Files in degrees are drawn in metres, and files in other systems on top of
// them.
func TestRenderFilesInDegrees(t *testing.T) {
	parcels := filepath.Join("..", "..", "gis", "format", "inspire", "testdata", "parcels.geojson")
	for name, bound := range map[string]orb.Bound{
		"everything":       {Min: orb.Point{1, 1}},
		"a box in degrees": {Min: orb.Point{15.979, 40.526}, Max: orb.Point{16.001, 40.542}},
	} {
		var out bytes.Buffer
		req := desk.RenderRequest{Bound: bound, Width: 200, Height: 100, Form: "png"}
		if err := desk.RenderFiles(context.Background(), []string{parcels, demoFile(t, "edifici.gpkg")}, req, &out); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		img, err := png.Decode(&out)
		if err != nil {
			t.Fatal(err)
		}
		colours := map[color.Color]bool{}
		for y := range 100 {
			for x := range 200 {
				colours[img.At(x, y)] = true
			}
		}
		if len(colours) < 2 {
			t.Errorf("%s: nothing is drawn", name)
		}
	}
}

// Each level of the pyramid draws each layer; near views carry labels.
func TestDrawingsAtEachLevel(t *testing.T) {
	d := demoDesk(t)
	runAll(t, d, 2025)
	layers, err := d.Layers(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	bound := d.About().Bound
	for _, l := range layers {
		if l.Geometry == gis.NoShape {
			continue
		}
		for _, metresPerPixel := range []float64{0.1, 0.5, 2, 8, 32, 128} {
			drawings, err := d.Drawings(context.Background(), l.Name, l.Source, bound, metresPerPixel, nil)
			if err != nil {
				t.Fatal(err)
			}
			rows := 0
			for _, drawing := range drawings {
				rows += len(drawing.Row)
			}
			if rows == 0 || metresPerPixel < 1 && l.Name != "findings" && int64(rows) != l.Count {
				t.Errorf("%s at %v m/px: %d rows of %d", l.Name, metresPerPixel, rows, l.Count)
			}
		}
		if far, err := d.Drawings(context.Background(), l.Name, l.Source, orb.Bound{Max: orb.Point{1, 1}}, 1, nil); err != nil || len(far) != 0 {
			t.Errorf("%s far away: %d drawings, %v", l.Name, len(far), err)
		}
	}
}
