package desk

import (
	"path/filepath"
	"strings"

	"segit/gis"
	"segit/gis/source"
)

// scopeOf is what a supply of the job's source takes the place of, row by row.
func scopeOf(j *job) func(*gis.Batch, int) string {
	switch j.descriptor.Scope {
	case source.ByFile:
		name := strings.ToLower(filepath.Base(j.candidate.Path))
		return func(*gis.Batch, int) string { return name }
	case source.BySection:
		return func(b *gis.Batch, row int) string {
			return b.Schema.Dataset + " " + b.Text(b.Schema.Role(gis.RoleSection), row)
		}
	case source.BySheet:
		return func(b *gis.Batch, row int) string {
			s := b.Schema
			return b.Text(s.Role(gis.RoleSection), row) + " " + b.Text(s.Role(gis.RoleSheet), row) + " " +
				b.Text(s.Index("annex"), row) + " " + b.Text(s.Index("development"), row)
		}
	}
	return func(*gis.Batch, int) string { return "" }
}
