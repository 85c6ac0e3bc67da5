// Package ogr reads through GDAL what our own readers do not: GML, KML, DXF,
// MapInfo, FileGDB, FlatGeobuf and the like. It is the one package that needs
// the C library; built with the tag nogdal it refuses every file and says what to
// do. A feature costs some tens of microseconds here, so the common containers
// have readers of their own.
package ogr
