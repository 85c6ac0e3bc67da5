// Package gpkg reads and writes GeoPackages (OGC 12-128r17, version 1.3) without
// a C library. Coordinates are x, y as the container holds them: east or
// longitude first, as the standard demands whatever the axes of the system.
package gpkg
