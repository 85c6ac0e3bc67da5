package xmltext

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
)

// Extent is how far a text is XML.
type Extent struct {
	// Line and Offset are where it stops being XML, the line 1-based and the
	// offset in bytes; the Line of a whole document is 0.
	Line   int
	Offset int64
	// Sound is the length of the part in which every feature is whole, 0 when none
	// is. Closing are the end tags that make that part a whole document.
	Sound   int64
	Closing []byte
	// Features reports a document of a kind whose features this package knows.
	Features bool
}

// Whole reports a text that is one whole document.
func (e Extent) Whole() bool { return e.Line == 0 }

// ErrUntold is what Survey gives for a text of which it cannot tell: one that does
// not begin with a tag, is in an encoding of two bytes, or goes beyond the limits
// on depth and length of tags.
var ErrUntold = errors.New("xmltext: no XML that can be told")

// Survey looks through a text. The error is [ErrUntold], that of the context or
// that of the reader.
func Survey(ctx context.Context, in io.Reader) (Extent, error) {
	w := &walk{scanner: newScanner(in)}
	if !w.begins() {
		return Extent{}, ErrUntold
	}
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return Extent{}, ctx.Err()
		}
		err := w.next()
		switch {
		case err == nil:
		case errors.Is(err, io.EOF) && w.ended:
			return Extent{Offset: w.at, Features: w.known}, nil
		case errors.Is(err, io.EOF), errors.Is(err, errFault):
			return Extent{Line: w.line, Offset: w.at, Sound: w.sound, Closing: w.closing, Features: w.known}, nil
		default:
			return Extent{}, err
		}
	}
}

// maxDepth bounds the elements that are open at once.
const maxDepth = 1000

// walk goes through a document and keeps where its last whole feature ended.
type walk struct {
	*scanner
	open    []string // names of the open elements, from the root
	feature int      // how many were open when the present feature began, 0 outside of any
	ended   bool     // the root was closed
	known   bool     // something of a kind that is known was met
	sound   int64
	closing []byte
}

// next takes the text up to the next tag, and the tag.
func (w *walk) next() error {
	at, line := w.at, w.line
	blank, err := w.text()
	if len(w.open) == 0 && !blank {
		w.at, w.line = at, line // text beside the root
		return errFault
	}
	if err != nil {
		return err
	}
	kind, name, err := w.tag(len(w.open) == 0)
	switch {
	case errors.Is(err, io.EOF):
		return errFault // within a tag
	case err != nil:
		return err
	case kind == startTag || kind == emptyTag:
		if w.ended {
			return w.back() // a second root
		}
		if len(w.open) == maxDepth {
			return ErrUntold
		}
		w.begin(string(name))
		if kind == emptyTag {
			w.end()
		}
	case kind == endTag:
		if len(w.open) == 0 || w.open[len(w.open)-1] != string(name) {
			return w.back()
		}
		w.end()
	}
	return nil
}

// begin opens an element.
func (w *walk) begin(name string) {
	local := localName(name)
	within := ""
	if n := len(w.open); n > 0 {
		within = localName(w.open[n-1])
	}
	w.open = append(w.open, name)
	switch {
	case isCollection(local):
		w.known, w.feature = true, 0 // also one that is the member of another
	case w.feature == 0 && (isFeature(local) || within == "featureMembers"):
		w.known, w.feature = true, len(w.open)
	}
}

// end closes the innermost element.
func (w *walk) end() {
	n := len(w.open)
	w.open = w.open[:n-1]
	w.ended = n == 1
	if w.feature != n && !w.ended {
		return
	}
	w.feature, w.sound, w.closing = 0, w.at, w.closing[:0]
	for _, name := range slices.Backward(w.open) {
		w.closing = append(append(append(w.closing, "</"...), name...), '>')
	}
}

// isCollection reports the local name of an element that holds features.
func isCollection(name string) bool {
	switch name {
	case "FeatureCollection", "SimpleFeatureCollection", "kml", "gpx":
		return true
	}
	return false
}

// isFeature reports the local name of an element that is one feature or holds it:
// in GML a member of a collection, in KML a placemark, in GPX a waypoint, a route or
// a track. Children of featureMembers are features whatever their name.
func isFeature(name string) bool {
	switch name {
	case "featureMember", "member", "cityObjectMember", "Placemark", "wpt", "rte", "trk":
		return true
	}
	return false
}

func localName(name string) string { return name[strings.IndexByte(name, ':')+1:] }
