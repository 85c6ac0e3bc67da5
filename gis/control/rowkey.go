package control

import "segit/gis"

// keyRoles are the roles that make a cadastral key.
func keyRoles() []gis.Role {
	return []gis.Role{gis.RoleComune, gis.RoleSection, gis.RoleSheet, gis.RoleParcel, gis.RoleSub}
}

// rowKeys reads the keys of a block with its columns found once.
type rowKeys struct {
	b                                   Block
	home                                string // municipality of rows that name none
	comune, section, sheet, parcel, sub int
}

func keysIn(b Block, home string) rowKeys {
	s := b.Schema
	return rowKeys{
		b: b, home: home, comune: s.Role(gis.RoleComune), section: s.Role(gis.RoleSection),
		sheet: s.Role(gis.RoleSheet), parcel: s.Role(gis.RoleParcel), sub: s.Role(gis.RoleSub),
	}
}

func (k *rowKeys) at(row int) gis.Key {
	comune := k.b.Text(k.comune, row)
	if comune == "" {
		comune = k.home
	}
	return gis.MakeKey(comune, k.b.Text(k.section, row), k.b.Text(k.sheet, row), k.b.Text(k.parcel, row), k.b.Text(k.sub, row))
}
