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
	// sealStored closes what does not shrink, without trying.
	sealStored(place, plain []byte) []byte
	open(place, sealed []byte) ([]byte, error)
	// openIn is open in memory that is used again: what it gives holds until the
	// room is used next.
	openIn(room *openingRoom, place, sealed []byte) ([]byte, error)
}

// openingRoom is memory in which values are opened, one after the other.
type openingRoom struct{ packed, plain []byte }

// errSeal is returned for a value that does not open: damaged, moved, or
// written by somebody else.
var errSeal = errors.New("store: the value does not open")

// packer compresses values before they are sealed. It may be used by many
// goroutines.
type packer struct {
	zip   *zstd.Encoder
	unzip *zstd.Decoder
}

// maxPlain bounds what one value may unpack to: a forged size cannot exhaust
// memory.
const maxPlain = 256 << 20

func newPacker() (packer, error) {
	zip, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(false))
	if err != nil {
		return packer{}, fmt.Errorf("store: %w", err)
	}
	unzip, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxPlain))
	if err != nil {
		return packer{}, fmt.Errorf("store: %w", err)
	}
	return packer{zip, unzip}, nil
}

// unpack appends what was packed to room.
func (p packer) unpack(packed, room []byte) ([]byte, error) {
	plain, err := p.unzip.DecodeAll(packed, room)
	if err != nil {
		return nil, errors.Join(errSeal, err)
	}
	return plain, nil
}

// plainSealer compresses and checks, and encrypts nothing: the archive is then
// in the clear, and says so. A checksum over the place and the bytes catches
// damage and exchange.
type plainSealer struct{ packer }

func newPlainSealer() (*plainSealer, error) {
	p, err := newPacker()
	return &plainSealer{p}, err
}

func checksum(place, body []byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli)
	return crc32.Update(crc32.Checksum(place, table), table, body)
}

func (s *plainSealer) seal(place, plain []byte) []byte {
	return s.check(place, s.zip.EncodeAll(plain, make([]byte, 4, len(plain)/3+64)))
}

func (s *plainSealer) sealStored(place, plain []byte) []byte {
	return s.check(place, appendStored(make([]byte, 4, 4+storedSize(len(plain))), plain))
}

// check writes the checksum into the four bytes before a packed value.
func (s *plainSealer) check(place, sealed []byte) []byte {
	binary.LittleEndian.PutUint32(sealed, checksum(place, sealed[4:]))
	return sealed
}

func (s *plainSealer) open(place, sealed []byte) ([]byte, error) {
	if len(sealed) < 4 || binary.LittleEndian.Uint32(sealed) != checksum(place, sealed[4:]) {
		return nil, errSeal
	}
	return s.unpack(sealed[4:], nil)
}

func (s *plainSealer) openIn(room *openingRoom, place, sealed []byte) (plain []byte, err error) {
	if len(sealed) < 4 || binary.LittleEndian.Uint32(sealed) != checksum(place, sealed[4:]) {
		return nil, errSeal
	}
	room.plain, err = s.unpack(sealed[4:], room.plain[:0])
	return room.plain, err
}
