package desk

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/file"

	"segit/gis"
)

// misread is the refusal of a filter that does not compile: the engine's
// sentence and the place in the filter, without what stands between quotes in
// it, which may be the name or the code of a person.
func misread(where string, err error) *gis.Error {
	var at *file.Error
	if !errors.As(err, &at) {
		return gis.Refuse(queryOp, gis.BadUsage, "desk.where", "?")
	}
	says := at.Message
	for _, quoted := range regexp.MustCompile("'[^']*'|\"[^\"]*\"|`[^`]*`").FindAllString(where, -1) {
		if inner := quoted[1 : len(quoted)-1]; len(inner) > 2 {
			says = strings.ReplaceAll(says, inner, "…")
		}
	}
	return gis.Refuse(queryOp, gis.BadUsage, "desk.where", says+" ("+position(at)+")")
}

// failed is the refusal of a filter that cannot be worked out on a row. The
// engine's sentence quotes the row, and is not told: nobody was to see it yet.
func failed(err error) *gis.Error {
	var at *file.Error
	if !errors.As(err, &at) {
		return gis.Refuse(queryOp, gis.BadUsage, "desk.where-row", "?")
	}
	return gis.Refuse(queryOp, gis.BadUsage, "desk.where-row", position(at))
}

// position is line and column, both from 1.
func position(e *file.Error) string { return strconv.Itoa(e.Line) + ":" + strconv.Itoa(e.Column+1) }
