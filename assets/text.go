package assets

import (
	"embed"
	"io/fs"
)

//go:embed text
var texts embed.FS

// Texts holds the user texts: files text/TOPIC.LANG.json, each a flat object
// from message code to sentence.
func Texts() fs.FS { return texts }
