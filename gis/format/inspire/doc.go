// Package inspire reads the cadastral parcels that the Agenzia delle Entrate
// publishes under INSPIRE (CC BY 4.0): the GML of its WFS and of the bulk
// download (files "_ple" with parcels and "_map" with sheets), and the same
// features when another tool has written them to a GeoPackage, a shapefile or
// GeoJSON. They carry no areas, no owners and no dates.
//
// Coordinates are given east (longitude) first, whatever the file's order, and
// are not transformed: they stay in the system that the file names, mostly
// EPSG:6706 in degrees.
package inspire
