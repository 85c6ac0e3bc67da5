package crs

import (
	"strconv"
	"strings"
)

// FromName finds the EPSG code in the name of a system as files write it:
// "EPSG:7792", "urn:ogc:def:crs:EPSG::6706", "http://www.opengis.net/def/crs/EPSG/0/6706",
// "http://www.opengis.net/gml/srs/epsg.xml#6706", "6706" alone, and OGC's CRS84,
// which is 4326 with longitude first. The order of the axes that a name implies
// is not told here: see [AxisSwapped].
func FromName(name string) (int, bool) {
	lower := strings.ToLower(strings.TrimSpace(name))
	if strings.HasSuffix(lower, "crs84") {
		return 4326, true
	}
	last := strings.LastIndexAny(lower, ":/#")
	if last >= 0 && !strings.Contains(lower[:last], "epsg") {
		return 0, false
	}
	code, err := strconv.Atoi(lower[last+1:])
	if err != nil || code <= 0 {
		return 0, false
	}
	return code, true
}
