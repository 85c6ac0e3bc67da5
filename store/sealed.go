package store

import (
	"crypto/cipher"
	"sync"
	"sync/atomic"
)

// blockSealer compresses a value and encrypts it with AES-256-GCM. A sealed
// value is the number of its data key (one byte), a nonce, the bytes, the tag.
// The nonce is drawn anew inside the cipher for every value: no caller can
// repeat one, and two copies of an archive that go on apart do not share any;
// 2^32 values under one key are what that allows, more than a file can hold.
//
// What is authenticated with a value is the way of sealing, the archive, the
// bucket and the key. So this is noticed, and by whom:
//   - a bit changed, a value cut, moved to another key or bucket, or taken from
//     another archive: it does not open, whoever reads it;
//   - a value of a segment put back to an older one: there is none, for what a
//     segment holds is written once and numbers of segments that ever reached
//     the file are not used again (see mark);
//   - the record of the generation put back, alone or with its segments: Open,
//     which compares it with the mark;
//   - the head or the envelope changed: Open, by the tag over both;
//   - an operation of the journal or an entry of the access log taken out or put
//     back: the consistency check, which follows the chains of hashes to the
//     ends that the state names;
//   - the human columns of a row, or the names of rows that stand beside
//     something, put back to an older value: the consistency check, which plays
//     the journal again; what other devices wrote is not proven so;
//   - an entry of the register or a corrected reject put back: the consistency
//     check, by the sums in the mark;
//   - the steps of undo put back: nobody, and undo then refuses what changed
//     since;
//   - the whole file put back to an older copy, or together all that names what
//     was put back: nobody who has only the file.
type blockSealer struct {
	packer
	archive []byte // what every value is associated with first
	keys    atomic.Pointer[keyset]
	rooms   sync.Pool // *[]byte, compressed values on their way

	changing sync.Mutex // one change of the keys at a time
}

// sealing names the way of sealing in the head and in what is authenticated.
const sealing = "aes-256-gcm"

// notSealed is the sealing of an archive in the clear.
const notSealed = "none"

func newBlockSealer(archive string, keys *keyset) (*blockSealer, error) {
	p, err := newPacker()
	s := &blockSealer{packer: p, archive: []byte(sealing + "\x00" + archive + "\x00")}
	s.keys.Store(keys)
	return s, err
}

// associated is what a value is bound to.
func (s *blockSealer) associated(place []byte) []byte {
	return append(append(make([]byte, 0, len(s.archive)+len(place)), s.archive...), place...)
}

func (s *blockSealer) seal(place, plain []byte) []byte {
	return s.packed(place, func(room []byte) []byte { return s.zip.EncodeAll(plain, room) })
}

func (s *blockSealer) sealStored(place, plain []byte) []byte {
	return s.packed(place, func(room []byte) []byte { return appendStored(room, plain) })
}

// packed closes what pack appends to a room that is used again for the next.
func (s *blockSealer) packed(place []byte, pack func(room []byte) []byte) []byte {
	room, _ := s.rooms.Get().(*[]byte)
	if room == nil {
		room = new([]byte)
	}
	*room = pack((*room)[:0])
	sealed := s.close(place, *room)
	s.rooms.Put(room)
	return sealed
}

// close encrypts a packed value with the key in force.
func (s *blockSealer) close(place, packed []byte) []byte {
	key := s.keys.Load().current()
	sealed := make([]byte, 1, 1+len(packed)+key.block.Overhead())
	sealed[0] = key.number
	return key.block.Seal(sealed, nil, packed, s.associated(place))
}

func (s *blockSealer) open(place, sealed []byte) ([]byte, error) {
	packed, err := s.decrypt(nil, place, sealed)
	if err != nil {
		return nil, err
	}
	return s.unpack(packed, nil)
}

func (s *blockSealer) openIn(room *openingRoom, place, sealed []byte) (plain []byte, err error) {
	if room.packed, err = s.decrypt(room.packed[:0], place, sealed); err != nil {
		return nil, err
	}
	room.plain, err = s.unpack(room.packed, room.plain[:0])
	return room.plain, err
}

// decrypt appends what was encrypted to room.
func (s *blockSealer) decrypt(room, place, sealed []byte) ([]byte, error) {
	var block cipher.AEAD
	if len(sealed) > 0 {
		block = s.keys.Load().numbered(sealed[0])
	}
	if block == nil {
		return nil, errSeal
	}
	packed, err := block.Open(room, nil, sealed[1:], s.associated(place))
	if err != nil {
		return nil, errSeal
	}
	return packed, nil
}
