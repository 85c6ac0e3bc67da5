package text

import (
	"encoding/json"
	"io/fs"

	"segit/assets"
	"segit/gis"
)

// Help is the helps of the command lines in a language, by the English ones that
// stand in the commands; nil for English itself.
func Help(lang Lang) (map[string]string, error) {
	const op = "text.Help"
	if lang == English {
		return nil, nil
	}
	name := "help/" + string(lang) + ".json"
	body, err := fs.ReadFile(assets.Help(), name)
	if err != nil {
		return nil, gis.Wrap(op, gis.Internal, err, "text.broken", name)
	}
	var all map[string]string
	if err := json.Unmarshal(body, &all); err != nil {
		return nil, gis.Wrap(op, gis.Internal, err, "text.broken", name)
	}
	return all, nil
}
