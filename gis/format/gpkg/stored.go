package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"segit/gis"
)

// stored is how the records of a table hold its columns.
type stored struct {
	columns []storedColumn
	key     int   // the column that stands for the row's own number, -1 without
	shape   int   // the geometry, -1 without
	taken   []int // of each column of the layer
	odd     bool  // a computed column: records do not hold what SQL shows
	keys    int   // columns of the primary key
}

// storedColumn is a column of a table.
type storedColumn struct {
	name, kind string
	initial    sql.NullString // the expression of its default
	real       bool           // whole numbers in it are reals all the same
	value      any            // of rows older than the column: nil, int64, float64 or string
}

// add takes a column of pragma_table_xinfo and gives its place in the records.
func (s *stored) add(c storedColumn, pk, hidden int) int {
	c.real = isReal(c.kind)
	var known bool
	c.value, known = literal(c.initial)
	s.odd = s.odd || hidden > 0 || !known
	if pk > 0 {
		if s.keys++; c.kind == "INTEGER" {
			s.key = len(s.columns)
		}
	}
	s.columns = append(s.columns, c)
	return len(s.columns) - 1
}

// isReal reports whether a declared type has real affinity (sqlite.org/datatype3.html, 3.1).
func isReal(kind string) bool {
	for _, other := range []string{"INT", "CHAR", "CLOB", "TEXT", "BLOB"} {
		if strings.Contains(kind, other) {
			return false
		}
	}
	return strings.Contains(kind, "REAL") || strings.Contains(kind, "FLOA") || strings.Contains(kind, "DOUB")
}

// literal is the value of a default that is plain; false when it has to be
// computed.
func literal(expression sql.NullString) (any, bool) {
	text := strings.TrimSpace(expression.String)
	if !expression.Valid || strings.EqualFold(text, "NULL") {
		return nil, true
	}
	if n := len(text); n >= 2 && text[0] == '\'' && text[n-1] == '\'' {
		return strings.ReplaceAll(text[1:n-1], "''", "'"), true
	}
	if strings.ContainsRune(text, '(') || strings.HasPrefix(strings.ToUpper(text), "CURRENT_") {
		// No column with such a default can be added to rows that are there.
		return nil, true
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, true
	}
	if v, err := strconv.ParseFloat(text, 64); err == nil {
		return v, true
	}
	return nil, false
}

// direct finds the pages of a layer and counts its rows; false when it has to
// be read through SQL, with the reason in l.why.
func (f *File) direct(ctx context.Context, l *layer, s *stored) bool {
	l.why = f.why
	if f.pages == nil {
		return false
	}
	var root uint32
	err := f.db.QueryRowContext(ctx, `SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ?`, l.table).Scan(&root)
	switch {
	case errors.Is(err, sql.ErrNoRows): // a view: there is no other way
		return false
	case err != nil, root == 0, s.odd:
		l.why = gis.Say("gpkg.by-sql", l.table)
		return false
	}
	rows, err := f.pages.Table(root)
	if err != nil {
		l.why = reason(err)
		return false
	}
	l.Count, l.rows, l.stored = rows.Count(), rows, s
	return true
}

// reason is the sentence of why pages are not read.
func reason(err error) gis.Message {
	var ours *gis.Error
	if errors.As(err, &ours) {
		return ours.Message
	}
	return gis.Say("sqlite.header")
}
