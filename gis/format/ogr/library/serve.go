//go:build cgo

package library

import (
	"errors"
	"io"
	"os"
	"runtime"

	"github.com/lukeroth/gdal"

	"segit/gis"
	"segit/gis/format/ogr/wire"
)

// batchBytes is how large a batch of features grows before it is sent.
const batchBytes = 256 << 10

// errQuestion is a question that cannot be asked now.
var errQuestion = errors.New("ogr: a question that has no answer here")

// Serve answers the questions of one program, one after the other, until it has
// none; an error means that the two did not understand each other, or that the
// other is gone.
func Serve(in io.Reader, out io.Writer) error {
	// GDAL keeps its last error per thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	// Its messages quote what they stumble over, persons' data too: none may
	// reach a terminal.
	gdal.CPLSetConfigOption("CPL_LOG", os.DevNull)
	if err := wire.Send(out, wire.Hello, []byte{wire.Version}); err != nil {
		return err
	}
	s := session{out: out}
	defer s.close()
	for q := range questions(in) {
		if q.err != nil {
			return q.err
		}
		if err := s.answer(q); err != nil {
			return err
		}
	}
	return nil
}

// question is a message of the other program.
type question struct {
	kind    wire.Kind
	content []byte
	err     error
}

// questions reads ahead, so that the end of the stream is seen even while GDAL
// works.
func questions(in io.Reader) <-chan question {
	asked := make(chan question, 1)
	go func() {
		defer close(asked)
		for receiver := wire.NewReceiver(in); ; {
			kind, content, err := receiver.Receive()
			if errors.Is(err, io.EOF) {
				return
			}
			asked <- question{kind, append([]byte(nil), content...), err}
			if err != nil {
				return
			}
		}
	}()
	return asked
}

// session is what one program has open.
type session struct {
	out    io.Writer
	source *source
}

func (s *session) close() {
	if s.source != nil {
		s.source.dataset.Close()
	}
}

func (s *session) answer(q question) error {
	switch {
	case q.kind == wire.Open && s.source == nil:
		opened, ok := open(string(q.content))
		if !ok {
			return wire.Send(s.out, wire.Refused, nil)
		}
		s.source = opened
		return wire.Send(s.out, wire.Layers, wire.AppendLayers(nil, opened.layers))
	case q.kind == wire.Read && s.source != nil:
		request, err := wire.ParseRequest(q.content, s.source.layers)
		if err != nil {
			return err
		}
		return s.read(request)
	}
	return errQuestion
}

// read sends the features of a layer.
func (s *session) read(request wire.Request) error {
	layer := s.source.dataset.LayerByIndex(request.Layer)
	layer.ResetReading()
	columns := s.source.layers[request.Layer].Columns
	var batch wire.Batch
	var count int64
	for ; ; count++ {
		next := layer.NextFeature()
		if next == nil {
			break
		}
		for _, i := range request.Columns {
			cell(&batch, next, i, columns[i].Type)
		}
		if request.Shape {
			geometry(&batch, next)
		} else {
			batch.Null()
		}
		next.Destroy()
		if len(batch) >= batchBytes {
			if err := wire.Send(s.out, wire.Features, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	if len(batch) > 0 {
		if err := wire.Send(s.out, wire.Features, batch); err != nil {
			return err
		}
	}
	faulty := s.source.broken || gdal.CPLGetErr() != nil || s.source.lacks(request.Layer, count)
	return wire.Send(s.out, wire.End, wire.AppendFlag(nil, faulty))
}

// cell appends a cell of a feature. Dates go as texts: the binding reads them
// into integers of the wrong size.
func cell(batch *wire.Batch, f *gdal.Feature, i int, t gis.Type) {
	switch {
	case !f.IsFieldSetAndNotNull(i):
		batch.Null()
	case t == gis.Integer:
		batch.Int(f.FieldAsInteger64(i))
	case t == gis.Real:
		batch.Float(f.FieldAsFloat64(i))
	default:
		batch.Text(f.FieldAsString(i))
	}
}

// geometry appends the geometry as well-known binary. GDAL gives it with east or
// longitude first: it turns the axes of GML itself.
func geometry(batch *wire.Batch, f *gdal.Feature) {
	g := f.Geometry()
	if g == (gdal.Geometry{}) {
		batch.Null()
		return
	}
	if g.WKBSize() > wire.LongestShape {
		batch.Unfit()
		return
	}
	b, err := g.ToWKB()
	if err != nil {
		batch.Unfit()
		return
	}
	batch.WKB(b)
}
