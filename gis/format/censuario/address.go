package censuario

import (
	"strings"

	"segit/gis"
)

// address is one address of FAB record 3.
type address struct {
	kind, street, civic, code string
}

// words is the address in one line: "VIA ETNEA 10-12".
func (a address) words() string {
	return strings.TrimSpace(strings.TrimSpace(a.kind+" "+a.street) + " " + a.civic)
}

type addressColumns struct{ kind, street, civic, code, others int }

func addressColumnsOf(s *gis.Schema) addressColumns {
	return addressColumns{
		kind: s.Index("street_type"), street: s.Index("street"), civic: s.Index("civic"),
		code: s.Index("street_code"), others: s.Index("other_addresses"),
	}
}

// set writes the last address as the valid one and the others in words.
func (c addressColumns) set(b *gis.Batch, addresses []address) {
	if len(addresses) == 0 {
		return
	}
	last := len(addresses) - 1
	valid := addresses[last]
	b.SetText(c.kind, valid.kind)
	b.SetText(c.street, valid.street)
	b.SetText(c.civic, valid.civic)
	b.SetText(c.code, valid.code)
	others := make([]string, last)
	for i, a := range addresses[:last] {
		others[i] = a.words()
	}
	b.SetText(c.others, strings.Join(others, "; "))
}

// addresses reads record 3.
func (u *units) addresses(f fields) fault {
	n, bad := f.groups(addressWidth, 2)
	if bad.Code != "" {
		return bad
	}
	for i := head; i < head+n*addressWidth; i += addressWidth {
		u.seen.addresses = append(u.seen.addresses, address{
			kind:   u.toponym(f.at(i)),
			street: f.at(i + 1),
			civic:  f.joined("-", i+2, i+3, i+4),
			code:   f.at(i + 5),
		})
	}
	return bad
}

// toponym decodes a toponym code into the type of the street. The official
// list is incomplete: an unknown code is counted and leaves the type empty.
func (u *units) toponym(text string) string {
	if text == "" {
		return ""
	}
	code, ok := digits(text)
	if !ok {
		return strings.ToUpper(text) // some exports write the words themselves
	}
	words, known := u.codes.Toponym(code)
	u.tally.noteIf(!known, "fab.toponym")
	return words
}
