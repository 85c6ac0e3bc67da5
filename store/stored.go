package store

import (
	"encoding/binary"
	"slices"
)

// A frame of zstd (RFC 8878, 3.1.1) may hold blocks as they are. Compressing what
// does not shrink takes long, and so does taking it apart again.
const (
	zstdMagic      = 0xfd2fb528
	storedHead     = 9       // magic, descriptor, four bytes of size
	storedBlock    = 1 << 17 // the most that a block may hold
	blockHead      = 3
	singleSegment4 = 0xa0 // descriptor: one segment, its size in four bytes, no checksum, no dictionary
)

// storedSize is how long a frame of n bytes is that holds them as they are.
func storedSize(n int) int { return storedHead + n + blockHead*max((n+storedBlock-1)/storedBlock, 1) }

// appendStored appends a frame that holds plain as it is.
func appendStored(b, plain []byte) []byte {
	b = slices.Grow(b, storedSize(len(plain)))
	b = binary.LittleEndian.AppendUint32(b, zstdMagic)
	b = append(b, singleSegment4)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(plain)))
	for {
		n := min(len(plain), storedBlock)
		head := uint32(n) << 3 // type 0: as it is
		if n == len(plain) {
			head |= 1 // the last
		}
		b = append(b, byte(head), byte(head>>8), byte(head>>16))
		b = append(b, plain[:n]...)
		if plain = plain[n:]; len(plain) == 0 {
			return b
		}
	}
}
