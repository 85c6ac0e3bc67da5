package assets

import (
	"embed"
	"io/fs"
)

//go:embed source
var sources embed.FS

// Sources holds the catalogue of sources: one descriptor source/ID.toml each.
func Sources() fs.FS { return sources }
