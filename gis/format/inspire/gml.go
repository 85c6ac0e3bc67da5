package inspire

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"segit/gis"
)

// Options say how a GML file is to be read.
type Options struct {
	File   string // base name, for errors
	Comune string // Belfiore code of the archive, "" to take any feature
	EPSG   int    // the system in which the rows are wanted, as [PeekCRS] found it
}

// Read reads the published parcels and sheets of a GML file into rows of the
// datasets parcels, roads, waters and sheets of package cadastre. A row's line
// is the number of its feature in the file, 1-based.
//
// Coordinates come out east first. The order in the file is that of its
// srsName; geometries without one are in opts.EPSG, in the order of EPSG. Where a feature in degrees lies outside Italy that way and inside
// the other way round, the file is wrong about itself: the other order is
// taken, and told by Warn.
//
// Features without a readable reference or geometry, in another system than
// opts.EPSG, or published twice are rejected. Features of neighbouring
// municipalities go in and are told by Warn. What a
// file that breaks off held until then goes in, and Warn tells where it broke.
// Features behind the end of the document go in too, told by Warn: one file was
// written behind another.
// A file without any feature is refused with BadInput, a call without opts.EPSG
// with BadUsage.
func Read(ctx context.Context, in io.Reader, opts Options, sink gis.Sink) (gis.Counts, error) {
	r := &reader{tokens: newTokens(ctx, in), opts: opts, in: newIntake(opts.Comune, sink), known: systems{}}
	r.whole = r.known.of(fmt.Sprintf("urn:ogc:def:crs:EPSG::%d", opts.EPSG))
	if r.whole == nil {
		return r.counts(), gis.Refuse("inspire.Read", gis.BadUsage, "inspire.no-system").At(opts.File, 0)
	}
	err := r.features(ctx)
	switch {
	case r.failed != nil:
		return r.counts(), r.failed
	case ctx.Err() != nil:
		return r.counts(), ctx.Err()
	case r.number == 0 && !errors.Is(err, io.EOF):
		return r.counts(), gis.Wrap("inspire.Read", gis.BadInput, err, "inspire.not-gml").At(opts.File, r.tokens.line())
	case r.number == 0:
		return r.counts(), gis.Refuse("inspire.Read", gis.BadInput, "inspire.no-feature").At(opts.File, 0)
	case !errors.Is(err, io.EOF):
		sink.Warn(gis.Say("inspire.broken", r.tokens.line()))
	}
	if r.tokens.beyond > 0 {
		sink.Warn(gis.Say("inspire.beyond", r.tokens.beyond))
	}
	if r.turned > 0 {
		sink.Warn(gis.Say("inspire.axes", r.turned))
	}
	if r.closed > 0 {
		sink.Warn(gis.Say("inspire.closed", r.closed))
	}
	return r.counts(), r.in.flush(ctx)
}

// reader is the state of reading one file.
type reader struct {
	tokens *tokens
	opts   Options
	in     *intake
	number uint32 // of the feature, 1-based
	known  systems
	whole  *system // for geometries that say none
	turned int     // features whose axes were the other way round
	closed int     // rings that were left open
	failed error   // of the sink
}

func (r *reader) counts() gis.Counts {
	return gis.Counts{Read: int64(r.number), Rejected: r.in.rejected}
}

// features reads to the end of the file; the error says how it ended, io.EOF
// when well.
func (r *reader) features(ctx context.Context) error {
	for {
		token, err := r.tokens.next()
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if s := r.known.of(attribute(start, "srsName")); s != nil {
			r.whole = s
		}
		if !isFeature(start.Name.Local) {
			continue
		}
		r.number++
		o := newObject(r.known, r.whole)
		end := r.object(o, start.Name.Local)
		if end != nil {
			o.fail("inspire.truncated", r.tokens.line())
		}
		if r.failed = r.take(ctx, o); r.failed != nil {
			return r.failed
		}
		if end != nil {
			return end
		}
	}
}

// object reads the inside of a feature up to its end tag.
func (r *reader) object(o *object, name string) error {
	outside := r.tokens.depth - 1
	for {
		token, err := r.tokens.next()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			o.start(t)
		case xml.CharData:
			o.chars(t)
		case xml.EndElement:
			if r.tokens.depth <= outside {
				if t.Name.Local != name {
					o.fail("inspire.tags", t.Name.Local)
				}
				return nil
			}
			o.end(t.Name.Local)
		}
	}
}

// take makes a row of a feature that was read, or rejects it.
func (r *reader) take(ctx context.Context, o *object) error {
	if o.system.epsg != r.opts.EPSG {
		o.fail("inspire.system", o.system.epsg, r.opts.EPSG)
	}
	if o.reason.Code != "" {
		return r.in.reject(r.number, o.reason, &o.feature)
	}
	if o.orient() {
		r.turned++
	}
	r.closed += o.closed
	if len(o.shapes.PartEnd) > 0 {
		o.shapes.EndRow(gis.PolygonShape)
	} else {
		o.shapes.AppendEmpty()
	}
	return r.in.add(ctx, r.number, &o.feature, &o.shapes, 0)
}

// property is the field of a feature that an element fills, nil for others.
// The bulk files and INSPIRE's own schema write the names in different case.
func (f *feature) property(name string) *string {
	switch strings.ToUpper(name) {
	case localIDColumn, "LOCALID":
		return &f.localID
	case referenceColumn:
		return &f.reference
	case unitColumn:
		return &f.unit
	}
	return nil
}
