package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"segit/gis"
	"segit/gis/demo"
	"segit/store/desk"
)

var quiet = gis.Quiet{}

func collect(keys *[]string) func(gis.Finding) {
	return func(f gis.Finding) { *keys = append(*keys, f.Cadastre.String()+":"+f.Key.String()) }
}

// runAll runs all controls of a year and gives what they found.
func runAll(t testing.TB, d *desk.Desk, year int) ([]gis.Finding, []desk.ControlOutcome) {
	t.Helper()
	var found []gis.Finding
	outcomes, err := d.RunControls(context.Background(), desk.ControlRequest{All: true, Year: year, Operator: "test"}, quiet, func(f gis.Finding) { found = append(found, f) })
	if err != nil {
		t.Fatal(err)
	}
	return found, outcomes
}

func findings(t testing.TB, d *desk.Desk, filter desk.FindingFilter) []gis.Finding {
	t.Helper()
	all, err := d.Findings(context.Background(), filter)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func edit(t testing.TB, d *desk.Desk, id string, e desk.Edit) gis.Finding {
	t.Helper()
	f, err := d.EditFinding(context.Background(), id, e)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func ids(all []gis.Finding) []string {
	var list []string
	for i := range all {
		list = append(list, all[i].ID)
	}
	return list
}

func TestFindingsAreTheTruth(t *testing.T) {
	d := demoDesk(t)
	raw, err := os.ReadFile(demoFile(t, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var truth demo.Truth
	if err := json.Unmarshal(raw, &truth); err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, c := range truth.Findings {
		want = append(want, c.Control+" "+c.Cadastre+":"+c.Key)
	}
	found, _ := runAll(t, d, 2025)
	for _, f := range found {
		got = append(got, f.Control+" "+f.Cadastre.String()+":"+f.Key.String())
		for _, e := range f.Evidence {
			if len(e.SHA256) != 64 || e.File == "" || e.Row == 0 {
				t.Errorf("%s: evidence %+v", f.ID, e)
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRunAgainGivesTheSame(t *testing.T) {
	d := demoDesk(t)
	first, outcomes := runAll(t, d, 2025)
	for _, o := range outcomes {
		if o.New != o.Findings || o.Gone != 0 {
			t.Errorf("%+v", o)
		}
	}
	closed := "closed"
	who := "Ufficio tributi"
	edit(t, d, first[0].ID, desk.Edit{State: &closed, Reason: "sopralluogo", Author: "test"})
	edit(t, d, first[1].ID, desk.Edit{Assignee: &who, Note: "telefonare", Author: "test"})
	second, outcomes := runAll(t, d, 2025)
	for _, o := range outcomes {
		if o.New != 0 || o.Gone != 0 {
			t.Errorf("%+v", o)
		}
	}
	if !slices.Equal(ids(first), ids(second)) {
		t.Error("other ids in the second run")
	}
	all := findings(t, d, desk.FindingFilter{Evidence: true})
	if len(all) != len(first) {
		t.Errorf("%d findings kept of %d", len(all), len(first))
	}
	for i := range all {
		if all[i].Proof != first[slices.Index(ids(first), all[i].ID)].Proof || len(all[i].Evidence) == 0 {
			t.Fatalf("%s is kept otherwise than it was found", all[i].ID)
		}
	}
	if got := findings(t, d, desk.FindingFilter{State: "closed"}); len(got) != 1 || got[0].ID != first[0].ID {
		t.Errorf("closed: %v", ids(got))
	}
	f, err := d.Finding(context.Background(), first[1].ID)
	if err != nil || f.Assignee != who || len(f.Notes) != 1 || f.Notes[0].Text != "telefonare" || f.State != "new" {
		t.Errorf("%+v %v", f, err)
	}
}

func TestAnotherYearIsAnotherFinding(t *testing.T) {
	d := demoDesk(t)
	a, _ := runAll(t, d, 2025)
	b, _ := runAll(t, d, 2026)
	if len(a) != len(b) || slices.ContainsFunc(ids(b), func(id string) bool { return slices.Contains(ids(a), id) }) {
		t.Errorf("%d of 2025, %d of 2026", len(a), len(b))
	}
	if n := len(findings(t, d, desk.FindingFilter{})); n != len(a)+len(b) {
		t.Errorf("%d kept", n)
	}
	runs, err := d.Runs(context.Background())
	if err != nil || len(runs) != 12 {
		t.Errorf("%d runs, %v", len(runs), err)
	}
}

func TestDryRunKeepsNothing(t *testing.T) {
	d := demoDesk(t)
	before := d.About().Generation
	var keys []string
	_, err := d.RunControls(context.Background(), desk.ControlRequest{All: true, Year: 2025, DryRun: true}, quiet, collect(&keys))
	if err != nil || len(keys) == 0 {
		t.Fatal(err)
	}
	runs, err := d.Runs(context.Background())
	if err != nil || d.About().Generation != before || len(findings(t, d, desk.FindingFilter{})) != 0 || len(runs) != 0 {
		t.Errorf("something is kept: %v %v", runs, err)
	}
}

// stopAfter cancels when so many stages have begun.
type stopAfter struct {
	stages int
	cancel func()
}

func (s *stopAfter) Stage(gis.Message, int64) {
	if s.stages--; s.stages == 0 {
		s.cancel()
	}
}
func (*stopAfter) Add(int64) {}

func TestCancelledRunLeavesTheArchive(t *testing.T) {
	d := demoDesk(t)
	runAll(t, d, 2025)
	before, kept := d.About().Generation, findings(t, d, desk.FindingFilter{})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	_, err := d.RunControls(ctx, desk.ControlRequest{All: true, Year: 2026}, &stopAfter{3, cancel}, func(gis.Finding) {})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if d.About().Generation != before || len(findings(t, d, desk.FindingFilter{})) != len(kept) {
		t.Error("the archive is another")
	}
	runAll(t, d, 2026) // and can be built again
}

// taxTown is an archive of one section with two dwellings and their accounts.
func taxTown(t *testing.T, accounts string) (*desk.Desk, func(accounts string)) {
	t.Helper()
	d := newDesk(t, "W001")
	dir := t.TempDir()
	fab := house("1") + strings.ReplaceAll(house("2"), "|00074||0001|", "|00074||0002|")
	fab = strings.ReplaceAll(fab, "|61||109,62|", "|100||109,62|")
	taken(t, d, write(t, filepath.Join(dir, "W001A0001.FAB"), fab))
	load := func(accounts string) {
		taken(t, d, write(t, filepath.Join(dir, "tari.csv"), "SEZ;FOGLIO;PARTICELLA;SUB;MQ;CF\n"+accounts))
	}
	load(accounts)
	return d, load
}

// A closed finding stays closed while what was seen is the same, whatever
// supply says it, and comes back as new with its reason when that changes.
func TestClosedFindingComesBackWhenTheEvidenceChanges(t *testing.T) {
	d, load := taxTown(t, "A;1;74;1;50;\nA;1;74;2;80;\n")
	found, _ := runAll(t, d, 2025)
	if len(found) != 1 || found[0].Control != "tari-surface" {
		t.Fatalf("%+v", found)
	}
	rejected := "rejected"
	edit(t, d, found[0].ID, desk.Edit{State: &rejected, Reason: "misurata in loco", Author: "test"})
	load("A;1;74;2;80;\n\nA;0001;0074;01;50,00;\n") // the same, written differently
	again, _ := runAll(t, d, 2025)
	if len(again) != 1 || again[0].State != "rejected" || again[0].Proof != found[0].Proof {
		t.Errorf("%+v", again)
	}
	load("A;1;74;1;40;\nA;1;74;2;80;\n")
	changed, _ := runAll(t, d, 2025)
	if len(changed) != 1 || changed[0].ID != found[0].ID || changed[0].State != "new" {
		t.Fatalf("%+v", changed)
	}
	if !slices.ContainsFunc(changed[0].Reasons, func(m gis.Message) bool { return m.Code == "finding.reopened" }) {
		t.Errorf("reasons %v", changed[0].Reasons)
	}
}

// What is no longer found goes; what a person worked on stays and says so.
func TestStaleFindings(t *testing.T) {
	d, load := taxTown(t, "A;1;74;1;50;\nA;1;74;2;50;\n")
	found, _ := runAll(t, d, 2025)
	if len(found) != 2 {
		t.Fatalf("%+v", found)
	}
	checking := "checking"
	edit(t, d, found[0].ID, desk.Edit{State: &checking, Author: "test"})
	load("A;1;74;1;80;\nA;1;74;2;80;\n")
	for range 2 { // and stays so
		_, outcomes := runAll(t, d, 2025)
		kept := findings(t, d, desk.FindingFilter{})
		if len(kept) != 1 || kept[0].ID != found[0].ID || !kept[0].Stale || kept[0].State != "checking" {
			t.Errorf("%+v", kept)
		}
		for _, o := range outcomes {
			if o.New != 0 {
				t.Errorf("%+v", o)
			}
		}
	}
	load("A;1;74;1;50;\nA;1;74;2;80;\n")
	if again, _ := runAll(t, d, 2025); len(again) != 1 || again[0].Stale || again[0].State != "checking" {
		t.Errorf("%+v", again)
	}
}

func TestRunControlsRefuses(t *testing.T) {
	d := newDesk(t, "W001")
	for name, c := range map[string]struct {
		req  desk.ControlRequest
		kind gis.Kind
	}{
		"nothing asked":             {desk.ControlRequest{}, gis.BadUsage},
		"no such control":           {desk.ControlRequest{IDs: []string{"x"}}, gis.BadUsage},
		"a wrong parameter":         {desk.ControlRequest{All: true, Set: map[string]string{"x": "1"}}, gis.BadUsage},
		"a control without sources": {desk.ControlRequest{IDs: []string{"tari-untaxed"}}, gis.BadInput},
	} {
		_, err := d.RunControls(context.Background(), c.req, quiet, func(gis.Finding) {})
		if gis.KindOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, outcomes := runAll(t, d, 2025)
	for _, o := range outcomes {
		if len(o.Skipped) == 0 {
			t.Errorf("%s ran on nothing", o.Control)
		}
	}
}

// A layout that only a descriptor knows gives the same findings.
func TestLayoutByDescriptorAlone(t *testing.T) {
	d := demoDesk(t)
	before := map[string][]string{}
	for _, id := range []string{"tari-untaxed", "tari-surface"} {
		var keys []string
		if _, err := d.RunControls(context.Background(), desk.ControlRequest{IDs: []string{id}, Year: 2025}, quiet, collect(&keys)); err != nil {
			t.Fatal(err)
		}
		before[id] = keys
	}
	dir := t.TempDir()
	raw, err := os.ReadFile(demoFile(t, "tari.csv"))
	if err != nil {
		t.Fatal(err)
	}
	// The same accounts with columns of no usual name, in another order, with
	// bars between and no header.
	var out strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(strings.ReplaceAll(string(raw), "\r", "")), "\n")[1:] {
		c := strings.Split(line, ";")
		out.WriteString(strings.Join([]string{c[8], c[12], c[5], c[4], c[3], c[2], c[0], c[6], c[7], c[9], c[10]}, "|") + "\n")
	}
	profile := `id = "tari"
title = { it = "Ruolo del concessionario", en = "Roll of the contractor" }
formats = ["csv"]
scope = "source"
shape = "none"
[table]
separator = "|"
header = "no"
decimal = ","
dates = ["dd/mm/yyyy"]
[recognise]
names = ["*.dat"]
`
	for i, f := range []struct{ name, kind, role string }{
		{"alfa", "number", "surface"},
		{"beta", "integer", "occupants"},
		{"gamma", "text", "sub"},
		{"delta", "text", "parcel"},
		{"epsilon", "text", "sheet"},
		{"zeta", "text", "section"},
		{"eta", "text", "fiscal-code"},
		{"theta", "text", "street"},
		{"iota", "text", "civic"},
		{"kappa", "date", "period-from"},
		{"lambda", "date", "period-to"},
	} {
		profile += "[[field]]\nname = \"" + f.name + "\"\ntype = \"" + f.kind + "\"\nrole = \"" + f.role + "\"\ncolumn = " + strconv.Itoa(i+1) + "\n"
	}
	files := take(t, d, desk.ImportRequest{
		Paths: []string{write(t, filepath.Join(dir, "ruolo.dat"), out.String())}, Profile: write(t, filepath.Join(dir, "ruolo.toml"), profile),
	})
	if len(files) != 1 || files[0].Refused != nil || files[0].Supply.Rejected != 0 {
		t.Fatalf("%+v", files)
	}
	for id, want := range before {
		var keys []string
		if _, err := d.RunControls(context.Background(), desk.ControlRequest{IDs: []string{id}, Year: 2025}, quiet, collect(&keys)); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(keys, want) || len(want) == 0 {
			t.Errorf("%s: %d findings of the other layout, want %d", id, len(keys), len(want))
		}
	}
}

func TestFindingsRefuseWhatDoesNotExist(t *testing.T) {
	d := newDesk(t, "W001")
	for _, filter := range []desk.FindingFilter{{Control: "nope"}, {State: "nope"}} {
		if _, err := d.Findings(context.Background(), filter); gis.KindOf(err) != gis.BadUsage {
			t.Errorf("%+v: %v", filter, err)
		}
	}
	if all, err := d.Findings(context.Background(), desk.FindingFilter{Control: "tari-surface", State: "closed"}); err != nil || len(all) != 0 {
		t.Errorf("%d findings, %v", len(all), err)
	}
}
