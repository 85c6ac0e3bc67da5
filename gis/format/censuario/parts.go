package censuario

import (
	"strings"

	"segit/gis"
	"segit/gis/cadastre"
)

// parts are the records 2 to 5 of a unit.
type parts struct {
	urban     string    // urban section of the first identifier
	keys      []gis.Key // identifiers, in order; more than one are graffate
	addresses []address // in order; the last is the valid one
	common    []gis.Key // utilità comuni
	reserves  []string
}

func (p *parts) reset() {
	*p = parts{keys: p.keys[:0], addresses: p.addresses[:0], common: p.common[:0], reserves: p.reserves[:0]}
}

// Fields of a group, from its beginning.
const (
	identifierWidth = 6 // urban section, sheet, number, denominator, sub, edificialità
	addressWidth    = 6 // toponym code, street, three civics, street code
	commonWidth     = 5 // urban section, sheet, number, denominator, sub
	reserveWidth    = 2 // code, partita
	head            = 6 // fields in front of the groups
)

// gather reads the records 2 to 5 of a unit.
func (u *units) gather(o *object, first fields) error {
	u.seen.reset()
	comune, section := first.at(0), first.at(1)
	return u.others(o, func(record byte, f fields) fault {
		switch record {
		case '2':
			return u.identifiers(f, comune, section)
		case '3':
			return u.addresses(f)
		case '4':
			return u.commonParts(f, comune, section)
		}
		return reserves(f, &u.seen.reserves)
	})
}

// others reads the records of an object but the first; a bad one is rejected
// alone.
func (rd *reader) others(o *object, read func(record byte, f fields) fault) error {
	for _, h := range o.rest {
		rd.other = split(h.line.text, rd.other)
		if bad := read(h.record, rd.other); bad.Code != "" {
			if err := rd.reject(h.line, bad); err != nil {
				return err
			}
		}
	}
	return nil
}

// groups is how many groups of width follow the head of a record. Empty fields
// behind the last value are padding; the tail of the last group may be missing
// when its first least fields are there.
func (f fields) groups(width, least int) (n int, bad fault) {
	end := len(f)
	for end > head && f.at(end-1) == "" {
		end--
	}
	n = (end - head + width - 1) / width
	if len(f)-head < max(n-1, 0)*width+least {
		return n, gis.Say("census.groups", len(f), width)
	}
	return n, bad
}

// identifiers reads record 2. Identifiers without sheet or number name nothing
// and are left out.
func (u *units) identifiers(f fields, comune, section string) fault {
	n, bad := f.groups(identifierWidth, 3)
	if bad.Code != "" {
		return bad
	}
	before := len(u.seen.keys)
	for i := head; i < head+n*identifierWidth; i += identifierWidth {
		k := f.key(comune, section, i+1)
		if !k.Complete() {
			continue
		}
		if len(u.seen.keys) == 0 {
			u.seen.urban = gis.NormaliseSection(f.at(i))
		}
		u.seen.keys = append(u.seen.keys, k)
	}
	if len(u.seen.keys) == before {
		return gis.Say("fab.identifier")
	}
	return bad
}

// key reads sheet, number, denominator and sub from index i on.
func (f fields) key(comune, section string, i int) gis.Key {
	number := f.at(i + 1)
	if denominator := f.at(i + 2); denominator != "" {
		number += "/" + denominator
	}
	return gis.MakeKey(comune, section, f.at(i), number, f.at(i+3))
}

// commonParts reads record 4.
func (u *units) commonParts(f fields, comune, section string) fault {
	n, bad := f.groups(commonWidth, 3)
	if bad.Code != "" {
		return bad
	}
	for i := head; i < head+n*commonWidth; i += commonWidth {
		if k := f.key(comune, section, i+1); k.Complete() {
			u.seen.common = append(u.seen.common, k)
		}
	}
	return bad
}

// reserves reads record 5 of FAB or record 3 of TER: "code partita".
func reserves(f fields, into *[]string) fault {
	n, bad := f.groups(reserveWidth, 1)
	if bad.Code != "" {
		return bad
	}
	for i := head; i < head+n*reserveWidth; i += reserveWidth {
		*into = append(*into, strings.TrimSpace(f.at(i)+" "+cadastre.NormalisePartita(f.at(i+1))))
	}
	return bad
}

// joinKeys writes keys in text form with ";" between, without but.
func joinKeys(keys []gis.Key, but gis.Key) string {
	if len(keys) == 0 {
		return ""
	}
	texts := make([]string, 0, len(keys))
	for _, k := range keys {
		if k != but {
			texts = append(texts, k.String())
		}
	}
	return strings.Join(texts, ";")
}
