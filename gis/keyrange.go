package gis

import "strings"

// AppendOrder appends bytes that compare as keys follow each other on a list:
// part by part, numbers by their value and what follows a number after it, so
// that parcel 9 stands before 10, and 10 before 10/2 and 10A. The bytes of a key
// without its last parts are those with which its parts' begin.
func (k Key) AppendOrder(b []byte) []byte {
	parts := [...]string{k.Comune, k.Section, k.Sheet, k.Parcel, k.Sub}
	n := len(parts)
	for n > 2 && parts[n-1] == "" {
		n--
	}
	for _, part := range parts[:n] {
		b = appendPart(b, part)
	}
	return b
}

func appendPart(b []byte, part string) []byte {
	digits := 0
	for digits < len(part) && part[digits] >= '0' && part[digits] <= '9' {
		digits++
	}
	if digits > 0 {
		b = append(b, byte(min(digits, '/'))+1) // before every letter
	}
	return append(append(b, part...), 0)
}

// KeyRange is a run of cadastral keys in their order, of one cadastre or both.
type KeyRange struct {
	Cadastre Cadastre
	From, To []byte // as [Key.AppendOrder] gives them; To is not included
}

// Has reports whether a key is in the range, whatever its cadastre.
func (r *KeyRange) Has(k Key) bool {
	order := string(k.AppendOrder(nil))
	return string(r.From) <= order && order < string(r.To)
}

// ParseKeyRange reads the beginning of a key, for all keys that begin so
// ("C351/A/12" for a sheet, "C351/A/12/5" for a parcel with its subs), or two of
// them with ".." between, for all from the first to the end of the second.
func ParseKeyRange(text string) (KeyRange, error) {
	first, last, two := strings.Cut(text, "..")
	cadastre, from, err := parseBeginning(first, text)
	if err != nil {
		return KeyRange{}, err
	}
	to := from
	if two {
		var other Cadastre
		if other, to, err = parseBeginning(last, text); err != nil {
			return KeyRange{}, err
		}
		if cadastre == AnyCadastre {
			cadastre = other
		}
		if other != AnyCadastre && other != cadastre {
			return KeyRange{}, Refuse("gis.ParseKeyRange", BadUsage, "key.range", text)
		}
	}
	// Every part ends with a zero: the keys that begin so end before a one there.
	to = append([]byte(nil), to...)
	to[len(to)-1] = 1
	if string(from) >= string(to) {
		return KeyRange{}, Refuse("gis.ParseKeyRange", BadUsage, "key.range", text)
	}
	return KeyRange{cadastre, from, to}, nil
}

// parseBeginning reads a key of which parts may be missing at the end.
func parseBeginning(beginning, text string) (Cadastre, []byte, error) {
	body := strings.ToUpper(strings.TrimSpace(beginning))
	cadastre := AnyCadastre
	if rest, ok := strings.CutPrefix(body, "T:"); ok {
		cadastre, body = Land, rest
	} else if rest, ok := strings.CutPrefix(body, "F:"); ok {
		cadastre, body = Urban, rest
	}
	given := strings.Split(strings.TrimSuffix(body, "/"), "/")
	if len(given) > 5 {
		return 0, nil, Refuse("gis.ParseKeyRange", BadUsage, "key.range", text)
	}
	parts := append(given, make([]string, 5-len(given))...)
	k := MakeKey(parts[0], parts[1], parts[2], strings.ReplaceAll(parts[3], "+", "/"), parts[4])
	made := [...]string{k.Comune, k.Section, k.Sheet, k.Parcel, k.Sub}
	if !ValidBelfiore(k.Comune) {
		return 0, nil, Refuse("gis.ParseKeyRange", BadUsage, "key.range", text)
	}
	var order []byte
	for i := range given {
		if i > 1 && made[i] == "" {
			return 0, nil, Refuse("gis.ParseKeyRange", BadUsage, "key.range", text)
		}
		order = appendPart(order, made[i])
	}
	return cadastre, order, nil
}
