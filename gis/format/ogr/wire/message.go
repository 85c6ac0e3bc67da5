// Package wire is what a program and segit-ogr, which has GDAL, say to each
// other over a pair of pipes. segit-ogr says hello; then each question has its
// answer, and the one that reads a layer has as many as it takes.
//
// A message is its length (four bytes, the kind and the content), its kind (one
// byte) and its content. Whole numbers are varints but for those said otherwise,
// floating-point ones their eight bytes, texts their length and bytes; all is
// little-endian. Neither side believes the other: a length is never given room
// before its bytes are there.
package wire

import (
	"encoding/binary"
	"errors"
	"io"
)

// Version is that of the messages. It changes with them, so that programs of two
// builds do not misread each other.
const Version = 1

// Kind is what a message is.
type Kind byte

// The kinds of message.
const (
	Hello    Kind = 1 // segit-ogr is there; the content is its version
	Open     Kind = 2 // open the file of a path, which is the content
	Layers   Kind = 3 // it is open, and has these layers
	Refused  Kind = 4 // GDAL cannot read it
	Read     Kind = 5 // read a layer: a Request
	Features Kind = 6 // some features of it, more may follow
	End      Kind = 7 // these were all; the content is 1 when GDAL found a fault
)

// longest is how long a message may be.
const longest = 256 << 20

// LongestShape is the longest geometry that goes into a message, in bytes.
const LongestShape = 128 << 20

var (
	errLength  = errors.New("wire: a message longer than any")
	errContent = errors.New("wire: a message with another content than its kind has")
)

// Send writes a message.
func Send(out io.Writer, kind Kind, content []byte) error {
	if len(content) >= longest {
		return errLength
	}
	head := binary.LittleEndian.AppendUint32(make([]byte, 0, 5), uint32(len(content)+1))
	if _, err := out.Write(append(head, byte(kind))); err != nil {
		return err
	}
	_, err := out.Write(content)
	return err
}

// Receiver reads messages.
type Receiver struct {
	in     io.Reader
	buffer []byte
}

// NewReceiver begins to read the messages of a stream.
func NewReceiver(in io.Reader) *Receiver { return &Receiver{in: in} }

// Receive reads the next message, whose content holds until the next call. At
// the end of the stream, between two messages, the error is [io.EOF].
func (r *Receiver) Receive() (Kind, []byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r.in, head[:]); err != nil {
		return 0, nil, err
	}
	length := int(binary.LittleEndian.Uint32(head[:]))
	if length == 0 || length > longest {
		return 0, nil, errLength
	}
	const step = 1 << 20
	r.buffer = r.buffer[:0]
	for len(r.buffer) < length {
		from := len(r.buffer)
		more := min(step, length-from)
		if cap(r.buffer) < from+more {
			r.buffer = append(make([]byte, 0, max(2*from, from+more)), r.buffer...)
		}
		r.buffer = r.buffer[:from+more]
		if _, err := io.ReadFull(r.in, r.buffer[from:]); err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return 0, nil, err
		}
	}
	return Kind(r.buffer[0]), r.buffer[1:], nil
}
