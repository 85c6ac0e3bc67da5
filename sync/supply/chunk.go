package supply

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"

	"github.com/klauspost/compress/zstd"

	"segit/gis"
	"segit/store/block"
)

// Chunk is rows of one dataset of one source in one cell, without the lines on
// which a supply says them: the same rows in another supply are the same chunk.
type Chunk struct {
	Cell string
	Rows *gis.Batch // Line is 0 throughout
}

// magic begins a chunk; its last byte is the version of the format.
const magic = "SGC\x01"

// MaxPlain is the size of the largest chunk in bytes, and MaxPacked that of one
// as it travels.
const (
	MaxPlain  = 32 << 20
	MaxPacked = MaxPlain
)

// MaxRows is how many rows a chunk may have: rows that are all the same take no
// room in its bytes.
const MaxRows = 1 << 20

const (
	rowsInBlock   = 512
	pointsInBlock = 1 << 16
)

// Encode writes a chunk: magic, schema in JSON, cell, blocks of attributes and
// geometry (package block), each with its length before it. The same rows in the
// same order give the same bytes.
func (c *Chunk) Encode() ([]byte, error) {
	schema, err := json.Marshal(c.Rows.Schema)
	if err != nil {
		return nil, gis.Wrap("supply.Encode", gis.Internal, err, "sync.stream")
	}
	b := append(make([]byte, 0, 1<<16), magic...)
	b = appendField(b, schema)
	b = appendField(b, []byte(c.Cell))
	part := gis.NewBatch(c.Rows.Schema)
	for from := 0; from < c.Rows.Len(); {
		to, points := from, 0
		for to < c.Rows.Len() && to-from < rowsInBlock && (to == from || points < pointsInBlock) {
			points += pointsOf(c.Rows, to)
			to++
		}
		part.Reset()
		part.AppendRange(c.Rows, from, to)
		clear(part.Line)
		b = appendField(b, block.EncodeRows(part, block.Times{}))
		if part.Schema.Shape != gis.NoShape {
			b = appendField(b, block.EncodeShapes(&part.Shapes))
		}
		from = to
	}
	return b, nil
}

func pointsOf(b *gis.Batch, row int) int {
	if b.Schema.Shape == gis.NoShape {
		return 0
	}
	return len(b.Shapes.RowXY(row)) / 2
}

func appendField(b, field []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(field))), field...)
}

// Decode reads a chunk.
func Decode(b []byte) (*Chunk, error) {
	bad := func(err error) (*Chunk, error) {
		return nil, gis.Wrap("supply.Decode", gis.BadInput, err, "sync.chunk")
	}
	rest, ok := bytes.CutPrefix(b, []byte(magic))
	if !ok {
		return bad(nil)
	}
	raw, rest, ok := takeField(rest)
	if !ok {
		return bad(nil)
	}
	schema := new(gis.Schema)
	if err := json.Unmarshal(raw, schema); err != nil || !sound(schema) {
		return bad(err)
	}
	cell, rest, ok := takeField(rest)
	if !ok {
		return bad(nil)
	}
	c := &Chunk{Cell: string(cell), Rows: gis.NewBatch(schema)}
	for len(rest) > 0 {
		if raw, rest, ok = takeField(rest); !ok {
			return bad(nil)
		}
		part, _, err := block.DecodeRows(raw, schema, nil)
		if err != nil {
			return bad(err)
		}
		if schema.Shape != gis.NoShape {
			if raw, rest, ok = takeField(rest); !ok {
				return bad(nil)
			}
			shapes, err := block.DecodeShapes(raw)
			if err != nil || shapes.Len() != part.Len() {
				return bad(err)
			}
			part.Shapes = *shapes
		}
		if c.Rows.AppendAll(part); c.Rows.Len() > MaxRows {
			return bad(nil)
		}
	}
	return c, nil
}

// sound reports whether a schema is one that rows can be read by.
func sound(s *gis.Schema) bool {
	for i := range s.Columns {
		if t := s.Columns[i].Type; t < gis.Text || t > gis.Real || s.Columns[i].Name == "" {
			return false
		}
	}
	return s.Shape <= gis.AnyShape && s.Dataset != ""
}

func takeField(b []byte) (field, rest []byte, ok bool) {
	n, used := binary.Uvarint(b)
	if used <= 0 || n > uint64(len(b)-used) {
		return nil, nil, false
	}
	return b[used : used+int(n)], b[used+int(n):], true
}

// Name is the name of bytes: their SHA-256 in lower-case hex.
func Name(plain []byte) string {
	sum := sha256.Sum256(plain)
	return hex.EncodeToString(sum[:])
}

// Packer compresses chunks for the way. It may be used by many goroutines.
type Packer struct {
	zip   *zstd.Encoder
	unzip *zstd.Decoder
}

// NewPacker makes a packer.
func NewPacker() (*Packer, error) {
	zip, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, gis.Wrap("supply.NewPacker", gis.Internal, err, "sync.stream")
	}
	unzip, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(MaxPlain), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, gis.Wrap("supply.NewPacker", gis.Internal, err, "sync.stream")
	}
	return &Packer{zip, unzip}, nil
}

// Pack compresses.
func (p *Packer) Pack(plain []byte) []byte {
	return p.zip.EncodeAll(plain, make([]byte, 0, len(plain)/3+64))
}

// Unpack gives the bytes of a name back, and nothing else: bytes that have
// another SHA-256 are refused (invariant I12).
func (p *Packer) Unpack(packed []byte, name string) ([]byte, error) {
	const op = "supply.Unpack"
	plain, err := p.unzip.DecodeAll(packed, nil)
	if err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "sync.chunk")
	}
	if Name(plain) != name {
		return nil, gis.Refuse(op, gis.BadInput, "sync.chunk")
	}
	return plain, nil
}
