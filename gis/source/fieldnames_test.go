package source

import (
	"slices"
	"strings"
	"testing"
)

func TestDBFNames(t *testing.T) {
	two := dbfHead("IDAG")
	two = two[:64] + "LABEL" + strings.Repeat("\x00", 27) + "\r"
	for name, test := range map[string]struct {
		table string
		want  []string
	}{
		"one field":         {dbfHead("IDAG"), []string{"IDAG"}},
		"the header's size": {strings.Replace(two, "\x41\x00", "\x61\x00", 1), []string{"IDAG", "LABEL"}},
		"cut off":           {dbfHead("IDAG")[:50], nil},
		"no header":         {"\x03", nil},
		"a size that lies":  {"\x03" + strings.Repeat("\xff", 63), []string{strings.Repeat("\xff", 11)}},
	} {
		if got := dbfNames([]byte(test.table)); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestSQLNames(t *testing.T) {
	head := "SQLite format 3\x00" +
		"CREATE TABLE gpkg_contents (table_name TEXT, identifier TEXT)\x00" +
		"CREATE TABLE \"rtree_a_geom_node\" (nodeno INTEGER)\x00" +
		"CREATE TABLE \"zone\" ( \"fid\" INTEGER PRIMARY KEY, [geom] MULTIPOLYGON, ZTO TEXT(10), `data` DATE)\x00"
	if got, want := sqlNames([]byte(head)), []string{"fid", "geom", "ZTO", "data"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := sqlNames([]byte("SQLite format 3\x00CREATE TABLE ")); len(got) != 0 {
		t.Errorf("a statement cut off gives %q", got)
	}
}

func TestPropertyNames(t *testing.T) {
	for text, want := range map[string][]string{
		`{"features":[{"properties":{"A":1,"b \"c\"":"x:y"}},{"properties":{"A":2,"D":null}}]}`: {"A", `b \"c\"`, "D"},
		`{"properties":null}`: nil,
		`{"features":[]}`:     nil,
		`{"properties":{"A"`:  nil,
	} {
		if got := propertyNames([]byte(text)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestFirstRows(t *testing.T) {
	text := strings.Repeat("a;b\n", headerRows+10)
	if rows := firstRows([]byte(text)); len(rows) != headerRows || !slices.Equal(rows[0], []string{"a", "b"}) {
		t.Errorf("%d rows", len(rows))
	}
	if rows := firstRows([]byte("\"open\nc;d\n")); len(rows) != 1 || !slices.Equal(rows[0], []string{"c", "d"}) {
		t.Errorf("a broken row is kept: %q", rows)
	}
	if rows := firstRows([]byte(" \n")); rows != nil {
		t.Errorf("rows of nothing: %q", rows)
	}
}
