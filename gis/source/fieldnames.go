package source

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"

	"segit/gis/format/delimited"
)

// fieldNames are rows that may hold the names of a file's fields: the first
// rows of a table, or one row for a vector layer. It only serves recognition;
// what cannot be found gives nothing.
func fieldNames(format Format, path string, head []byte) [][]string {
	switch format {
	case Delimited:
		return firstRows(head)
	case Shapefile:
		if dbf := beside(path, []string{".dbf"}); len(dbf) > 0 {
			if table, err := look(dbf[0]); err == nil {
				return [][]string{dbfNames(table)}
			}
		}
	case GeoPackage:
		return [][]string{sqlNames(head)}
	case GeoJSON:
		return [][]string{propertyNames(head)}
	}
	return nil
}

// headerRows is how many rows a header is looked for in.
const headerRows = 20

func firstRows(head []byte) [][]string {
	r, err := delimited.NewReader(bytes.NewReader(head), delimited.Options{})
	if err != nil {
		return nil
	}
	var rows [][]string
	for len(rows) < headerRows {
		row, err := r.Next()
		if err != nil {
			break
		}
		if row.Fault == nil {
			rows = append(rows, append([]string(nil), row.Cells...))
		}
	}
	return rows
}

// dbfNames reads the field descriptors of a dBASE header: 32 bytes each from
// byte 32 on, the name in the first eleven, up to a carriage return.
func dbfNames(table []byte) []string {
	if len(table) < 32 {
		return nil
	}
	end := min(int(binary.LittleEndian.Uint16(table[8:])), len(table))
	var names []string
	for at := 32; at+32 <= end && table[at] != '\r'; at += 32 {
		name, _, _ := bytes.Cut(table[at:at+11], []byte{0})
		names = append(names, string(bytes.TrimSpace(name)))
	}
	return names
}

// sqlColumns finds the names in the CREATE TABLE statements that SQLite keeps
// as text in its first pages.
var sqlColumns = regexp.MustCompile(`[(,]\s*["'\x60\[]?([\p{L}_][\p{L}\p{N}_ ]*?)["'\x60\]]?\s+[A-Z]{3,}`)

func sqlNames(head []byte) []string {
	var names []string
	for _, statement := range bytes.Split(head, []byte("CREATE TABLE"))[1:] {
		body, _, _ := bytes.Cut(statement, []byte{0})
		if table := strings.ToLower(string(body[:min(len(body), 20)])); strings.Contains(table, "gpkg_") || strings.Contains(table, "rtree_") {
			continue
		}
		for _, m := range sqlColumns.FindAllSubmatch(body[:min(len(body), 8<<10)], -1) {
			names = append(names, string(m[1]))
		}
	}
	return names
}

// jsonKey finds the keys of an object without objects inside.
var jsonKey = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"\s*:`)

// propertyNames are the keys of all properties objects at hand; that of the
// crs member adds a "name" that does no harm.
func propertyNames(head []byte) []string {
	var names []string
	seen := map[string]bool{}
	for _, object := range bytes.Split(head, []byte(`"properties"`))[1:] {
		body, _, _ := bytes.Cut(object, []byte("}"))
		for _, m := range jsonKey.FindAllSubmatch(body, -1) {
			if key := string(m[1]); !seen[key] {
				seen[key] = true
				names = append(names, key)
			}
		}
	}
	return names
}
