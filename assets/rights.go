package assets

import _ "embed"

//go:embed rights/roles.toml
var roles string

// Roles is the table of what each role sees and writes in the central
// repository, as TOML; package rights reads it.
func Roles() string { return roles }
