package assets

import "embed"

//go:embed fonts/*.ttf
var fonts embed.FS

// FontName is the family of the embedded fonts.
const FontName = "Roboto"

// Font is the embedded family as TrueType, upright, regular or bold. Its digits
// share one width. The bytes are the caller's own copy.
func Font(bold bool) []byte {
	name := "fonts/Roboto-Regular.ttf"
	if bold {
		name = "fonts/Roboto-Bold.ttf"
	}
	b, err := fonts.ReadFile(name)
	if err != nil {
		panic(err) // the build embeds both files
	}
	return b
}
