package crs

import "segit/gis/comune"

// ZoneOf is the default system of a municipality: its RDN2008 UTM zone with
// east first (7791 zone 32, 7792 zone 33, 7793 zone 34). A province takes the
// zone of its capital, so that a province cut by a zone's edge (12° or 18° E)
// stays in one piece. Codes that no municipality has, W001 of the fictional one
// among them, get 7792, the zone of most of the country's south and centre.
func ZoneOf(belfiore string) int {
	c, ok := comune.Of(belfiore)
	if !ok {
		return 7792
	}
	switch c.Province {
	case "LE":
		return 7793
	case "AO", "TO", "VC", "BI", "NO", "VB", "CN", "AT", "AL", // Piemonte and Valle d'Aosta
		"IM", "SV", "GE", "SP", // Liguria
		"VA", "CO", "LC", "SO", "MI", "MB", "BG", "BS", "PV", "LO", "CR", "MN", // Lombardia
		"TN", "BZ",
		"VR", "VI", "PD", "RO", // west of Venezia, Treviso and Belluno
		"PC", "PR", "RE", "MO", "BO", "FE", // west of Ravenna and Forlì
		"MS", "LU", "PT", "PO", "FI", "PI", "LI", "AR", "SI", "GR", // Toscana
		"CA", "SU", "SS", "NU", "OR": // Sardegna
		return 7791
	}
	return 7792
}

// RegionOfComune is the region of a municipality by its province; NoRegion for
// codes that no municipality has.
func RegionOfComune(belfiore string) Region {
	c, ok := comune.Of(belfiore)
	if !ok {
		return NoRegion
	}
	switch c.Province {
	case "AG", "CL", "CT", "EN", "ME", "PA", "RG", "SR", "TP":
		return Sicily
	case "CA", "SU", "SS", "NU", "OR":
		return Sardinia
	}
	return Peninsula
}
