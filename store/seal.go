package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"github.com/klauspost/compress/zstd"
)

// sealer is the one place where stored bytes are closed and opened. place is
// where the value stands (bucket and key): a value moved elsewhere does not
// open.
type sealer interface {
	seal(place, plain []byte) []byte
	open(place, sealed []byte) ([]byte, error)
}

// errSeal is returned for a value that does not open: damaged, moved, or
// written by somebody else.
var errSeal = errors.New("store: the value does not open")

// plainSealer compresses and checks, and encrypts nothing: the archive is then
// in the clear, and says so. A checksum over the place and the bytes catches
// damage and exchange.
type plainSealer struct {
	pack   *zstd.Encoder
	unpack *zstd.Decoder
}

// maxPlain bounds what one value may unpack to: a forged size cannot exhaust
// memory.
const maxPlain = 256 << 20

func newPlainSealer() (*plainSealer, error) {
	pack, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(false))
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	unpack, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxPlain))
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	return &plainSealer{pack: pack, unpack: unpack}, nil
}

func checksum(place, body []byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli)
	return crc32.Update(crc32.Checksum(place, table), table, body)
}

func (s *plainSealer) seal(place, plain []byte) []byte {
	sealed := s.pack.EncodeAll(plain, make([]byte, 4, len(plain)/3+64))
	binary.LittleEndian.PutUint32(sealed, checksum(place, sealed[4:]))
	return sealed
}

func (s *plainSealer) open(place, sealed []byte) ([]byte, error) {
	if len(sealed) < 4 || binary.LittleEndian.Uint32(sealed) != checksum(place, sealed[4:]) {
		return nil, errSeal
	}
	plain, err := s.unpack.DecodeAll(sealed[4:], nil)
	if err != nil {
		return nil, errors.Join(errSeal, err)
	}
	return plain, nil
}
