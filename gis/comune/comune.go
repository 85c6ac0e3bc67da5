// Package comune knows the Italian municipalities by their cadastral code.
package comune

import (
	"sort"
	"strings"

	"segit/assets"
)

// Comune is a municipality, in being or suppressed.
type Comune struct {
	Belfiore string // cadastral code, "C351"
	Province string // two letters, "CT"
	Name     string // in capitals, with accents: "CATANIA"
}

// Of finds a municipality by its Belfiore code, in any case. The table also
// holds suppressed municipalities, whose codes live on in old supplies; foreign
// states and unassigned codes such as W001 are not there.
func Of(belfiore string) (Comune, bool) {
	code := strings.ToUpper(belfiore)
	table := assets.Comuni()
	// Binary search over the text itself: at is any offset, and the line that
	// it falls in is the one compared.
	line := func(at int) string {
		start := strings.LastIndexByte(table[:at], '\n') + 1
		end := strings.IndexByte(table[at:], '\n')
		if end < 0 {
			return table[start:]
		}
		return table[start : at+end]
	}
	at := sort.Search(len(table), func(at int) bool { return line(at) >= code })
	if at == len(table) {
		return Comune{}, false
	}
	found := strings.SplitN(line(at), ",", 3)
	if len(found) != 3 || found[0] != code {
		return Comune{}, false
	}
	return Comune{Belfiore: found[0], Province: found[1], Name: found[2]}, true
}
