package assets

import "embed"

//go:embed law/*.toml
var law embed.FS

// Law is a dated table of law as TOML: tari, exempt. The error is
// fs.ErrNotExist for another name.
func Law(name string) ([]byte, error) { return law.ReadFile("law/" + name + ".toml") }
