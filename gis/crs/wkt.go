package crs

import (
	"fmt"
	"strconv"
)

// WKT is the system as OGC well-known text, version 1, with its EPSG codes: what
// a GeoPackage and a .prj file hold.
func (s System) WKT() string {
	if s.kind == geographic {
		return s.frame.wkt()
	}
	method, k := "Transverse_Mercator", s.params.scale
	if s.kind == webmap {
		method, k = "Mercator_1SP", 1
	}
	text := fmt.Sprintf(`PROJCS[%q,%s,PROJECTION[%q],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",%s],`+
		`PARAMETER["scale_factor",%s],PARAMETER["false_easting",%s],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],`,
		s.Name, s.frame.wkt(), method, plain(s.params.lon0), plain(k), plain(s.params.falseEast))
	switch {
	case s.kind == webmap:
		// The sphere of web maps cannot be said in this grammar; every reader
		// knows this extension.
		text += `AXIS["Easting",EAST],AXIS["Northing",NORTH],EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs"],`
	case s.NorthFirst:
		text += `AXIS["Northing",NORTH],AXIS["Easting",EAST],`
	default:
		text += `AXIS["Easting",EAST],AXIS["Northing",NORTH],`
	}
	return text + fmt.Sprintf(`AUTHORITY["EPSG","%d"]]`, s.EPSG)
}

func (f frame) wkt() string {
	named := [...]struct {
		name, datum      string
		datumCode, code  int
		spheroid         string
		semiMajor, flat  float64
		spheroidRegister int
	}{
		rdn2008:    {"RDN2008", "Rete_Dinamica_Nazionale_2008", 1132, 6706, "GRS 1980", 6378137, 298.257222101, 7019},
		etrs89:     {"ETRS89", "European_Terrestrial_Reference_System_1989", 6258, 4258, "GRS 1980", 6378137, 298.257222101, 7019},
		wgs84:      {"WGS 84", "WGS_1984", 6326, 4326, "WGS 84", 6378137, 298.257223563, 7030},
		monteMario: {"Monte Mario", "Monte_Mario", 6265, 4265, "International 1924", 6378388, 297, 7022},
	}[f]
	return fmt.Sprintf(`GEOGCS[%q,DATUM[%q,SPHEROID[%q,%s,%s,AUTHORITY["EPSG","%d"]],AUTHORITY["EPSG","%d"]],`+
		`PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],`+
		`AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","%d"]]`,
		named.name, named.datum, named.spheroid, plain(named.semiMajor), plain(named.flat), named.spheroidRegister, named.datumCode, named.code)
}

func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
