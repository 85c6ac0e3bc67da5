// Package shapefile reads ESRI shapefiles (white paper J-7855, July 1998) with
// their dBASE tables. A shapefile is several files of one name; only the .shp is
// needed, or the .dbf alone as a table without geometry. Whatever is missing or
// cut, the records that are whole go in and the rest is said.
package shapefile
