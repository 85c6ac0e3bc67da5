package cxf

import (
	"strings"

	"segit/gis"
)

// remarkLimit is how many remarks of one kind a file may make before the rest
// are only counted.
const remarkLimit = 20

// remarks hands remarks on to a sink and counts those beyond the limit.
type remarks struct {
	sink  gis.Sink
	codes []string // in the order of their first remark
	kinds map[string]*remarkKind
}

type remarkKind struct {
	n     int
	first string // what the first remark was about: a line or a parcel
}

func newRemarks(sink gis.Sink) *remarks {
	return &remarks{sink: sink, kinds: map[string]*remarkKind{}}
}

// say takes a remark whose first argument says what it is about.
func (r *remarks) say(m gis.Message) {
	kind := r.kinds[m.Code]
	if kind == nil {
		kind = &remarkKind{first: m.Args[0]}
		r.kinds[m.Code] = kind
		r.codes = append(r.codes, m.Code)
	}
	kind.n++
	if kind.n <= remarkLimit {
		r.sink.Warn(m)
	}
}

// rest tells how many remarks of each kind were not handed on.
func (r *remarks) rest() {
	for _, code := range r.codes {
		if kind := r.kinds[code]; kind.n > remarkLimit {
			more := "cxf.more"
			if strings.HasPrefix(code, "sup.") {
				more = "sup.more"
			}
			r.sink.Warn(gis.Say(more, kind.n-remarkLimit, kind.first))
		}
	}
}
