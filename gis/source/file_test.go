package source

import "testing"

func TestLineOf(t *testing.T) {
	const text = "# a comment: role = \"x\"\nid = \"a\"\n\n[table]\nskip = 1\n\n[[field]]\nname = \"a\"\nrole = \"sheet\"\n\n[[field]]\n\"name\" = \"b\"\n  role = \"sub\"\n[[field]]\nname = \"c\"\n"
	for _, test := range []struct {
		table string
		n     int
		key   string
		want  int
	}{
		{"", 0, "id", 2},
		{"table", 0, "skip", 5},
		{"table", -1, "skip", 5},
		{"field", 0, "role", 9},
		{"field", 1, "role", 13},
		{"field", -1, "role", 9},
		{"field", 1, "name", 12},
		{"field", 2, "role", 14}, // not written: its table
		{"", 0, "table", 4},
		{"", 0, "scope", 0},
		{"field", 7, "role", 0},
	} {
		if got := lineOf(text, test.table, test.n, test.key); got != test.want {
			t.Errorf("%s %d %s: line %d, want %d", test.table, test.n, test.key, got, test.want)
		}
	}
}
