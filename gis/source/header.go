package source

import (
	"path"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// HeaderName is the form in which header names are compared: letters and digits
// only, upper case, without accents. "Cod. Fiscale", "COD_FISCALE" and
// "codfiscale" are the same name.
func HeaderName(header string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(header) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToUpper(r))
		}
	}
	return b.String()
}

// ColumnName is the name that a column without a field gets from its header:
// lower case, "_" between words.
func ColumnName(header string) string {
	words := strings.FieldsFunc(norm.NFC.String(header), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.ToLower(strings.Join(words, "_"))
}

// Known counts the cells of a row that are header names of the descriptor.
func (d *Descriptor) Known(cells []string) int {
	names := map[string]bool{}
	for _, cell := range cells {
		names[HeaderName(cell)] = true
	}
	n := 0
	for i := range d.Fields {
		if len(d.Fields[i].cells(names)) > 0 {
			n++
		}
	}
	return n
}

// cells are the names of the field that are among those given.
func (f *Field) cells(names map[string]bool) []string {
	var found []string
	for _, header := range f.Headers {
		if names[header] {
			found = append(found, header)
		}
	}
	if own := HeaderName(f.Name); len(found) == 0 && names[own] {
		found = append(found, own)
	}
	return found
}

func validPattern(pattern string) bool {
	_, err := path.Match(pattern, "")
	return err == nil
}

// namedLike reports whether a file name fits one of the patterns.
func (h *Hints) namedLike(name string) (pattern string, ok bool) {
	for _, pattern := range h.Names {
		if fits, err := path.Match(pattern, strings.ToLower(name)); err == nil && fits {
			return pattern, true
		}
	}
	return "", false
}
