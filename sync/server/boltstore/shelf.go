package boltstore

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"strings"

	"segit/sync/server"
)

// The buckets of a municipality's supplies and blobs.
const (
	entryBucket  = "entries" // name: number of the last writing
	shelfBucket  = "shelf"   // number: the entry
	blobBucket   = "blobs"   // SHA-256: where its bytes are
	pieceBucket  = "pieces"  // id of a blob, zero byte, offset: bytes
	refBucket    = "refs"    // SHA-256, name, cell, zero bytes between
	ofBucket     = "refs-of" // name, SHA-256, cell: the same the other way round
	uploadBucket = "uploads" // device, zero byte, SHA-256
	looseBucket  = "loose"   // device, zero byte, SHA-256 of a blob that it sent and nothing names: its size
	senderBucket = "senders" // SHA-256 of such a blob: its device
)

func shelfBuckets() []string {
	return []string{entryBucket, shelfBucket, blobBucket, pieceBucket, refBucket, ofBucket, uploadBucket, looseBucket, senderBucket}
}

// Entry is an entry by name.
func (t comuneTx) Entry(name string) (*server.Entry, error) {
	names := t.bucket(entryBucket)
	if names == nil {
		return nil, nil
	}
	n := names.Get([]byte(name))
	if n == nil {
		return nil, nil
	}
	e := new(server.Entry)
	_, err := get(t.bucket(shelfBucket), n, e)
	return e, err
}

// Entries are those written after a number.
func (t comuneTx) Entries(after uint64, limit int) ([]server.Entry, error) {
	var all []server.Entry
	shelf := t.bucket(shelfBucket)
	if shelf == nil {
		return nil, nil
	}
	c := shelf.Cursor()
	for k, raw := c.Seek(number(after + 1)); k != nil && len(all) < limit; k, raw = c.Next() {
		var e server.Entry
		if err := damaged(json.Unmarshal(raw, &e)); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// EntryHead is the number of the last writing of an entry.
func (t comuneTx) EntryHead() (uint64, error) {
	if shelf := t.bucket(shelfBucket); shelf != nil {
		return shelf.Sequence(), nil
	}
	return 0, nil
}

// PutEntry keeps an entry.
func (t comuneTx) PutEntry(e *server.Entry, refs []server.Ref) error {
	names, shelf := t.bucket(entryBucket), t.bucket(shelfBucket)
	if before := names.Get([]byte(e.Name)); before != nil {
		if err := shelf.Delete(before); err != nil {
			return err
		}
	}
	n, err := shelf.NextSequence()
	if err != nil {
		return err
	}
	e.N = n
	if err := put(shelf, number(n), e); err != nil {
		return err
	}
	if err := names.Put([]byte(e.Name), number(n)); err != nil {
		return err
	}
	if err := t.untie(e.Name); err != nil {
		return err
	}
	for _, r := range refs {
		if err := t.PutRef(r); err != nil {
			return err
		}
	}
	return nil
}

// untie takes away what a name is tied to.
func (t comuneTx) untie(name string) error {
	of, refs := t.bucket(ofBucket), t.bucket(refBucket)
	prefix := []byte(name + "\x00")
	var old [][]byte
	c := of.Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		old = append(old, bytes.Clone(k))
	}
	for _, k := range old {
		sha256, cell, _ := strings.Cut(string(k[len(prefix):]), "\x00")
		if err := refs.Delete(refKey(sha256, name, cell)); err != nil {
			return err
		}
		if err := of.Delete(k); err != nil {
			return err
		}
	}
	return nil
}

func refKey(parts ...string) []byte { return []byte(strings.Join(parts, "\x00")) }

// PutRef ties a blob to a name. The name of a row has a zero byte in it, and its
// cell is "": so a key reads back.
func (t comuneTx) PutRef(r server.Ref) error {
	if err := t.bucket(ofBucket).Put(refKey(r.Name, r.SHA256, r.Cell), []byte{}); err != nil {
		return err
	}
	if err := t.settle(r.SHA256); err != nil {
		return err
	}
	return put(t.bucket(refBucket), refKey(r.SHA256, r.Name, r.Cell), r)
}

// settle notes that a blob is on no device's way any more.
func (t comuneTx) settle(sha256 string) error {
	senders := t.bucket(senderBucket)
	dev := senders.Get([]byte(sha256))
	if dev == nil {
		return nil
	}
	if err := t.bucket(looseBucket).Delete(refKey(string(dev), sha256)); err != nil {
		return err
	}
	return senders.Delete([]byte(sha256))
}

// Refs are what names a blob.
func (t comuneTx) Refs(sha256 string) ([]server.Ref, error) {
	var all []server.Ref
	refs := t.bucket(refBucket)
	if refs == nil {
		return nil, nil
	}
	prefix := []byte(sha256 + "\x00")
	c := refs.Cursor()
	for k, raw := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, raw = c.Next() {
		var r server.Ref
		if err := damaged(json.Unmarshal(raw, &r)); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// Blob is a blob that is here whole.
func (t comuneTx) Blob(sha256 string) (*server.Blob, error) {
	b := new(server.Blob)
	found, err := get(t.bucket(blobBucket), []byte(sha256), b)
	if !found {
		return nil, err
	}
	return b, err
}

// Upload is a blob on its way.
func (t comuneTx) Upload(dev, sha256 string) (*server.Upload, error) {
	u := new(server.Upload)
	found, err := get(t.bucket(uploadBucket), refKey(dev, sha256), u)
	if !found {
		return nil, err
	}
	return u, err
}

// PutUpload keeps where an upload is.
func (t comuneTx) PutUpload(u *server.Upload) error {
	return put(t.bucket(uploadBucket), refKey(u.Dev, u.SHA256), u)
}

func pieceKey(id string, offset int64) []byte {
	return binary.BigEndian.AppendUint64([]byte(id+"\x00"), uint64(offset))
}

// AddPiece keeps bytes of an upload.
func (t comuneTx) AddPiece(id string, offset int64, piece []byte) error {
	return t.bucket(pieceBucket).Put(pieceKey(id, offset), piece)
}

// Piece gives the piece in which an offset lies.
func (t comuneTx) Piece(id string, offset int64) (piece []byte, from int64, err error) {
	pieces := t.bucket(pieceBucket)
	if pieces == nil {
		return nil, 0, nil
	}
	c := pieces.Cursor()
	before := c.Prev
	if k, _ := c.Seek(pieceKey(id, offset+1)); k == nil {
		before = c.Last
	}
	k, v := before()
	if !bytes.HasPrefix(k, []byte(id+"\x00")) {
		return nil, 0, nil
	}
	from = int64(binary.BigEndian.Uint64(k[len(id)+1:]))
	if offset >= from+int64(len(v)) {
		return nil, 0, nil
	}
	return bytes.Clone(v), from, nil
}

// Finish makes a blob of an upload.
func (t comuneTx) Finish(u *server.Upload) error {
	if t.bucket(blobBucket).Get([]byte(u.SHA256)) != nil {
		return t.Discard(u)
	}
	if err := put(t.bucket(blobBucket), []byte(u.SHA256), u.Blob); err != nil {
		return err
	}
	refs, err := t.Refs(u.SHA256)
	if err == nil && len(refs) == 0 {
		if err = t.bucket(senderBucket).Put([]byte(u.SHA256), []byte(u.Dev)); err == nil {
			err = t.bucket(looseBucket).Put(refKey(u.Dev, u.SHA256), number(uint64(u.Size)))
		}
	}
	if err != nil {
		return err
	}
	return t.bucket(uploadBucket).Delete(refKey(u.Dev, u.SHA256))
}

// Discard removes an upload and its bytes.
func (t comuneTx) Discard(u *server.Upload) error {
	if err := t.scatter(u.ID); err != nil {
		return err
	}
	return t.bucket(uploadBucket).Delete(refKey(u.Dev, u.SHA256))
}
