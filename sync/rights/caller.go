package rights

import (
	"slices"

	"segit/gis"
)

// EveryComune in the place of a municipality stands for all of them.
const EveryComune = "*"

// Anonymous is the role of whoever says nothing of themselves.
const Anonymous = "anonymous"

// Caller is who asks. The zero value is anonymous and sees no municipality but
// what is open to everybody.
type Caller struct {
	Device string   // enrolled, "" for one that only has a token or nothing
	User   string   // "" for nobody known
	Role   string   // of the table, "" for [Anonymous]
	Comuni []string // Belfiore codes, or [EveryComune]
}

// Known reports whether it is somebody: a device's user or a token's.
func (c *Caller) Known() bool { return c.User != "" }

// role is the name under which the table knows the caller.
func (c *Caller) role() string {
	if !c.Known() || c.Role == "" {
		return Anonymous
	}
	return c.Role
}

// Sees reports whether the caller may speak of a municipality. For who is
// anonymous it is for the table alone to say what is open, of any of them.
func (c *Caller) Sees(comune string) bool {
	if !c.Known() {
		return gis.ValidBelfiore(comune)
	}
	return slices.Contains(c.Comuni, comune) || slices.Contains(c.Comuni, EveryComune) && gis.ValidBelfiore(comune)
}
