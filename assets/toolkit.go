package assets

import "embed"

//go:embed toolkit
var toolkit embed.FS

// Toolkit is the texts of the window toolkit's own buttons and dialogs in a
// language ("it", "en"), in the JSON form of go-i18n; nil for a language that
// is not there. Our own sentences are in [Texts].
func Toolkit(lang string) []byte {
	b, err := toolkit.ReadFile("toolkit/" + lang + ".json")
	if err != nil {
		return nil
	}
	return b
}
