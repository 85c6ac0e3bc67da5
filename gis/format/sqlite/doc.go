// Package sqlite reads and fills the tables of a SQLite database by its file
// format (sqlite.org/fileformat2.html), without SQL: whole tables, in the order
// of their keys, at the speed of the disk. It knows ordinary tables in a file
// that no other program is writing; everything else is refused with the reason,
// and the caller goes through SQL.
package sqlite
