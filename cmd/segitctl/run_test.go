package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"segit/cmd/program"
	"segit/gis/demo"
	"segit/store/desk"
)

// outcome is what a command line gave.
type outcome struct {
	code     int
	out, err string
}

// segitctl runs a command line in this process.
func segitctl(t testing.TB, args ...string) outcome {
	t.Helper()
	return segitctlIn(t, context.Background(), args...)
}

func segitctlIn(t testing.TB, ctx context.Context, args ...string) outcome {
	t.Helper()
	return segitctlWith(ctx, map[string]string{}, nil, nil, args...)
}

// segitctlWith runs a command line with more of an environment and, where ask
// is given, with somebody at the terminal.
func segitctlWith(ctx context.Context, env map[string]string, kept desk.Keyring, ask func(context.Context, string) ([]byte, error), args ...string) outcome {
	var out, log bytes.Buffer
	env["USER"], env["LANG"] = "prova", "it_IT.UTF-8"
	code := run(ctx, args, outside{&out, &log, func(name string) string { return env[name] }, kept, ask})
	return outcome{code, out.String(), log.String()}
}

// done is a command line that must end well.
func done(t testing.TB, args ...string) outcome {
	t.Helper()
	o := segitctl(t, args...)
	if o.code != program.Done {
		t.Fatalf("%v: exit %d\n%s%s", args, o.code, o.out, o.err)
	}
	return o
}

// objects are the JSON lines of a command.
func objects(t testing.TB, o outcome) []map[string]any {
	t.Helper()
	var all []map[string]any
	for line := range strings.Lines(o.out) {
		var v map[string]any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		all = append(all, v)
	}
	return all
}

func fields(o map[string]any) []string {
	var names []string
	for k := range o {
		names = append(names, k)
	}
	slices.Sort(names)
	return names
}

// The main job: a fictional municipality, its files into a new archive, all
// controls, and the findings are those that were planted, with no others.
func TestDemoToFindings(t *testing.T) {
	for _, seed := range []string{"1", "7", "20260"} {
		t.Run("seed "+seed, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "demo")
			done(t, "demo", dir, "--seed", seed, "--units", "200")
			archive := filepath.Join(t.TempDir(), "new.segit")
			done(t, "init", archive, "--comune", demo.Comune, "--plaintext")
			if o := segitctl(t, "import", archive, dir); o.code != program.Done {
				t.Fatalf("import: exit %d\n%s", o.code, o.err)
			}
			var want, got []string
			raw, err := os.ReadFile(filepath.Join(dir, "truth.json"))
			if err != nil {
				t.Fatal(err)
			}
			var truth demo.Truth
			if err := json.Unmarshal(raw, &truth); err != nil {
				t.Fatal(err)
			}
			for _, c := range truth.Findings {
				want = append(want, c.Control+" "+c.Cadastre+":"+c.Key)
			}
			for _, f := range objects(t, done(t, "control", "run", archive, "--all", "--year", "2025", "--json")) {
				got = append(got, fmt.Sprintf("%v %v:%s", f["control"], f["cadastre"], keyOf(f)))
			}
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func keyOf(f map[string]any) string {
	section, _ := f["section"].(string)
	if section == "" {
		section = "_"
	}
	key := fmt.Sprintf("%v/%s/%v/%v", f["comune"], section, f["sheet"], f["parcel"])
	if sub, _ := f["sub"].(string); sub != "" {
		key += "/" + sub
	}
	return key
}

// demoFolder is a demonstration with its controls run, made once and only read.
var demoFolder = sync.OnceValues(func() (string, error) {
	root, err := os.MkdirTemp("", "segitctl-")
	if err != nil {
		return "", err
	}
	dir := filepath.Join(root, "demo")
	for _, args := range [][]string{{"demo", dir}, {"control", "run", filepath.Join(dir, desk.DemoArchive), "--all", "--year", "2025"}} {
		var log bytes.Buffer
		if code := run(context.Background(), args, outside{io.Discard, &log, func(string) string { return "" }, nil, nil}); code != program.Done {
			return dir, fmt.Errorf("%v: exit %d: %s", args, code, &log)
		}
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	if os.Getenv(childMain) != "" {
		main()
	}
	code := m.Run()
	if dir, err := demoFolder(); err == nil {
		os.RemoveAll(filepath.Dir(dir)) //nolint:errcheck // a temporary folder
	}
	if dir, err := crashFolder(); err == nil {
		os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	}
	os.Exit(code)
}

// demoArchive is the folder of the demonstration and a copy of its archive.
func demoArchive(t testing.TB) (dir, archive string) {
	t.Helper()
	dir, err := demoFolder()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, desk.DemoArchive))
	if err != nil {
		t.Fatal(err)
	}
	archive = filepath.Join(t.TempDir(), desk.DemoArchive)
	if err := os.WriteFile(archive, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, archive
}

func TestFieldsOfDesign(t *testing.T) {
	dir, archive := demoArchive(t)
	for name, c := range map[string]struct {
		args []string
		want []string
	}{
		"findings": {[]string{"findings", archive}, []string{
			"address", "cadastre", "comune", "confidence", "control", "delta", "euro_cents", "expected", "fiscal_code", "found", "geometry", "id", "name",
			"note", "parcel", "quota", "reasons", "section", "severity", "sheet", "sources", "state", "sub", "tax_year", "version",
		}},
		"control run": {[]string{"control", "run", archive, "obsolete-class", "--year", "2025"}, []string{"id", "control", "sources", "state"}},
		"layers":      {[]string{"layers", archive}, []string{"layer", "source", "count", "geometry", "crs", "bbox"}},
		"import":      {[]string{"import", archive, filepath.Join(dir, "tari.csv")}, []string{"source", "read", "accepted", "rejected", "sha256"}},
		"supplies":    {[]string{"supplies", archive}, []string{"id", "source", "file", "sha256", "read", "accepted", "rejected"}},
		"query":       {[]string{"query", archive, "units", "--limit", "3"}, []string{"key", "sha256", "file", "row"}},
		"sources":     {[]string{"sources"}, []string{"id", "title"}},
		"controls":    {[]string{"control", "list"}, []string{"id", "number", "version", "title", "law", "params", "needs"}},
	} {
		t.Run(name, func(t *testing.T) {
			lines := objects(t, done(t, append(c.args, "--json")...))
			if len(lines) == 0 {
				t.Fatal("no line")
			}
			for _, o := range lines {
				got := fields(o)
				for _, f := range c.want {
					if !slices.Contains(got, f) {
						t.Fatalf("no field %q in %v", f, got)
					}
				}
			}
		})
	}
	f := objects(t, done(t, "findings", archive, "--control", "ghost-building", "--json"))[0]
	source := f["sources"].([]any)[0].(map[string]any)
	if diff := cmp.Diff([]string{"file", "row", "sha256"}, fields(source)); diff != "" {
		t.Error(diff)
	}
	if g := f["geometry"].(map[string]any); g["type"] == nil || g["coordinates"] == nil {
		t.Errorf("geometry %v", g)
	}
}

func TestExitCodes(t *testing.T) {
	_, archive := demoArchive(t)
	dir := t.TempDir()
	empty := filepath.Join(dir, "W001A0001.FAB")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	partly := filepath.Join(dir, "tari.csv")
	if err := os.WriteFile(partly, []byte("FOGLIO;PARTICELLA;MQ\n1;2;80\n1;3;ottanta\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(dir, "cut-tari.csv")
	if err := os.WriteFile(cut, []byte("FOGLIO;PARTICELLA;MQ\n1;2;80\n1;"), 0o600); err != nil {
		t.Fatal(err)
	}
	notOurs := filepath.Join(dir, "not.segit")
	if err := os.WriteFile(notOurs, bytes.Repeat([]byte("x"), 70_000), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		code int
		args []string
		says []string
	}{
		{"help", program.Done, []string{"--help"}, nil},
		{"help of a command", program.Done, []string{"import", "--help"}, nil},
		{"nothing", program.Usage, nil, nil},
		{"no such command", program.Usage, []string{"indovina"}, nil},
		{"no such flag", program.Usage, []string{"layers", archive, "--indovina"}, nil},
		{"no such archive", program.Refused, []string{"layers", filepath.Join(dir, "manca.segit")}, []string{"manca.segit"}},
		{"not an archive", program.Refused, []string{"layers", notOurs}, []string{"not.segit"}},
		{"archive already there", program.Usage, []string{"init", archive, "--comune", "W001"}, []string{archive}},
		{"comune that is none", program.Usage, []string{"init", filepath.Join(dir, "n.segit"), "--comune", "Catania"}, []string{"CATANIA", "C351"}},
		{"crs in degrees", program.Usage, []string{"init", filepath.Join(dir, "n.segit"), "--comune", "C351", "--crs", "EPSG:4326"}, []string{"4326"}},
		{"crs that is none", program.Usage, []string{"import", archive, partly, "--crs", "roma"}, []string{"roma"}},
		{"date that is none", program.Usage, []string{"import", archive, partly, "--date", "31/02/2025"}, nil},
		{"source that is none", program.Usage, []string{"import", archive, partly, "--source", "tarì"}, []string{"tarì", "segitctl sources"}},
		{"rejected rows are no failure", program.Done, []string{"import", archive, partly}, []string{"messe da parte", "--rejects"}},
		{"a file that is not whole", program.Refused, []string{"import", archive, cut, "--date", "2050-01-01"}, []string{"non è intero", "resta in vigore", "2 colonne su 3", "--accept-incomplete"}},
		{"a file that is not whole, again", program.Refused, []string{"import", archive, cut, "--date", "2050-01-01"}, []string{"non è intero"}},
		{"a file that is accepted as whole", program.Done, []string{"import", archive, cut, "--date", "2050-01-01", "--accept-incomplete"}, []string{"accettato come intero"}},
		{"a refused file", program.Refused, []string{"import", archive, empty}, []string{"W001A0001.FAB", "vuoto"}},
		{"a file that is not there", program.Refused, []string{"import", archive, filepath.Join(dir, "no.csv")}, []string{"no.csv"}},
		{"no such control", program.Usage, []string{"control", "run", archive, "fantasmi"}, []string{"fantasmi", "control list"}},
		{"no such parameter", program.Usage, []string{"control", "run", archive, "ghost-building", "--set", "area=1"}, []string{"area", "min_area"}},
		{"no such layer", program.Usage, []string{"query", archive, "unita"}, []string{"unita", "units"}},
		{"no such column", program.Usage, []string{"query", archive, "units", "--where", "categoria == 'A05'"}, []string{"categoria"}},
		{"sorted by no column", program.Usage, []string{"query", archive, "units", "--sort", "categoria:desc"}, []string{"categoria", "category"}},
		{"near no point", program.Usage, []string{"query", archive, "units", "--near", "507000"}, []string{"507000", "4151000"}},
		{"near and sorted", program.Usage, []string{"query", archive, "parcels", "--near", "1,2", "--sort", "key"}, []string{"--sort"}},
		{"near rows without a shape", program.Usage, []string{"query", archive, "units", "--near", "1,2"}, []string{"units", "--key"}},
		{"keys of no form", program.Usage, []string{"query", archive, "units", "--key", "foglio 12"}, []string{"foglio 12", "C351/A/12"}},
		{"a box that is none", program.Usage, []string{"query", archive, "parcels", "--bbox", "1,2,3"}, []string{"1,2,3"}},
		{"a box of no numbers", program.Usage, []string{"query", archive, "parcels", "--bbox", "nan,nan,nan,nan"}, []string{"nan,nan,nan,nan"}},
		{"a box without end", program.Usage, []string{"query", archive, "parcels", "--bbox", "0,0,inf,1"}, []string{"0,0,inf,1"}},
		{"no such supply", program.Failed, []string{"supplies", archive, "99"}, []string{"99"}},
		{"no such finding", program.Failed, []string{"finding", archive, "abc"}, []string{"abc"}},
		{"no such state", program.Usage, []string{"finding", archive, "FIRST", "--state", "fatto"}, []string{"fatto", "closed"}},
		{"closed without a reason", program.Usage, []string{"finding", archive, "FIRST", "--state", "closed"}, []string{"motivo"}},
		{"no such source", program.Failed, []string{"sources", "x"}, []string{"x"}},
		{"an export of another form", program.Usage, []string{"export", archive, "parcels", "-o", filepath.Join(dir, "p.dxf")}, []string{"dxf", "gpkg"}},
		{"a report of a control that did not run", program.Failed, []string{"report", archive, "finding", "abc", "-o", filepath.Join(dir, "a.pdf")}, []string{"abc"}},
		{"a folder that is not there", program.Refused, []string{"export", archive, "parcels", "-o", filepath.Join(dir, "no", "p.csv")}, []string{"p.csv"}},
		{"a language that is none", program.Usage, []string{"layers", archive, "--lang", "fr"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := slices.Clone(c.args)
			if i := slices.Index(args, "FIRST"); i >= 0 {
				args[i] = objects(t, done(t, "findings", archive, "--json"))[0]["id"].(string)
			}
			o := segitctl(t, args...)
			if o.code != c.code {
				t.Errorf("exit %d, want %d\n%s%s", o.code, c.code, o.out, o.err)
			}
			for _, w := range c.says {
				if !strings.Contains(o.err, w) {
					t.Errorf("%q is not in %q", w, o.err)
				}
			}
			if c.code != program.Done && strings.TrimSpace(o.err) == "" {
				t.Error("nothing is said")
			}
		})
	}
}

func TestLockedAndCancelled(t *testing.T) {
	dir, archive := demoArchive(t)
	d, err := desk.Open(context.Background(), archive)
	if err != nil {
		t.Fatal(err)
	}
	o := segitctl(t, "layers", archive)
	if o.code != program.Locked || !strings.Contains(o.err, fmt.Sprint(os.Getpid())) {
		t.Errorf("exit %d, %q does not say who has it", o.code, o.err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	before := done(t, "layers", archive).out
	for _, args := range [][]string{{"import", archive, dir}, {"control", "run", archive, "--all"}, {"findings", archive}} {
		if o := segitctlIn(t, ctx, args...); o.code != program.Cancelled {
			t.Errorf("%v: exit %d\n%s", args, o.code, o.err)
		}
	}
	if after := done(t, "layers", archive).out; after != before {
		t.Errorf("%s became %s", before, after)
	}
}

// What is said beside the results goes to logs and screens that others see.
func TestNobodyIsNamedOnStandardError(t *testing.T) {
	dir, archive := demoArchive(t)
	var people []string
	for _, s := range objects(t, done(t, "query", archive, "subjects", "--json")) {
		for _, column := range []string{"fiscal_code", "surname", "denomination"} {
			if v, _ := s[column].(string); len(v) > 5 {
				people = append(people, v)
			}
		}
	}
	raw, err := os.ReadFile(filepath.Join(dir, "W001A0001.SOG"))
	if err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "W001A0001.SOG")
	if err := os.WriteFile(broken, []byte(strings.ReplaceAll(string(raw), "|P|", "|Q|")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"import", archive, broken},
		{"import", archive, dir, "--json"},
		{"control", "run", archive, "--all", "--year", "2025"},
		{"findings", archive},
		{"query", archive, "subjects", "--where", "fiscal_code > 3"},
		{"supplies", archive, "--rejects"},
	} {
		o := segitctl(t, args...)
		for _, p := range people {
			if strings.Contains(o.err, p) {
				t.Fatalf("%v names a person", args)
			}
		}
	}
}

func TestRejectsKeepLineReasonAndText(t *testing.T) {
	archive := filepath.Join(t.TempDir(), "n.segit")
	done(t, "init", archive, "--comune", "W001", "--plaintext")
	path := filepath.Join(t.TempDir(), "tari.csv")
	if err := os.WriteFile(path, []byte("FOGLIO;PARTICELLA;MQ\n1;2;80\n1;3;ottanta\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := objects(t, done(t, "import", archive, path, "--json"))[0]
	if o["read"] != 2.0 || o["accepted"] != 1.0 || o["rejected"] != 1.0 || o["source"] != "tari" {
		t.Errorf("%v", o)
	}
	r := objects(t, done(t, "supplies", archive, "1", "--rejects", "--json"))[0]
	if r["line"] != 3.0 || r["text"] != "1;3;ottanta" || r["reason"] == "" || r["file"] != "tari.csv" {
		t.Errorf("%v", r)
	}
}

func TestPapersPicturesAndExports(t *testing.T) {
	_, archive := demoArchive(t)
	dir := t.TempDir()
	first := objects(t, done(t, "findings", archive, "--control", "tari-surface", "--json"))[0]
	id := first["id"].(string)
	for name, args := range map[string][]string{
		"sheet.pdf":     {"report", archive, "finding", id},
		"run.pdf":       {"report", archive, "control", "ghost-building"},
		"map.png":       {"render", archive, "--size", "400x300"},
		"map.pdf":       {"render", archive},
		"parcels.gpkg":  {"export", archive, "parcels"},
		"units.csv":     {"export", archive, "units"},
		"found.geojson": {"findings", archive},
		"found.xlsx":    {"findings", archive, "--state", "new"},
	} {
		path := filepath.Join(dir, name)
		done(t, append(args, "-o", path)...)
		if info, err := os.Stat(path); err != nil || info.Size() < 500 {
			t.Errorf("%s: %v", name, err)
		}
	}
	out, err := exec.Command("pdftotext", "-layout", filepath.Join(dir, "sheet.pdf"), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{id, "NON È ATTO IMPOSITIVO", "PROVA"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is not on the sheet", want)
		}
	}
	sources := first["sources"].([]any)
	hash := sources[0].(map[string]any)["sha256"].(string)
	if plain := strings.Join(strings.Fields(string(out)), ""); !strings.Contains(plain, hash) {
		t.Errorf("hash %s is not on the sheet", hash)
	}
}

func TestEditOfAFinding(t *testing.T) {
	_, archive := demoArchive(t)
	id := objects(t, done(t, "findings", archive, "--json"))[0]["id"].(string)
	done(t, "finding", archive, id, "--state", "closed", "--reason", "sopralluogo", "--note", "visto", "--assign", "ufficio")
	got := objects(t, done(t, "findings", archive, "--state", "closed", "--json"))
	if len(got) != 1 || got[0]["id"] != id || got[0]["state"] != "closed" || !strings.Contains(fmt.Sprint(got[0]["note"]), "visto") {
		t.Errorf("%v", got)
	}
}

func TestQueryWindowsOfAFile(t *testing.T) {
	_, archive := demoArchive(t)
	boxes := filepath.Join(t.TempDir(), "boxes.csv")
	if err := os.WriteFile(boxes, []byte("id,x1,y1,x2,y2\n1,0,0,1,1\n2,502000,4165000,505000,4167000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(done(t, "query", archive, "parcels", "--bbox-file", boxes).out), "\n")
	if len(lines) != 2 || lines[0] != "0" || !strings.HasPrefix(lines[1], "328 ") || len(strings.Fields(lines[1])) != 329 {
		t.Errorf("%.80q", lines)
	}
	if err := os.WriteFile(boxes, []byte("1,0,0,1,1\n2,502000,x,505000,4167000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if o := segitctl(t, "query", archive, "parcels", "--bbox-file", boxes); o.code != program.Refused || !strings.Contains(o.err, "2") {
		t.Errorf("exit %d %s", o.code, o.err)
	}
	// Options that would say nothing are refused, and not passed over.
	for option, args := range map[string][]string{
		"--where":  {"--bbox-file", boxes, "--where", "sup_area > 100"},
		"--limit":  {"--bbox-file", boxes, "--limit", "1"},
		"--within": {"--within", "30"},
	} {
		o := segitctl(t, append([]string{"query", archive, "parcels"}, args...)...)
		if o.code != program.Usage || !strings.Contains(o.err, option) || o.out != "" {
			t.Errorf("%s: %+v", option, o)
		}
	}
}
