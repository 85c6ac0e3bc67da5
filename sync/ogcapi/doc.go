// Package ogcapi answers other programs and people with a browser by the open
// standards of the OGC: API Features parts 1 to 4, API Tiles, GeoPackage. It
// serves what was published to the repository, and the findings with what
// people wrote on them; what is written through it becomes operations like any
// desk's.
//
// A collection is a layer of all municipalities that the caller sees. Within
// the program coordinates are east or longitude first; in requests and answers
// they have the order of their CRS.
package ogcapi
