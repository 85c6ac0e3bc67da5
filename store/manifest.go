package store

import (
	"encoding/binary"
	"encoding/json"
	"slices"

	"github.com/paulmach/orb"
	"go.etcd.io/bbolt"

	"segit/gis"
)

// manifest is a generation: the segments that the archive holds, and which of
// their rows are the territory. It is not changed after it is made; the next
// one is built beside it. Who reads rows goes through [manifest.views].
type manifest struct {
	Generation  uint64       `json:"generation"`
	NextSegment uint32       `json:"next_segment"`
	NextSupply  uint32       `json:"next_supply"`
	Schemas     []gis.Schema `json:"schemas"`
	Segments    []Segment    `json:"segments"`
	Scopes      []scopeState `json:"scopes,omitempty"` // those that more than one supply spoke of

	at    gis.Date // the manifest shows only rows valid on the day; 0 for all
	valid validRows
}

// Segment is a run of rows of one dataset that one supply was the first to
// bring. It is never rewritten: a row that a newer supply no longer says ends,
// and stays for whoever asks what was known before.
type Segment struct {
	ID       uint32    `json:"id"`
	Schema   int       `json:"schema"`
	Scope    string    `json:"scope"` // what a newer supply of the same source speaks of as a whole
	Supply   uint32    `json:"supply"`
	EPSG     int       `json:"epsg,omitempty"` // of the coordinates as stored
	Rows     int       `json:"rows"`
	Box      []float64 `json:"box,omitempty"`      // minX, minY, maxX, maxY in the archive's CRS
	Timeless bool      `json:"timeless,omitempty"` // no row has a first or a last day
	Carded   bool      `json:"carded,omitempty"`   // its card stands before its blocks; false of an earlier program

	Said  []uint32 `json:"said,omitempty"`  // other supplies that say rows of it, each with its lines beside
	Parts []part   `json:"parts,omitempty"` // rows in force; nil for all, from the segment's own supply
	Past  bool     `json:"past,omitempty"`  // no row is in force

	memory *segment // that stands in no file; see [Snapshot.Beside]
}

// part is rows of a segment that are in force and the supply from which they
// are known without interruption.
type part struct {
	Supply uint32  `json:"supply"`
	Rows   *rowSet `json:"rows,omitempty"` // nil for all
}

// scopeState says which supplies the state of a scope is made of.
type scopeState struct {
	Source  string   `json:"source"`
	Scope   string   `json:"scope"`
	InForce []uint32 `json:"in_force"`
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

// findSchema is where a schema stands in the manifest, or -1.
func (m *manifest) findSchema(s *gis.Schema) int {
	return slices.IndexFunc(m.Schemas, func(o gis.Schema) bool {
		return o.Dataset == s.Dataset && o.Source == s.Source && o.Shape == s.Shape &&
			slices.Equal(o.Columns, s.Columns) && slices.Equal(o.Identity, s.Identity)
	})
}

// schemaIndex finds a schema in the manifest or adds it.
func (m *manifest) schemaIndex(s *gis.Schema) int {
	if i := m.findSchema(s); i >= 0 {
		return i
	}
	m.Schemas = append(m.Schemas, *s)
	return len(m.Schemas) - 1
}

// segmentAt is where a segment stands in the manifest, or -1.
func (m *manifest) segmentAt(id uint32) int {
	return slices.IndexFunc(m.Segments, func(s Segment) bool { return s.ID == id })
}

// clone copies a manifest so that it can be changed.
func (m *manifest) clone() *manifest {
	return &manifest{
		Generation: m.Generation, NextSegment: m.NextSegment, NextSupply: m.NextSupply,
		Schemas: slices.Clone(m.Schemas), Segments: slices.Clone(m.Segments), Scopes: slices.Clone(m.Scopes),
	}
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
