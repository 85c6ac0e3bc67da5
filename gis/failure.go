package gis

import (
	"errors"
	"fmt"
	"strings"
)

// Kind sorts errors by what the caller can do about them. It chooses the exit
// code and the tone of the text.
type Kind uint8

// The kinds. The numbers are stored nowhere.
const (
	Internal  Kind = iota // a fault of ours
	BadUsage              // the request itself is wrong: exit 2
	BadInput              // a file or a value was refused: exit 3
	NotFound              // the thing named is not there
	Locked                // another process holds the archive, or the key is wrong: exit 4
	Damaged               // what was stored does not read back
	Cancelled             // the user or the system stopped the work: exit 130
)

// Message is a sentence before it is put into a language: a code of the text
// catalogue (assets/text) and its arguments, in order. Arguments never hold
// persons' data.
type Message struct {
	Code string   `json:"code"`
	Args []string `json:"args,omitempty"`
}

// Say makes a message; each argument is printed with fmt.Sprint.
func Say(code string, args ...any) Message {
	m := Message{Code: code}
	for _, a := range args {
		m.Args = append(m.Args, fmt.Sprint(a))
	}
	return m
}

// Error says which operation failed, on what, how, and why. Package text turns
// it into a sentence; Error() is for logs and tests.
type Error struct {
	Op   string // "censuario.FAB", "store.Open"
	Kind Kind
	Message
	File string // base name of the supply file, "" when there is none
	Line int    // 1-based line or feature number, 0 when there is none
	Err  error  // the cause, may be nil
}

// Refuse makes an error from a message code and its arguments, which lose what
// looks like the fiscal code of a person.
func Refuse(op string, kind Kind, code string, args ...any) *Error {
	e := &Error{Op: op, Kind: kind, Message: Say(code, args...)}
	for i := range e.Args {
		e.Args[i] = masked(e.Args[i])
	}
	return e
}

// Wrap makes an error that carries its cause.
func Wrap(op string, kind Kind, cause error, code string, args ...any) *Error {
	e := Refuse(op, kind, code, args...)
	e.Err = cause
	return e
}

// At adds the place in a file and returns e.
func (e *Error) At(file string, line int) *Error {
	e.File, e.Line = file, line
	return e
}

// Error is "op: code(args) at file:line: cause".
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op + ": " + e.Code)
	if len(e.Args) > 0 {
		b.WriteString("(" + strings.Join(e.Args, ", ") + ")")
	}
	if e.File != "" {
		fmt.Fprintf(&b, " at %s:%d", e.File, e.Line)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of the first [Error] in the chain, or Internal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}
