package text

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"segit/gis"
)

// Error is the sentence of an error, as the window and the command line show
// it: "file, riga 12: sentence". A cause of ours follows as its own sentence; a
// foreign cause stands in brackets. Joined errors give one line each. nil gives
// "".
func (c Catalogue) Error(err error) string {
	if err == nil {
		return ""
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		lines := make([]string, 0, len(many.Unwrap()))
		for _, one := range many.Unwrap() {
			lines = append(lines, c.Error(one))
		}
		return strings.Join(lines, "\n")
	}
	var ours *gis.Error
	if !errors.As(err, &ours) {
		return c.foreign(err)
	}
	sentence := c.place(ours.File, ours.Line) + c.Say(ours.Message)
	if ours.Err == nil {
		return sentence
	}
	var cause *gis.Error
	if errors.As(ours.Err, &cause) {
		return sentence + ": " + c.Error(ours.Err)
	}
	return sentence + " (" + ours.Err.Error() + ")"
}

// place is "file, riga 12: ", "file: " or "".
func (c Catalogue) place(file string, line int) string {
	switch {
	case file != "" && line > 0:
		return c.Say(gis.Say("text.line", file, line)) + ": "
	case file != "":
		return file + ": "
	case line > 0:
		return c.Say(gis.Say("text.line-alone", line)) + ": "
	}
	return ""
}

// foreign says what can be said of an error that carries no code.
func (c Catalogue) foreign(err error) string {
	var path *fs.PathError
	name := ""
	if errors.As(err, &path) {
		name = path.Path
	}
	switch {
	case errors.Is(err, context.Canceled):
		return c.Say(gis.Say("text.cancelled"))
	case errors.Is(err, context.DeadlineExceeded):
		return c.Say(gis.Say("text.late"))
	case errors.Is(err, fs.ErrNotExist) && name != "":
		return c.Say(gis.Say("text.missing", name))
	case errors.Is(err, fs.ErrPermission) && name != "":
		return c.Say(gis.Say("text.permission", name))
	}
	return c.Say(gis.Say("text.unexpected", err))
}
