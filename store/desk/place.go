package desk

import (
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"segit/gis"
)

// place is what a person typed into the locator: a coordinate or the parts of
// a cadastral key, some of them missing.
type place struct {
	coordinate bool
	at         orb.Point
	comune     string
	section    string
	anySection bool // no section was typed
	sheet      string
	parcel     string
	sub        string
}

// farFromZero is the least size of an east or north that is taken for a
// coordinate and not for a number of a sheet.
const farFromZero = 10_000

// readPlace understands `A 12 5`, `12/5`, `A/12/345/6`, `F12 P345/2`,
// `C351 A 12 345 2`, `foglio 12 particella 345 sub 2` and a bare `x y`. The
// error says which part it does not understand.
func readPlace(text, comune string) (place, error) {
	words := strings.FieldsFunc(strings.ToUpper(text), func(r rune) bool {
		return r == ' ' || r == '/' || r == '-' || r == ';' || r == '\t' || r == '\u00a0'
	})
	p := place{comune: comune, anySection: true}
	if at, ok := readCoordinate(text); ok {
		return place{coordinate: true, at: at}, nil
	}
	words = splitMarks(words, comune)
	if len(words) > 0 && gis.ValidBelfiore(words[0]) {
		if words[0] != comune {
			return p, gis.Refuse(locateOp, gis.BadUsage, "locate.comune", words[0], comune)
		}
		words = words[1:]
	}
	if len(words) > 0 && isSection(words[0]) {
		p.section, p.anySection = gis.NormaliseSection(words[0]), false
		words = words[1:]
	}
	for i, part := range []*string{&p.sheet, &p.parcel, &p.sub} {
		if i >= len(words) {
			break
		}
		if words[i] == "" || words[i][0] < '0' || words[i][0] > '9' {
			return p, gis.Refuse(locateOp, gis.BadUsage, "locate.part", words[i])
		}
		if *part = gis.NormaliseNumber(words[i]); *part == "" {
			return p, gis.Refuse(locateOp, gis.BadUsage, "locate.part", words[i])
		}
	}
	switch {
	case len(words) > 3:
		return p, gis.Refuse(locateOp, gis.BadUsage, "locate.part", words[3])
	case p.sheet == "":
		return p, gis.Refuse(locateOp, gis.BadUsage, "locate.nothing")
	}
	return p, nil
}

const locateOp = "desk.Locate"

// isSection takes one letter, or "_" for none.
func isSection(word string) bool {
	return len(word) == 1 && (word == "_" || word[0] >= 'A' && word[0] <= 'Z')
}

// splitMarks takes off the words and letters that name a part: FOGLIO 12, FG12,
// F12, PARTICELLA, PART, P345, SUB 2, S2. F123 has the form of a municipality's
// code too: it is one when it stands first and is the archive's own, or when a
// section follows.
func splitMarks(words []string, comune string) []string {
	marks := []string{"SEZIONE", "SEZ", "FOGLIO", "FG", "FOG", "PARTICELLA", "PART", "P.LLA", "MAPPALE", "SUBALTERNO", "SUB"}
	var kept []string
	for i, w := range words {
		code := i == 0 && gis.ValidBelfiore(w) && (w == comune || w[0] != 'F' || len(words) > 1 && isSection(words[1]))
		w = strings.TrimSuffix(strings.TrimSuffix(w, "."), ",")
		for _, m := range marks {
			if rest, ok := strings.CutPrefix(w, m); ok && (rest == "" || rest[0] == '.' || rest[0] >= '0' && rest[0] <= '9') {
				w = strings.TrimPrefix(rest, ".")
				break
			}
		}
		if len(w) > 1 && strings.ContainsRune("FPS", rune(w[0])) && w[1] >= '0' && w[1] <= '9' && !code {
			w = w[1:]
		}
		if w != "" {
			kept = append(kept, w)
		}
	}
	return kept
}

// readCoordinate takes two numbers far from zero, east first; the decimal mark
// may be a comma, thousands may be parted by points.
func readCoordinate(text string) (orb.Point, bool) {
	words := strings.Fields(text)
	if len(words) != 2 {
		return orb.Point{}, false
	}
	var at orb.Point
	for i, w := range words {
		w = strings.TrimRight(w, ",;")
		if strings.Contains(w, ",") {
			w = strings.Replace(strings.ReplaceAll(w, ".", ""), ",", ".", 1)
		} else if strings.Count(w, ".") > 1 {
			w = strings.ReplaceAll(w, ".", "")
		}
		v, err := strconv.ParseFloat(w, 64)
		if err != nil || v < farFromZero || v > 1e8 {
			return orb.Point{}, false
		}
		at[i] = v
	}
	return at, true
}
