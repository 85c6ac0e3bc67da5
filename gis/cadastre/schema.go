// Package cadastre holds the rows of the two cadastres as every part of the
// workstation reads them: the schemas of the census and of the maps, and the
// rules that belong to the cadastre and to no file format.
package cadastre

import "segit/gis"

// Source ids of design §5 that fill these datasets.
const (
	CensusSource  = "census"
	MapSource     = "cadastral-map"
	InspireSource = "inspire-parcels"
)

// key is the head of every dataset that carries a cadastral key.
func key(rest ...gis.Column) []gis.Column {
	return append([]gis.Column{
		{Name: "comune", Type: gis.Text, Role: gis.RoleComune},
		{Name: "section", Type: gis.Text, Role: gis.RoleSection},
		{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet},
		{Name: "parcel", Type: gis.Text, Role: gis.RoleParcel},
		{Name: "sub", Type: gis.Text, Role: gis.RoleSub},
	}, rest...)
}

// stage tells one stage of an object's history from the others.
func stage() []string { return []string{"section", "object_id", "stage"} }

// Units is a stage of an urban unit (FAB record 1 with its records 2 to 5).
// The key is the first identifier of record 2; the others (graffate) stand in
// also_keys as "C351/A/12/346/1;C351/A/12/347". The address is the last record 3.
// Keys are normalised, dates become validity, money is in cents.
func Units() *gis.Schema {
	return &gis.Schema{Dataset: "units", Source: CensusSource, Identity: stage(), Columns: key(
		gis.Column{Name: "urban_section", Type: gis.Text, Role: gis.RoleUrbanSection},
		gis.Column{Name: "also_keys", Type: gis.Text, Role: gis.RoleAlsoKeys},
		gis.Column{Name: "object_id", Type: gis.Integer, Role: gis.RoleObject},
		gis.Column{Name: "stage", Type: gis.Integer}, // progressivo
		gis.Column{Name: "zone", Type: gis.Text},
		gis.Column{Name: "category", Type: gis.Text, Role: gis.RoleCategory}, // "A02"; "" when not classed
		gis.Column{Name: "class", Type: gis.Text, Role: gis.RoleClass},
		gis.Column{Name: "consistency", Type: gis.Number}, // vani, m² or m³ by category
		gis.Column{Name: "surface", Type: gis.Number, Role: gis.RoleSurface},
		gis.Column{Name: "rendita", Type: gis.Money, Role: gis.RoleRendita},
		gis.Column{Name: "rendita_lire", Type: gis.Number},
		gis.Column{Name: "lot", Type: gis.Text},
		gis.Column{Name: "building", Type: gis.Text},
		gis.Column{Name: "staircase", Type: gis.Text, Role: gis.RoleStaircase},
		gis.Column{Name: "interior", Type: gis.Text, Role: gis.RoleInterior},
		gis.Column{Name: "floor", Type: gis.Text, Role: gis.RoleFloor},
		gis.Column{Name: "street_type", Type: gis.Text, Role: gis.RoleStreetType}, // toponimo decoded: "VIA"
		gis.Column{Name: "street", Type: gis.Text, Role: gis.RoleStreet},
		gis.Column{Name: "civic", Type: gis.Text, Role: gis.RoleCivic},
		gis.Column{Name: "street_code", Type: gis.Text},
		gis.Column{Name: "other_addresses", Type: gis.Text}, // earlier records 3, "; " between
		gis.Column{Name: "partita", Type: gis.Text, Role: gis.RolePartita},
		gis.Column{Name: "annotation", Type: gis.Text},
		gis.Column{Name: "opened_by", Type: gis.Text}, // tipo nota, numero.progr/anno
		gis.Column{Name: "closed_by", Type: gis.Text},
		gis.Column{Name: "mutation_from", Type: gis.Text},
		gis.Column{Name: "mutation_to", Type: gis.Text}, // empty while open
		gis.Column{Name: "notified", Type: gis.DayType}, // notification of the rendita
		gis.Column{Name: "notice", Type: gis.Text},      // its protocol
		gis.Column{Name: "cause_from", Type: gis.Text},
		gis.Column{Name: "cause_to", Type: gis.Text},
		gis.Column{Name: "class_flag", Type: gis.Text}, // 1 proposed … 5 definitive by lapse
		gis.Column{Name: "common_parts", Type: gis.Text},
		gis.Column{Name: "reserves", Type: gis.Text},
	)}
}

// LandParcels is a stage of a land parcel (TER record 1 with records 2 to 4).
func LandParcels() *gis.Schema {
	return &gis.Schema{Dataset: "land", Source: CensusSource, Identity: stage(), Columns: key(
		gis.Column{Name: "object_id", Type: gis.Integer, Role: gis.RoleObject},
		gis.Column{Name: "stage", Type: gis.Integer},
		gis.Column{Name: "quality", Type: gis.Integer, Role: gis.RoleQuality}, // 282 ente urbano …
		gis.Column{Name: "class", Type: gis.Text, Role: gis.RoleClass},
		gis.Column{Name: "surface", Type: gis.Number, Role: gis.RoleSurface}, // ha·10000 + are·100 + ca
		gis.Column{Name: "dominical_income", Type: gis.Money},
		gis.Column{Name: "agrarian_income", Type: gis.Money},
		gis.Column{Name: "partita", Type: gis.Text, Role: gis.RolePartita}, // "0" suppressed, "1" ente urbano …
		gis.Column{Name: "annotation", Type: gis.Text},
		gis.Column{Name: "opened_by", Type: gis.Text},
		gis.Column{Name: "closed_by", Type: gis.Text},
		gis.Column{Name: "mutation_from", Type: gis.Text},
		gis.Column{Name: "mutation_to", Type: gis.Text},
		gis.Column{Name: "cause_from", Type: gis.Text},
		gis.Column{Name: "cause_to", Type: gis.Text},
		gis.Column{Name: "deductions", Type: gis.Text},
		gis.Column{Name: "reserves", Type: gis.Text},
		gis.Column{Name: "portions", Type: gis.Text}, // "AA 001 02 1250; …" quality, class, m²
	)}
}

// Subjects is a person or a company (SOG).
func Subjects() *gis.Schema {
	return &gis.Schema{Dataset: "subjects", Source: CensusSource, Identity: []string{"subject_id", "subject_type"}, Columns: []gis.Column{
		{Name: "comune", Type: gis.Text, Role: gis.RoleComune},
		{Name: "section", Type: gis.Text, Role: gis.RoleSection},
		{Name: "subject_id", Type: gis.Integer, Role: gis.RoleSubject},
		{Name: "subject_type", Type: gis.Text, Role: gis.RoleSubjectType},
		{Name: "surname", Type: gis.Text, Role: gis.RoleSurname},
		{Name: "given_name", Type: gis.Text, Role: gis.RoleGivenName},
		{Name: "denomination", Type: gis.Text, Role: gis.RoleFullName}, // companies
		{Name: "sex", Type: gis.Text},                                  // "M", "F"
		{Name: "birth_date", Type: gis.DayType, Role: gis.RoleBirthDate},
		{Name: "place", Type: gis.Text}, // Belfiore of birth or of the seat
		{Name: "fiscal_code", Type: gis.Text, Role: gis.RoleFiscalCode},
		{Name: "remarks", Type: gis.Text},
	}}
}

// Titles is a right of a subject on a unit or a land parcel (TIT).
func Titles() *gis.Schema {
	return &gis.Schema{Dataset: "titles", Source: CensusSource, Identity: []string{"title_id", "object_id", "object_type", "subject_id", "subject_type"}, Columns: []gis.Column{
		{Name: "comune", Type: gis.Text, Role: gis.RoleComune},
		{Name: "section", Type: gis.Text, Role: gis.RoleSection},
		{Name: "subject_id", Type: gis.Integer, Role: gis.RoleSubject},
		{Name: "subject_type", Type: gis.Text, Role: gis.RoleSubjectType},
		{Name: "object_id", Type: gis.Integer, Role: gis.RoleObject},
		{Name: "object_type", Type: gis.Text, Role: gis.RoleObjectType},
		{Name: "right", Type: gis.Text, Role: gis.RoleRight}, // lower case, as in the code list: "10", "1s"
		{Name: "right_text", Type: gis.Text},                 // titolo non codificato
		{Name: "quota_num", Type: gis.Integer, Role: gis.RoleQuotaNum},
		{Name: "quota_den", Type: gis.Integer, Role: gis.RoleQuotaDen},
		{Name: "regime", Type: gis.Text},
		{Name: "reference_subject", Type: gis.Integer},
		{Name: "partita", Type: gis.Text, Role: gis.RolePartita},
		{Name: "opened_by", Type: gis.Text},
		{Name: "closed_by", Type: gis.Text},
		{Name: "mutation_from", Type: gis.Text},
		{Name: "mutation_to", Type: gis.Text},
		{Name: "title_id", Type: gis.Integer},
		{Name: "cause_from", Type: gis.Text},
		{Name: "cause_to", Type: gis.Text},
	}}
}

// Parcels is a parcel of a cadastral map, from a sheet or from INSPIRE: one row
// per polygon, so that a parcel drawn in two pieces has two rows of one key.
func Parcels(source string) *gis.Schema { return border("parcels", source) }

// MapBuildings is a building of a cadastral map (border "+"); its key is the
// containing parcel's.
func MapBuildings() *gis.Schema { return border("map-buildings", MapSource) }

// Roads is a STRADA border. Its parcel part is the code as written.
func Roads(source string) *gis.Schema { return border("roads", source) }

// Waters is an ACQUA border.
func Waters(source string) *gis.Schema { return border("waters", source) }

func border(dataset, source string) *gis.Schema {
	return &gis.Schema{Dataset: dataset, Source: source, Shape: gis.PolygonShape, Identity: []string{"section", "sheet", "annex", "development", "code"}, Columns: []gis.Column{
		{Name: "comune", Type: gis.Text, Role: gis.RoleComune},
		{Name: "section", Type: gis.Text, Role: gis.RoleSection},
		{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet},
		{Name: "parcel", Type: gis.Text, Role: gis.RoleParcel},
		{Name: "annex", Type: gis.Text},       // allegato, "" for none
		{Name: "development", Type: gis.Text}, // sviluppo, "" for none
		{Name: "code", Type: gis.Text, Role: gis.RoleLabel},
		{Name: "sup_area", Type: gis.Number}, // area in the SUP file, null without one
	}}
}

// Sheets is a sheet of the cadastral map: its border, what was read, and how
// its tessellation closes against the border and against SUP.
func Sheets() *gis.Schema {
	return &gis.Schema{Dataset: "sheets", Source: MapSource, Shape: gis.PolygonShape, Identity: []string{"name"}, Columns: []gis.Column{
		{Name: "comune", Type: gis.Text, Role: gis.RoleComune},
		{Name: "section", Type: gis.Text, Role: gis.RoleSection},
		{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet},
		{Name: "annex", Type: gis.Text},
		{Name: "development", Type: gis.Text},
		{Name: "name", Type: gis.Text, Role: gis.RoleLabel}, // H501D076700
		{Name: "scale", Type: gis.Integer},
		{Name: "parcels", Type: gis.Integer},
		{Name: "parcel_area", Type: gis.Number},
		{Name: "buildings", Type: gis.Integer},
		{Name: "building_area", Type: gis.Number},
		{Name: "roads", Type: gis.Integer},
		{Name: "road_area", Type: gis.Number},
		{Name: "waters", Type: gis.Integer},
		{Name: "water_area", Type: gis.Number},
		{Name: "border_area", Type: gis.Number},
		{Name: "imbalance", Type: gis.Number}, // TOTALE − CONFINE, 0 when the sheet tessellates
		{Name: "sup_date", Type: gis.DayType},
		{Name: "sup_total", Type: gis.Number},
		{Name: "sup_imbalance", Type: gis.Number},
		{Name: "sup_agrees", Type: gis.Flag}, // null without a SUP file
		{Name: "lines", Type: gis.Integer},
		{Name: "symbols", Type: gis.Integer},
		{Name: "texts", Type: gis.Integer},
		{Name: "fiducials", Type: gis.Integer},
	}}
}
