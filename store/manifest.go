package store

import (
	"encoding/binary"
	"encoding/json"
	"slices"

	"github.com/paulmach/orb"
	"go.etcd.io/bbolt"

	"segit/gis"
)

// manifest is a generation: the segments that are the territory at a moment.
// It is not changed after it is made; the next one is built beside it.
type manifest struct {
	Generation  uint64       `json:"generation"`
	NextSegment uint32       `json:"next_segment"`
	NextSupply  uint32       `json:"next_supply"`
	Schemas     []gis.Schema `json:"schemas"`
	Segments    []Segment    `json:"segments"`
}

// Segment is a run of rows of one dataset that came with one supply and that
// only a newer supply of the same scope replaces, whole.
type Segment struct {
	ID     uint32    `json:"id"`
	Schema int       `json:"schema"`
	Scope  string    `json:"scope"` // what a newer supply of the same source replaces
	Supply uint32    `json:"supply"`
	EPSG   int       `json:"epsg,omitempty"` // of the coordinates as stored
	Rows   int       `json:"rows"`
	Box    []float64 `json:"box,omitempty"` // minX, minY, maxX, maxY in the archive's CRS
}

// Bound is the box of the segment's rows; Min > Max without geometry.
func (s *Segment) Bound() orb.Bound { return boundOf(s.Box) }

// currentKey is where the manifest in force stands.
var currentKey = []byte("current")

// firstManifest is the generation of an archive without territory.
func firstManifest() *manifest { return &manifest{NextSegment: 1, NextSupply: 1} }

func (a *Archive) readManifest(tx *bbolt.Tx) (*manifest, error) {
	raw := tx.Bucket([]byte(generationBucket)).Get(currentKey)
	if raw == nil {
		return firstManifest(), nil // of format 1
	}
	m := new(manifest)
	if err := a.openJSON(generationBucket, currentKey, raw, m); err != nil {
		return nil, gis.Wrap("store.Open", gis.Damaged, err, "store.damaged", generationBucket)
	}
	return m, nil
}

// schemaIndex finds a schema in the manifest or adds it.
func (m *manifest) schemaIndex(s *gis.Schema) int {
	for i := range m.Schemas {
		o := &m.Schemas[i]
		if o.Dataset == s.Dataset && o.Source == s.Source && o.Shape == s.Shape &&
			slices.Equal(o.Columns, s.Columns) && slices.Equal(o.Identity, s.Identity) {
			return i
		}
	}
	m.Schemas = append(m.Schemas, *s)
	return len(m.Schemas) - 1
}

// clone copies a manifest so that it can be changed.
func (m *manifest) clone() *manifest {
	c := *m
	c.Schemas = slices.Clone(m.Schemas)
	c.Segments = slices.Clone(m.Segments)
	return &c
}

// place is the associated data of a value: its bucket and its key.
func place(bucket string, key []byte) []byte {
	return append(append(make([]byte, 0, len(bucket)+1+len(key)), bucket...), append([]byte{0}, key...)...)
}

func (a *Archive) sealJSON(bucket string, key []byte, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, gis.Wrap("store.seal", gis.Internal, err, "store.encode", bucket)
	}
	return a.seal.seal(place(bucket, key), plain), nil
}

func (a *Archive) putJSON(tx *bbolt.Tx, bucket string, key []byte, v any) error {
	raw, err := a.sealJSON(bucket, key, v)
	if err != nil {
		return err
	}
	return tx.Bucket([]byte(bucket)).Put(key, raw)
}

func (a *Archive) openJSON(bucket string, key, raw []byte, v any) error {
	plain, err := a.seal.open(place(bucket, key), raw)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, v)
}

// number is a big-endian key, so that bbolt's order is the number's.
func number(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }

// numberOf reads the number that a key begins with.
func numberOf(key []byte) uint32 { return binary.BigEndian.Uint32(key) }
