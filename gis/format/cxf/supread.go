package cxf

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"segit/gis"
	"segit/gis/cadastre"
)

// supLineLimit bounds the lines of a quality file: more parcels than any
// municipality has.
const supLineLimit = 1 << 20

// ReadSup reads a quality file: a line with the name of the sheet and the day,
// then lines of a label in 11 characters and a number. The lines before FABBRIC
// count, those after it up to PARTIC are parcels, the rest are totals.
//
// A line that cannot be read is kept in Rejected and the rest is taken. A file
// that is no quality file, or one without any of its totals (because it was cut
// off), is refused with BadInput: without them there is nothing to compare.
func ReadSup(in io.Reader) (*Sup, error) {
	const op = "cxf.ReadSup"
	l := newLines(in)
	if !l.next() {
		if l.err != nil {
			return nil, gis.Wrap(op, gis.BadInput, l.err, "cxf.read")
		}
		return nil, gis.Refuse(op, gis.BadInput, "sup.empty")
	}
	s := &Sup{}
	label, value := supFields(l.text(l.line))
	var ok bool
	if s.Sheet, ok = cadastre.ParseSheetName(label); !ok {
		return nil, gis.Refuse(op, gis.BadInput, "sup.not-a-sup").At("", 1)
	}
	if s.Date, ok = gis.ParseDay(value, "20060102"); !ok {
		return nil, gis.Refuse(op, gis.BadInput, "sup.date", l.shortened()).At("", 1)
	}
	missing := newSupReader(s).lines(l)
	switch {
	case l.err != nil:
		return nil, gis.Wrap(op, gis.BadInput, l.err, "cxf.read")
	case l.number >= supLineLimit:
		return nil, gis.Refuse(op, gis.BadInput, "sup.too-long", supLineLimit).At("", l.number)
	case missing != "":
		return nil, gis.Refuse(op, gis.BadInput, "sup.missing", missing).At("", l.number)
	}
	return s, nil
}

// supFields cuts a line into its label and its value. Labels of full width
// stand against the value, so the eleven characters count before the blanks.
func supFields(line string) (label, value string) {
	text := []rune(line)
	cut := min(supLabelWidth, len(text))
	if i := slices.IndexFunc(text[:cut], unicode.IsSpace); i >= 0 {
		cut = i
	}
	return string(text[:cut]), strings.TrimSpace(string(text[cut:]))
}

// supReader sorts the lines of a quality file by where they stand.
type supReader struct {
	sup     *Sup
	counts  map[string]*int
	areas   map[string]*gis.Decimal
	missing []string
}

func newSupReader(s *Sup) *supReader {
	r := &supReader{sup: s, counts: map[string]*int{}, areas: map[string]*gis.Decimal{buildingLabel: &s.BuildingArea}}
	for _, c := range supCounts(s) {
		r.counts[c.label] = c.field
		r.missing = append(r.missing, c.label)
	}
	r.missing = append(r.missing, buildingLabel)
	for _, a := range supAreas(s) {
		r.areas[a.label] = a.field
		r.missing = append(r.missing, a.label)
	}
	return r
}

// lines reads on to the end and returns the first label that never came.
func (r *supReader) lines(l *lines) string {
	for l.number < supLineLimit && l.next() {
		if len(l.line) == 0 {
			continue
		}
		label, value := supFields(l.text(l.line))
		if !r.line(label, value) {
			r.sup.Rejected = append(r.sup.Rejected, gis.Reject{
				Line: l.number, Reason: gis.Say("sup.line"), Text: l.shortened(),
			})
		}
	}
	if len(r.missing) > 0 {
		return r.missing[0]
	}
	return ""
}

// line takes one line; false when it says nothing that can be read. The labels
// of the layout come once, in their order; what comes while PARTIC is awaited
// is a parcel.
func (r *supReader) line(label, value string) bool {
	if len(r.missing) > 0 && label == r.missing[0] {
		if !r.total(label, value) {
			return false
		}
		r.missing = r.missing[1:]
		return true
	}
	if len(r.missing) == 0 || r.missing[0] != parcelLabel {
		return false
	}
	area, ok := gis.ParseDecimal(value, '.')
	if !ok || area < 0 {
		return false
	}
	r.sup.ParcelAreas = append(r.sup.ParcelAreas, CodeArea{label, area})
	return true
}

func (r *supReader) total(label, value string) bool {
	if field, ok := r.counts[label]; ok {
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 {
			return false
		}
		*field = n
		return true
	}
	area, ok := gis.ParseDecimal(value, '.')
	if !ok {
		return false
	}
	*r.areas[label] = area
	return true
}
