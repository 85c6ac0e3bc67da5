package rights_test

import (
	"slices"
	"testing"

	"segit/gis"
	"segit/sync/rights"
)

func builtIn(t *testing.T) rights.Table {
	t.Helper()
	table, err := rights.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestWhoSeesWhat(t *testing.T) {
	table := builtIn(t)
	for _, c := range []struct {
		role, dataset, column string
		is                    gis.Role
		want                  bool
	}{
		{"analyst", "subjects", "surname", gis.RoleSurname, true},
		{"admin", "anything", "new", "", true},
		{"tax", "findings", "whatever", "", true},
		{"surveyor", "findings", "state", "", true},
		{"surveyor", "findings", "whatever", "", true},
		{"planner", "findings", "whatever", "", false},
		{"surveyor", "buildings", "height", "", true}, // a column that plays no role
		{"surveyor", "units", "sub", gis.RoleSub, true},
		{"surveyor", "subjects", "surname", gis.RoleSurname, false},
		{"surveyor", "tari", "surface", gis.RoleSurface, false},
		{"planner", "units", "sub", gis.RoleSub, false},
		{"planner", "units", "category", gis.RoleCategory, true},
		{"planner", "notes", "text", "", false},
		{"dpo", "notes", "text", "", false},
		{"dpo", "findings", "state", "", true},
		{"", "parcels", "sheet", gis.RoleSheet, true},
		{"", "parcels", "annex", "", true},
		{"", "parcels", "owner", "", false},              // a column that nobody knows
		{"", "parcels", "owner", gis.RoleSurname, false}, // or that names a person
		{"", "units", "category", gis.RoleCategory, false},
		{"", "findings", "state", "", false},
		{"boss", "parcels", "sheet", gis.RoleSheet, false}, // a role that nobody defined
	} {
		caller := rights.Caller{User: "u", Role: c.role}
		if c.role == "" {
			caller = rights.Caller{}
		}
		if got := table.Sees(&caller, c.dataset, c.column, c.is); got != c.want {
			t.Errorf("%q sees %s.%s (%s): %v", c.role, c.dataset, c.column, c.is, got)
		}
	}
}

func TestWhoWrites(t *testing.T) {
	table := builtIn(t)
	for role, want := range map[string]bool{"analyst": true, "tax": true, "surveyor": true, "planner": true, "admin": true, "dpo": false, "boss": false, "": false} {
		if got := table.Writes(&rights.Caller{User: "u", Role: role}, "findings", "state"); got != want {
			t.Errorf("%q writes: %v", role, got)
		}
	}
	if table.Writes(&rights.Caller{Role: "analyst"}, "findings", "state") {
		t.Error("a role without a user writes")
	}
	planner := &rights.Caller{User: "u", Role: "planner"}
	if table.Writes(planner, "notes", "text") {
		t.Error("a planner writes notes")
	}
	if !slices.Equal(table.Roles(), []string{"analyst", "tax", "surveyor", "planner", "dpo", "admin"}) {
		t.Errorf("%v", table.Roles())
	}
	if table.SeesAll(planner, "findings") || !table.SeesSome(planner, "findings") || table.SeesSome(planner, "subjects") {
		t.Error("what a planner sees of datasets")
	}
}

func TestMunicipalities(t *testing.T) {
	for _, c := range []struct {
		caller rights.Caller
		comune string
		want   bool
	}{
		{rights.Caller{}, "W001", true},
		{rights.Caller{}, "../x", false},
		{rights.Caller{User: "u", Comuni: []string{"W001"}}, "W001", true},
		{rights.Caller{User: "u", Comuni: []string{"W001"}}, "W002", false},
		{rights.Caller{User: "u", Comuni: []string{"*"}}, "W002", true},
		{rights.Caller{User: "u"}, "W001", false},
	} {
		if got := c.caller.Sees(c.comune); got != c.want {
			t.Errorf("%v sees %s: %v", c.caller, c.comune, got)
		}
	}
}

func TestTablesThatAreNone(t *testing.T) {
	for _, text := range []string{
		`[[role]]`, `x`, `[[role]]` + "\nid = \"a\"\nsees = [\"*\"]", `[[role]]` + "\nid = \"a\"",
		"[[role]]\nid = \"anonymous\"\nmore = 1", "[[role]]\nid = \"anonymous\"\n[[role]]\nid = \"anonymous\"",
	} {
		if _, err := rights.Parse(text); gis.KindOf(err) != gis.BadInput {
			t.Errorf("%q: %v", text, err)
		}
	}
}
