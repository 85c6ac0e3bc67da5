// Package supply is how supplies travel: their rows in chunks named by the
// SHA-256 of their canonical bytes, each of one source and one cell, and the
// signed entry that says which chunks make a supply. Rows that lie in no sheet and
// are tied to some, persons and titles, stand a second time in chunks of these
// sheets, for who holds no others. It knows no network and no archive.
package supply
