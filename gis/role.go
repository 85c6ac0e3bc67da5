package gis

// Role says what a field is, whatever its source calls it. Import, controls,
// the locator, masking and reports look for roles and never for field names.
type Role string

// The roles. A dataset has at most one column of each.
const (
	RoleComune       Role = "comune"        // Belfiore code
	RoleSection      Role = "section"       // census section
	RoleUrbanSection Role = "urban-section" // sezione urbana of the CEU
	RoleSheet        Role = "sheet"
	RoleParcel       Role = "parcel"
	RoleSub          Role = "sub"
	RoleAlsoKeys     Role = "also-keys"    // graffate: more keys of the same row, text form, ";" between
	RoleObject       Role = "object"       // identificativo immobile of the census
	RoleObjectType   Role = "object-type"  // "T" or "F"
	RoleSubject      Role = "subject"      // identificativo soggetto, unique only with its type
	RoleSubjectType  Role = "subject-type" // "P" or "G"

	RoleFiscalCode Role = "fiscal-code"
	RoleSurname    Role = "surname"
	RoleGivenName  Role = "given-name"
	RoleFullName   Role = "full-name" // person or company in one field
	RoleBirthDate  Role = "birth-date"

	RoleStreetType Role = "street-type" // via, piazza … (DUG)
	RoleStreet     Role = "street"      // name of the street, with or without its type
	RoleCivic      Role = "civic"
	RoleExponent   Role = "exponent"
	RoleStaircase  Role = "staircase"
	RoleFloor      Role = "floor"
	RoleInterior   Role = "interior"

	RoleSurface   Role = "surface"  // m²
	RoleRendita   Role = "rendita"  // cents
	RoleCategory  Role = "category" // cadastral category, "A02"
	RoleClass     Role = "class"
	RoleQuality   Role = "quality" // land quality code
	RolePartita   Role = "partita"
	RoleRight     Role = "right"     // code of the right in a title
	RoleQuotaNum  Role = "quota-num" // numerator
	RoleQuotaDen  Role = "quota-den" // denominator
	RoleOccupants Role = "occupants"
	RoleUse       Role = "use"         // kind of a tax account or of a building
	RoleFrom      Role = "period-from" // first day
	RoleTo        Role = "period-to"   // last day, inclusive
	RoleAccount   Role = "account"     // the source's own number for the row
	RoleLabel     Role = "label"       // what a map writes on the feature
	RoleAggregate Role = "aggregate"   // IDAG of the DPC aggregates
)

// Personal reports whether a field of this role names or points at a person.
func (r Role) Personal() bool {
	switch r {
	case RoleFiscalCode, RoleSurname, RoleGivenName, RoleFullName, RoleBirthDate:
		return true
	}
	return false
}

// Private reports whether a field of this role makes its row one of a person or
// of a single unit, whose reading is logged.
func (r Role) Private() bool { return r.Personal() || r == RoleSubject || r == RoleSub }

// Roles lists every role.
func Roles() []Role {
	return []Role{
		RoleComune, RoleSection, RoleUrbanSection, RoleSheet, RoleParcel, RoleSub, RoleAlsoKeys,
		RoleObject, RoleObjectType, RoleSubject, RoleSubjectType,
		RoleFiscalCode, RoleSurname, RoleGivenName, RoleFullName, RoleBirthDate,
		RoleStreetType, RoleStreet, RoleCivic, RoleExponent, RoleStaircase, RoleFloor, RoleInterior,
		RoleSurface, RoleRendita, RoleCategory, RoleClass, RoleQuality, RolePartita, RoleRight,
		RoleQuotaNum, RoleQuotaDen, RoleOccupants, RoleUse, RoleFrom, RoleTo, RoleAccount, RoleLabel, RoleAggregate,
	}
}
