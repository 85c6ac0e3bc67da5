package wire

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"

	"segit/gis"
)

// end is the last line of a stream. A stream without it was cut, and is not
// used.
type end struct {
	End    bool   `json:"end"`
	N      int    `json:"n"`
	SHA256 string `json:"sha256"`
}

// Writer writes a stream: one JSON value a line, and at the end their number
// and the hash of their bytes.
type Writer struct {
	w   *bufio.Writer
	sum hash.Hash
	n   int
}

// NewWriter begins a stream on w.
func NewWriter(w io.Writer) *Writer { return &Writer{w: bufio.NewWriter(w), sum: sha256.New()} }

// Write adds a value. Operations in it go on byte for byte.
func (w *Writer) Write(v any) error {
	line, err := EncodeLine(v)
	if err != nil {
		return err
	}
	return w.WriteRaw(line)
}

// EncodeLine is a value as [Writer.Write] writes it, for [Writer.WriteRaw].
func EncodeLine(v any) ([]byte, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false) // else the bytes of an operation would change
	if err := encoder.Encode(v); err != nil {
		return nil, gis.Wrap("wire.Write", gis.Internal, err, "sync.stream")
	}
	return bytes.TrimSuffix(line.Bytes(), []byte{'\n'}), nil
}

// WriteRaw adds a value that is JSON already, byte for byte; it holds no line
// break.
func (w *Writer) WriteRaw(raw []byte) error {
	w.n++
	w.sum.Write(raw)
	w.sum.Write([]byte{'\n'})
	_, err := w.w.Write(raw)
	return errors.Join(err, w.w.WriteByte('\n'))
}

// Close writes the end. It does not close what it writes to.
func (w *Writer) Close() error {
	raw, err := json.Marshal(end{true, w.n, hex.EncodeToString(w.sum.Sum(nil))})
	if err != nil {
		return gis.Wrap("wire.Close", gis.Internal, err, "sync.stream")
	}
	_, err = w.w.Write(append(raw, '\n'))
	return errors.Join(err, w.w.Flush())
}

// Read gives the lines of a stream of at most limit bytes. Nothing is given
// unless the end is there and fits: half a stream is no stream.
func Read(r io.Reader, limit int64) ([][]byte, error) {
	const op = "wire.Read"
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, gis.Wrap(op, gis.Internal, err, "sync.cut")
	}
	if int64(len(body)) > limit {
		return nil, gis.Refuse(op, gis.BadInput, "sync.too-large", limit>>20)
	}
	rest, found := bytes.CutSuffix(body, []byte{'\n'})
	at := bytes.LastIndexByte(rest, '\n') + 1
	var last end
	if !found || json.Unmarshal(rest[at:], &last) != nil || !last.End {
		return nil, gis.Refuse(op, gis.BadInput, "sync.cut")
	}
	sum := sha256.Sum256(body[:at])
	lines := bytes.Split(body[:at], []byte{'\n'})
	lines = lines[:len(lines)-1]
	if last.N != len(lines) || last.SHA256 != hex.EncodeToString(sum[:]) {
		return nil, gis.Refuse(op, gis.BadInput, "sync.altered")
	}
	return lines, nil
}
