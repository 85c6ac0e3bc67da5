package assets

import _ "embed"

//go:embed state/states.toml
var states string

// States is the table of the states of a finding, as TOML; package finding
// reads it.
func States() string { return states }
