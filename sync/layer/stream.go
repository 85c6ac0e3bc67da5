package layer

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"io"
	"iter"

	"segit/gis"
)

// A layer travels to a server that runs as the JSON of its description and its
// features, each with its length in four bytes, big-endian, in front; the end
// is told by a length that no feature has.
const (
	streamEnd      = 1<<32 - 1
	longestFeature = 64 << 20 // bytes
)

// Write sends a layer.
func Write(out io.Writer, l *Layer, features iter.Seq2[*Feature, error]) error {
	w := bufio.NewWriterSize(out, 1<<16)
	head, err := json.Marshal(l)
	if err != nil {
		return gis.Wrap("layer.Write", gis.Internal, err, "sync.stream")
	}
	send := func(b []byte) error {
		if _, err := w.Write(binary.BigEndian.AppendUint32(nil, uint32(len(b)))); err != nil {
			return err
		}
		_, err := w.Write(b)
		return err
	}
	if err := send(head); err != nil {
		return err
	}
	var room []byte
	for f, err := range features {
		if err != nil {
			return err
		}
		room = f.Append(room[:0])
		if len(room) > longestFeature {
			return gis.Refuse("layer.Write", gis.BadInput, "sync.stream")
		}
		if err := send(room); err != nil {
			return err
		}
	}
	if _, err := w.Write(binary.BigEndian.AppendUint32(nil, streamEnd)); err != nil {
		return err
	}
	return w.Flush()
}

// Read receives a layer. A stream that breaks off is an error, after the
// features that came.
func Read(in io.Reader) (Layer, iter.Seq2[*Feature, error], error) {
	r := bufio.NewReaderSize(in, 1<<16)
	var l Layer
	head, err := frame(r, nil)
	if err == nil && head != nil {
		err = json.Unmarshal(head, &l)
	}
	if err != nil || head == nil {
		return l, nil, gis.Wrap("layer.Read", gis.BadInput, err, "sync.cut")
	}
	return l, func(yield func(*Feature, error) bool) {
		var room []byte
		for {
			var err error
			if room, err = frame(r, room); err != nil {
				yield(nil, gis.Wrap("layer.Read", gis.BadInput, err, "sync.cut"))
				return
			}
			if room == nil {
				return
			}
			f, err := Decode(room)
			if !yield(&f, err) || err != nil {
				return
			}
		}
	}, nil
}

// frame reads what one length announces; nil at the end.
func frame(r *bufio.Reader, room []byte) ([]byte, error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(size[:])
	switch {
	case n == streamEnd:
		return nil, nil
	case n > longestFeature:
		return nil, io.ErrUnexpectedEOF
	case uint32(cap(room)) < n:
		room = make([]byte, n)
	}
	if room == nil {
		room = []byte{}
	}
	room = room[:n]
	_, err := io.ReadFull(r, room)
	return room, err
}
