package control_test

import (
	"slices"
	"testing"

	"segit/gis"
)

const untaxed = "tari-untaxed"

// Invented people of an unassigned municipality.
const (
	rossi   = "RSSMRA70A01W001V"
	bianchi = "BNCLRA80A41W001X"
)

// Whatever is asked for, another unit of the town is taxed.
func taxedTown() *town {
	t := newTown()
	t.unit("A/9/9/1", cells{"civic": "99"})
	t.account("A/9/9/1")
	return t
}

func TestTariUntaxedWhichUnits(t *testing.T) {
	for name, c := range map[string]struct {
		unit  cells
		found bool
	}{
		"dwelling":                    {cells{"category": "A03"}, true},
		"shop":                        {cells{"category": "C01"}, true},
		"barracks":                    {cells{"category": "B01"}, true},
		"state school":                {cells{"category": "B05"}, false},
		"chapel":                      {cells{"category": "B07"}, false},
		"factory":                     {cells{"category": "D01"}, false},
		"collapsed":                   {cells{"category": "F02"}, false},
		"not classed":                 {cells{"category": ""}, false},
		"common part":                 {cells{"category": "C02", "partita": "0"}, false},
		"common part without income":  {cells{"category": "C02", "partita": "A"}, false},
		"suppressed":                  {cells{"partita": "C"}, false},
		"closed":                      {cells{"to": day(2025, 12, 31)}, false},
		"closes the day after":        {cells{"to": day(2026, 1, 1)}, true},
		"opens the day after":         {cells{"from": day(2026, 1, 1)}, false},
		"unusable":                    {cells{"annotation": "unita' inagibile dal 2019"}, false},
		"annotation of another thing": {cells{"annotation": "classamento proposto"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			town := taxedTown()
			town.unit("A/1/1/1", c.unit)
			var found []string
			if c.found {
				found = []string{"A/1/1/1"}
			}
			want(t, town, untaxed, nil, 0, found...)
		})
	}
	town := taxedTown()
	town.unit("A/1/1/1", cells{"category": "B05"})
	want(t, town, untaxed, map[string]string{"exempt_categories": ""}, 0, "A/1/1/1")
}

// An account covers from its first to its last day, both included.
func TestTariUntaxedAccountPeriod(t *testing.T) {
	for name, c := range map[string]struct {
		period cells
		found  []string
	}{
		"until the day itself":   {cells{"to": day(2026, 1, 1)}, nil}, // [from, to): last day 31 December
		"until the day before":   {cells{"to": day(2025, 12, 31)}, []string{"A/1/1/1"}},
		"from the day itself":    {cells{"from": day(2025, 12, 31)}, nil},
		"from the day after":     {cells{"from": day(2026, 1, 1)}, []string{"A/1/1/1"}},
		"open at both ends":      {cells{}, nil},
		"closed long ago":        {cells{"from": day(2001, 1, 1), "to": day(2010, 1, 1)}, []string{"A/1/1/1"}},
		"open since a long time": {cells{"from": day(1998, 1, 1)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			town := taxedTown()
			town.unit("A/1/1/1")
			town.account("A/1/1/1", c.period)
			want(t, town, untaxed, nil, 0, c.found...)
		})
	}
}

func TestTariUntaxedMatches(t *testing.T) {
	for _, c := range []struct {
		name      string
		plant     func(*town)
		found     []string
		undecided int
	}{
		{"by key", func(t *town) { t.unit("A/1/1/1"); t.account("A/1/1/1") }, nil, 0},
		{"by a dirty key", func(t *town) {
			t.unit("A/1/1/1")
			t.account("", cells{"z8": " a", "z6": "0001", "z4": "00001 ", "z2": "0001"})
		}, nil, 0},
		{"by a graffata", func(t *town) { t.unit("A/1/1/1", cells{"also_keys": "W001/A/1/2/3"}); t.account("A/1/2/3") }, nil, 0},
		{"another sub", func(t *town) { t.unit("A/1/1/1"); t.account("A/1/1/2") }, []string{"A/1/1/1"}, 0},
		{"another sub, same holder", func(t *town) {
			t.owner(t.unit("A/1/1/1"), rossi)
			t.account("A/1/1/2", cells{"z3": rossi})
		}, nil, 0},
		{"another sub, holder of two dwellings", func(t *town) {
			t.owner(t.unit("A/1/1/1"), rossi)
			t.owner(t.unit("A/1/1/3"), rossi)
			t.account("A/1/1/2", cells{"z3": rossi})
		}, nil, 2},
		{"a whole building, account with a sub", func(t *town) { t.unit("A/1/1"); t.account("A/1/1/1") }, nil, 0},
		{"another section", func(t *town) { t.unit("A/1/1/1"); t.account("B/1/1/1") }, []string{"A/1/1/1"}, 0},
		{"no section, one unit", func(t *town) { t.unit("A/1/1/1"); t.account("_/1/1/1") }, nil, 0},
		{"no section, two units", func(t *town) { t.unit("A/1/1/1"); t.unit("B/1/1/1"); t.account("_/1/1/1") }, nil, 2},
		{"no section, two units, the holder of one", func(t *town) {
			t.unit("A/1/1/1")
			t.owner(t.unit("B/1/1/1"), rossi)
			t.account("_/1/1/1", cells{"z3": rossi})
		}, []string{"A/1/1/1"}, 0},
		{"a census without sections", func(t *town) { t.unit("_/1/1/1"); t.account("A/1/1/1") }, nil, 0},
		{"no sub, one unit", func(t *town) { t.unit("A/1/1/7"); t.account("A/1/1") }, nil, 0},
		{"no sub, two units", func(t *town) { t.unit("A/1/1/1"); t.unit("A/1/1/2"); t.account("A/1/1") }, nil, 2},
		{"no sub, two units, the holder of one", func(t *town) {
			t.owner(t.unit("A/1/1/1"), rossi)
			t.owner(t.unit("A/1/1/2"), bianchi)
			t.account("A/1/1", cells{"z3": rossi})
		}, []string{"A/1/1/2"}, 0},
		{"no sub, the holder's dwelling and shop", func(t *town) {
			t.owner(t.unit("A/1/1/1"), rossi)
			t.owner(t.unit("A/1/1/2", cells{"category": "C01"}), rossi)
			t.account("A/1/1", cells{"z3": rossi})
		}, []string{"A/1/1/2"}, 0},
		{"no sub, the holder's two dwellings and one of another", func(t *town) {
			t.owner(t.unit("A/1/1/1"), rossi)
			t.owner(t.unit("A/1/1/2"), rossi)
			t.owner(t.unit("A/1/1/3"), bianchi)
			t.account("A/1/1", cells{"z3": rossi})
		}, nil, 3},
		{"no sub, a common part beside", func(t *town) {
			t.unit("A/1/1/1", cells{"category": "", "partita": "0"})
			t.unit("A/1/1/2")
			t.account("A/1/1")
		}, nil, 0},
		{"no key, civic and holder", func(t *town) {
			t.owner(t.unit("A/1/1/1", cells{"street_type": "VIALE", "street": "DELL'UNITA'", "civic": "0012/A"}), rossi)
			t.account("", cells{"z3": rossi, "z5": "V.le dell’Unità", "z9": "12 a"})
		}, nil, 0},
		{"no key, civic without its kind of street", func(t *town) {
			t.owner(t.unit("A/1/1/1"), rossi)
			t.account("", cells{"z3": rossi, "z5": "roma", "z9": "1"})
		}, nil, 0},
		{"no key, civic of a stranger", func(t *town) {
			t.owner(t.unit("A/1/1/1"), rossi)
			t.account("", cells{"z3": bianchi, "z5": "Via Roma", "z9": "1"})
		}, []string{"A/1/1/1"}, 0},
		{"a key that names nothing, civic and holder", func(t *town) {
			t.owner(t.unit("A/1/1/1"), rossi)
			t.account("A/88/88/8", cells{"z3": rossi, "z5": "Via Roma", "z9": "1"})
		}, nil, 0},
		{"no key, bare owner", func(t *town) {
			u := t.unit("A/1/1/1")
			t.owner(u, rossi, cells{"right": "20"})
			t.owner(u, bianchi, cells{"right": "30"})
			t.account("", cells{"z3": rossi, "z5": "Via Roma", "z9": "1"})
		}, []string{"A/1/1/1"}, 0},
		{"no key, usufruct", func(t *town) {
			u := t.unit("A/1/1/1")
			t.owner(u, bianchi, cells{"right": "20"})
			t.owner(u, rossi, cells{"right": "80"})
			t.account("", cells{"z3": rossi, "z5": "Via Roma", "z9": "1"})
		}, nil, 0},
		{"no key, holder with two dwellings there", func(t *town) {
			t.owner(t.unit("A/1/1/1"), rossi)
			t.owner(t.unit("A/1/1/2"), rossi)
			t.account("", cells{"z3": rossi, "z5": "Via Roma", "z9": "1"})
		}, nil, 2},
		{"a street without its number", func(t *town) {
			t.owner(t.unit("A/1/1/1", cells{"civic": ""}), rossi)
			t.account("", cells{"z3": rossi, "z5": "Via Roma"})
		}, []string{"A/1/1/1"}, 0},
		{"rights of the historic series only", func(t *town) {
			t.owner(t.unit("A/1/1/1"), rossi, cells{"right": "30", "right_text": "usufruttuario parziale"})
		}, nil, 1},
		{"rights of the historic series beside a sure one", func(t *town) {
			u := t.unit("A/1/1/1")
			t.owner(u, rossi, cells{"right": "30", "right_text": "usufruttuario parziale"})
			t.owner(u, bianchi)
		}, []string{"A/1/1/1"}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			town := taxedTown()
			c.plant(town)
			want(t, town, untaxed, nil, c.undecided, c.found...)
		})
	}
}

// A cellar or a garage goes with its holder's taxed dwelling in the same
// parcel or at the same civic.
func TestTariUntaxedAppurtenances(t *testing.T) {
	const garage = "A/1/1/9"
	for _, c := range []struct {
		name      string
		home      string
		homeCells cells
		right     string
		account   string
		category  string
		found     []string
		undecided int
		reason    string
	}{
		{name: "same parcel", home: "A/1/1/1", homeCells: cells{"civic": "77"}, account: "A/1/1/1"},
		{name: "same civic", home: "A/1/5/1", account: "A/1/5/1"},
		{name: "elsewhere", home: "A/1/5/1", homeCells: cells{"civic": "77"}, account: "A/1/5/1", found: []string{garage}, reason: "untaxed.reason.elsewhere"},
		{name: "a shop covers nothing", home: "A/1/1/1", homeCells: cells{"category": "C01"}, account: "A/1/1/1", found: []string{garage}},
		{name: "an office is no dwelling", home: "A/1/1/1", homeCells: cells{"category": "A10"}, account: "A/1/1/1", found: []string{garage}},
		{name: "the dwelling has none either", home: "A/1/1/1", found: []string{"A/1/1/1", garage}},
		{name: "a shop is no appurtenance", home: "A/1/1/1", account: "A/1/1/1", category: "C01", found: []string{garage}},
		{name: "a cellar", home: "A/1/1/1", account: "A/1/1/1", category: "C02"},
		{name: "a shed", home: "A/1/1/1", account: "A/1/1/1", category: "C07"},
		{name: "held by the bare owner", home: "A/1/1/1", right: "20", account: "A/1/1/1", found: []string{garage}},
	} {
		t.Run(c.name, func(t *testing.T) {
			town := taxedTown()
			category := "C06"
			if c.category != "" {
				category = c.category
			}
			g := town.unit(garage, cells{"category": category})
			h := town.unit(c.home, c.homeCells)
			town.owner(g, rossi, cells{"right": "10"})
			right := "10"
			if c.right != "" {
				right = c.right
			}
			// The same subject holds the dwelling, by a second title.
			titles := town.sets["titles census"]
			town.add(titles.Schema, cells{"subject_id": 1000, "subject_type": "P", "object_id": int(h), "object_type": "F", "right": right}, nil)
			if c.account != "" {
				town.account(c.account)
			}
			r := want(t, town, untaxed, nil, c.undecided, c.found...)
			if c.reason != "" && (r.Findings[0].Confidence != gis.Low || !slices.Contains(codes(&r.Findings[0]), c.reason)) {
				t.Errorf("%v %v, want low with %s", r.Findings[0].Confidence, codes(&r.Findings[0]), c.reason)
			}
		})
	}
}

// An account that may be of the dwelling leaves its garage undecided too.
func TestTariUntaxedAppurtenanceOfAnUndecidedDwelling(t *testing.T) {
	town := taxedTown()
	g := town.unit("A/1/1/9", cells{"category": "C06"})
	town.owner(g, rossi)
	home := town.unit("A/1/1/1")
	town.unit("B/1/1/1", cells{"civic": "5"})
	titles := town.sets["titles census"]
	town.add(titles.Schema, cells{"subject_id": 1000, "subject_type": "P", "object_id": int(home), "object_type": "F", "right": "10"}, nil)
	town.account("_/1/1/1") // either dwelling
	r := want(t, town, untaxed, nil, 3)
	if len(r.Remarks) != 1 || r.Remarks[0].Code != "tari.doubtful" {
		t.Errorf("remarks %v", r.Remarks)
	}
}

func TestTariUntaxedConfidence(t *testing.T) {
	town := taxedTown()
	town.unit("A/1/1/1", cells{"civic": "11"})
	town.owner(town.unit("A/1/2/1", cells{"civic": "12"}), rossi)
	town.owner(town.unit("A/1/3/1", cells{"civic": "13"}), rossi)
	town.account("", cells{"z3": bianchi, "z5": "VIA ROMA", "z9": "13"}) // a tenant's, perhaps
	r := want(t, town, untaxed, nil, 0, "A/1/1/1", "A/1/2/1", "A/1/3/1")
	for i, c := range []struct {
		level  gis.Level
		reason string
	}{{gis.Medium, "untaxed.reason.none"}, {gis.High, "untaxed.reason.holder"}, {gis.Low, "untaxed.reason.civic"}} {
		f := &r.Findings[i]
		if f.Confidence != c.level || !slices.Contains(codes(f), c.reason) {
			t.Errorf("%v: %v %v, want %v with %s", f.Key, f.Confidence, codes(f), c.level, c.reason)
		}
	}
	wantEvidence(t, &r.Findings[1], "subjects 1", "titles 1", "units 3")
	if len(r.Remarks) != 1 || r.Remarks[0].Code != "tari.adrift" {
		t.Errorf("remarks %v", r.Remarks)
	}
}

// The same object id in two sections is two objects, with holders of their own.
func TestHoldersAreOfTheirSection(t *testing.T) {
	town := taxedTown()
	a := town.unit("A/1/1/1", cells{"object_id": 7})
	b := town.unit("B/1/1/1", cells{"object_id": 7})
	town.owner(7, rossi, cells{"section": "A"})
	town.owner(7, bianchi, cells{"section": "B"})
	r := want(t, town, untaxed, nil, 0, "A/1/1/1", "B/1/1/1")
	if r.Findings[0].FiscalCode != rossi || r.Findings[1].FiscalCode != bianchi {
		t.Errorf("objects %d and %d: holders %q and %q", a, b, r.Findings[0].FiscalCode, r.Findings[1].FiscalCode)
	}
}

// An account of the holder that means no unit may be the one that is missing.
func TestTariUntaxedHolderWithAnAccountAstray(t *testing.T) {
	town := taxedTown()
	town.owner(town.unit("A/1/1/1"), rossi)
	town.account("A/9/9/9", cells{"z3": rossi})
	r := want(t, town, untaxed, nil, 0, "A/1/1/1")
	if r.Findings[0].Confidence != gis.Low || !slices.Contains(codes(&r.Findings[0]), "untaxed.reason.astray") {
		t.Errorf("%v %v", r.Findings[0].Confidence, codes(&r.Findings[0]))
	}
}

// Rows of the tax that were rejected may hold the account.
func TestTariUntaxedAfterRejects(t *testing.T) {
	town := taxedTown()
	town.rejected = 3
	town.owner(town.unit("A/1/1/1"), rossi)
	r := want(t, town, untaxed, nil, 0, "A/1/1/1")
	if r.Findings[0].Confidence != gis.Medium || !slices.Contains(codes(&r.Findings[0]), "untaxed.reason.rejects") {
		t.Errorf("%v %v", r.Findings[0].Confidence, codes(&r.Findings[0]))
	}
	if len(r.Remarks) == 0 || r.Remarks[0].Code != "tari.rejects" {
		t.Errorf("remarks %v", r.Remarks)
	}
}

// Of an appurtenance whose holder nobody knows, beside a taxed dwelling, nothing
// is said.
func TestTariUntaxedAppurtenanceOfNobody(t *testing.T) {
	town := taxedTown()
	town.unit("A/1/1/1")
	town.account("A/1/1/1")
	town.unit("A/1/1/2", cells{"category": "C06"})
	town.unit("A/1/2/1", cells{"category": "C06", "civic": "50"})
	want(t, town, untaxed, nil, 1, "A/1/2/1")
}
