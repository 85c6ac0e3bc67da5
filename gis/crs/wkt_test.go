package crs_test

import (
	"strings"
	"testing"

	"segit/gis/crs"
)

const dpc = `PROJCS["RDN2008_Italy_zone_E-N",GEOGCS["GCS_RDN2008",DATUM["D_RDN2008",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",7000000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",12.0],PARAMETER["Scale_Factor",0.9985],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`

const esriMonteMario = `PROJCS["Monte_Mario_Italy_2",GEOGCS["GCS_Monte_Mario",DATUM["D_Monte_Mario",SPHEROID["International_1924",6378388.0,297.0]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",2520000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",15.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`

const isoUTM = `PROJCRS["RDN2008 / UTM zone 33N (N-E)",BASEGEOGCRS["RDN2008",DATUM["Rete Dinamica Nazionale 2008",ELLIPSOID["GRS 1980",6378137,298.257222101,LENGTHUNIT["metre",1]]],PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]],ID["EPSG",6706]],CONVERSION["UTM zone 33N",METHOD["Transverse Mercator",ID["EPSG",9807]],PARAMETER["Latitude of natural origin",0],PARAMETER["Longitude of natural origin",15],PARAMETER["Scale factor at natural origin",0.9996],PARAMETER["False easting",500000],PARAMETER["False northing",0],ID["EPSG",16033]],CS[Cartesian,2],AXIS["northing (N)",north,ORDER[1]],AXIS["easting (E)",east,ORDER[2]],LENGTHUNIT["metre",1]`

func TestFromWKT(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       int
	}{
		{"aggregates of the DPC", dpc, 7794},
		{"Monte Mario of ESRI", esriMonteMario, 3004},
		{"with blanks, line ends and round brackets", strings.NewReplacer(",", ",\r\n ", "[", "(", "]", ")").Replace(esriMonteMario), 3004},
		{"version 2 without a code prefers east first", isoUTM + "]", 7792},
		{"version 2 with a code", isoUTM + `,ID["EPSG",6708]]`, 6708},
		{"ETRS89 of ESRI", `PROJCS["ETRS_1989_UTM_Zone_32N",GEOGCS["GCS_ETRS_1989",DATUM["D_ETRS_1989",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",9.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`, 25832},
		{"WGS 84 of ESRI", `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`, 4326},
		{"web maps of ESRI", `PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],UNIT["Meter",1.0]]`, 3857},
		{"with a height beside it", `COMPD_CS["both",` + dpc + `,VERT_CS["h"]]`, 7794},
		{"a code that we do not transform", `PROJCS["Lambert-93",GEOGCS["RGF93"],AUTHORITY["EPSG","2154"]]`, 2154},
		{"the code of the datum is not the system's", strings.Replace(dpc, `298.257222101]`, `298.257222101,AUTHORITY["EPSG","7019"]]`, 1), 7794},
		{"Rome as prime meridian", strings.Replace(esriMonteMario, `["Greenwich",0.0]`, `["Rome",12.4523333]`, 1), 0},
		{"another false easting", strings.Replace(dpc, "7000000.0", "7000001.0", 1), 0},
		{"another projection", strings.Replace(dpc, "Transverse_Mercator", "Cassini", 1), 0},
		{"another datum", strings.ReplaceAll(dpc, "RDN2008", "NAD83"), 0},
		{"cut", dpc[:200], 0},
		{"empty", "", 0},
		{"not well-known text", "EPSG:7792", 0},
		{"brackets for ever", strings.Repeat("A[", 10_000), 0},
	} {
		got, ok := crs.FromWKT(c.text)
		if got != c.want || ok != (c.want != 0) {
			t.Errorf("%s: %d, %v; want %d", c.name, got, ok, c.want)
		}
	}
}

// TestWKTComesBack reads what WKT wrote, by its code and without it.
func TestWKTComesBack(t *testing.T) {
	for _, epsg := range crs.Known() {
		s, _ := crs.Lookup(epsg)
		if got, _ := crs.FromWKT(s.WKT()); got != epsg {
			t.Errorf("%v comes back as %d", s, got)
		}
		if epsg == 3857 {
			continue // its sphere is in an extension that only its code explains
		}
		bare := s.WKT()[:strings.LastIndex(s.WKT(), ",AUTHORITY")] + "]"
		got, ok := crs.FromWKT(bare)
		same, err := crs.Between(got, epsg, crs.NoRegion)
		if !ok || err != nil || !same.Identity() || same.Accuracy() != 0 {
			t.Errorf("%v without its code comes back as %d", s, got)
		}
	}
}

func TestFromName(t *testing.T) {
	for _, c := range []struct {
		name string
		want int
	}{
		{"EPSG:7792", 7792},
		{" epsg:3004 ", 3004},
		{"urn:ogc:def:crs:EPSG::6706", 6706},
		{"urn:ogc:def:crs:EPSG:9.8.5:6706", 6706},
		{"http://www.opengis.net/def/crs/EPSG/0/7794", 7794},
		{"http://www.opengis.net/gml/srs/epsg.xml#4326", 4326},
		{"urn:ogc:def:crs:OGC:1.3:CRS84", 4326},
		{"http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326},
		{"7792", 7792},
		{"EPSG:", 0},
		{"EPSG:-1", 0},
		{"ESRI:102092", 0},
		{"", 0},
		{"Monte Mario", 0},
	} {
		if got, ok := crs.FromName(c.name); got != c.want || ok != (c.want != 0) {
			t.Errorf("%q: %d, %v; want %d", c.name, got, ok, c.want)
		}
	}
}

func FuzzFromWKT(f *testing.F) {
	for _, seed := range []string{dpc, esriMonteMario, isoUTM, `A["""",B(1)]`, "A[", `A[,]`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, ok := crs.FromWKT(text)
		if ok != (code > 0) {
			t.Errorf("%d, %v", code, ok)
		}
	})
}
