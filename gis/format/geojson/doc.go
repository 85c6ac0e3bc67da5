// Package geojson reads and writes GeoJSON (RFC 7946, and the 2008 form with its
// "crs" member). Coordinates are longitude or east first, as the format wants
// whatever the axes of the system. A collection, a single feature and a file of
// one feature per line are read alike, feature by feature.
package geojson
