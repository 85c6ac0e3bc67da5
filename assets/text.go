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

//go:embed help
var help embed.FS

// Help holds the helps of the command lines: files help/LANG.json, each a flat
// object from the help in English, as it stands in the commands, to the one in that
// language. English needs none.
func Help() fs.FS { return help }
