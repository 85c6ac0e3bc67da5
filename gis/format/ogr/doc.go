// Package ogr reads through GDAL what our own readers do not: GML, KML, DXF,
// MapInfo, FileGDB, FlatGeobuf and the like. GDAL and the hundred libraries that
// come with it are not in our programs: they are in one of their own, segit-ogr,
// which is started when a file needs it and says over a pipe what it reads. So
// no other program pays for loading them, a file that brings GDAL down brings
// nothing else down, and who is asked to stop can.
//
// Package wire is what the two say to each other, package library the side that
// has GDAL. A feature costs some microseconds more than in our own readers, and
// the start of segit-ogr a tenth of a second.
package ogr
