package supply

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"

	"github.com/klauspost/compress/zstd"

	"segit/gis"
)

// MaxDeltaPlain is how many bytes a chunk may have that travels as a delta, and the
// chunk that it is told from: what RFC 9842 lets a window be whatever the dictionary.
const MaxDeltaPlain = 8 << 20

// deltaMagic begins a delta: a frame that zstd skips, which holds the SHA-256 of
// the dictionary (RFC 9842 §5).
var deltaMagic = []byte{0x5e, 0x2a, 0x4d, 0x18, 0x20, 0, 0, 0}

// deltaHead is how many bytes stand before the frame that is packed.
const deltaHead = 8 + sha256.Size

// Delta tells a chunk from another by what differs: the content coding "dcz" of
// RFC 9842, zstd with the other chunk's bytes as dictionary. Both are plain and have
// at most [MaxDeltaPlain] bytes; it is nil for larger ones.
func Delta(plain, base []byte) ([]byte, error) {
	if len(plain) > MaxDeltaPlain || len(base) > MaxDeltaPlain || len(base) == 0 {
		return nil, nil
	}
	zip, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true),
		zstd.WithWindowSize(MaxDeltaPlain), zstd.WithEncoderDictRaw(0, base))
	if err != nil {
		return nil, gis.Wrap("supply.Delta", gis.Internal, err, "sync.stream")
	}
	sum := sha256.Sum256(base)
	return zip.EncodeAll(plain, append(bytes.Clone(deltaMagic), sum[:]...)), nil
}

// BaseOf is the name of the chunk from which a delta is told; "" for bytes that are
// no delta.
func BaseOf(delta []byte) string {
	if len(delta) < deltaHead || !bytes.HasPrefix(delta, deltaMagic) {
		return ""
	}
	return hex.EncodeToString(delta[len(deltaMagic):deltaHead])
}

// Undelta gives the bytes of a name back from a delta and the chunk from which it is
// told, and nothing else: bytes that have another SHA-256 are refused (invariant I12).
func Undelta(delta, base []byte, name string) ([]byte, error) {
	const op = "supply.Undelta"
	if BaseOf(delta) != Name(base) || len(base) > MaxDeltaPlain {
		return nil, gis.Refuse(op, gis.BadInput, "sync.chunk")
	}
	unzip, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(MaxDeltaPlain), zstd.WithDecoderLowmem(true), zstd.WithDecoderDictRaw(0, base))
	if err != nil {
		return nil, gis.Wrap(op, gis.Internal, err, "sync.stream")
	}
	defer unzip.Close()
	plain, err := unzip.DecodeAll(delta[deltaHead:], nil)
	if err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "sync.chunk")
	}
	if Name(plain) != name {
		return nil, gis.Refuse(op, gis.BadInput, "sync.chunk")
	}
	return plain, nil
}
