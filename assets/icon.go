package assets

import (
	_ "embed"
	"slices"
)

//go:embed icon.png
var icon []byte

// Icon is the program's icon, a PNG of 512 pixels.
func Icon() []byte { return slices.Clone(icon) }
