package text

import (
	"strings"

	"segit/gis"
)

// Choose picks the language: what the user asked for, else the first of
// LC_ALL, LC_MESSAGES and LANG that names a language of ours, else Italian.
// getenv is os.Getenv outside tests. An unknown request is bad usage.
func Choose(asked string, getenv func(string) string) (Lang, error) {
	if asked != "" {
		lang, ok := languageOf(asked)
		if !ok {
			return "", gis.Refuse("text.Choose", gis.BadUsage, "text.choice", asked)
		}
		return lang, nil
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if lang, ok := languageOf(getenv(name)); ok {
			return lang, nil
		}
	}
	return Italian, nil
}

// languageOf reads "it", "it_IT.UTF-8", "en-GB".
func languageOf(locale string) (Lang, bool) {
	name, _, _ := strings.Cut(strings.ToLower(locale), ".")
	name, _, _ = strings.Cut(strings.ReplaceAll(name, "-", "_"), "_")
	switch lang := Lang(name); lang {
	case Italian, English:
		return lang, true
	}
	return "", false
}
