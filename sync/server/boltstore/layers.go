package boltstore

import (
	"bytes"
	"context"
	"encoding/binary"
	"iter"
	"slices"
	"time"

	"github.com/paulmach/orb"
	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/gis/packed"
	"segit/sync/layer"
)

var _ layer.Store = (*Store)(nil)

// layerBucket holds, under a municipality and the name of a layer, what is
// served ("current") and a bucket for each publication; one that is not named
// there was interrupted.
const layerBucket = "layers"

// withdrawnBucket holds, under a municipality, the names of the layers that were
// withdrawn and not published since.
const withdrawnBucket = "withdrawn"

var currentKey = []byte("current")

// The buckets of a publication, and its packed spatial index.
const (
	featureBucket = "features" // row: the feature
	idBucket      = "ids"      // id: row
	keyBucket     = "keys"     // column, key, zero byte, row
)

var treeKey = []byte("tree")

// publishLot is how many features go in by one transaction: between two of them
// the others write.
const publishLot = 4000

// Layers lists what is served.
func (s *Store) Layers(ctx context.Context) ([]layer.Layer, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var all []layer.Layer
	err := s.db.View(func(tx *bbolt.Tx) error {
		comuni := tx.Bucket([]byte(comuneBucket))
		return comuni.ForEachBucket(func(comune []byte) error {
			layers := comuni.Bucket(comune).Bucket([]byte(layerBucket))
			if layers == nil {
				return nil
			}
			return layers.ForEachBucket(func(name []byte) error {
				var l layer.Layer
				found, err := get(layers.Bucket(name), currentKey, &l)
				if found {
					all = append(all, l)
				}
				return err
			})
		})
	})
	return all, err
}

// Publish writes a publication beside the one that is served, in many
// transactions, and switches in the last.
func (s *Store) Publish(ctx context.Context, l layer.Layer, features iter.Seq2[*layer.Feature, error]) (layer.Layer, error) {
	s.publishing.Lock()
	defer s.publishing.Unlock()
	p := publication{store: s, tally: layer.NewTally(l, time.Now())}
	l = p.tally.Layer()
	if err := s.db.Update(func(tx *bbolt.Tx) error { return clearLayer(tx, &l) }); err != nil {
		return l, err
	}
	for f, err := range features {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = p.add(f)
		}
		if err != nil {
			return l, err
		}
	}
	return p.finish()
}

// layerOf is the bucket of a layer, made where it is not there.
func layerOf(tx *bbolt.Tx, l *layer.Layer) (*bbolt.Bucket, error) {
	b := tx.Bucket([]byte(comuneBucket))
	for _, name := range []string{l.Comune, layerBucket, l.Name} {
		var err error
		if b, err = b.CreateBucketIfNotExists([]byte(name)); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// clearLayer takes away what interrupted publications left.
func clearLayer(tx *bbolt.Tx, l *layer.Layer) error {
	b, err := layerOf(tx, l)
	if err != nil {
		return err
	}
	var current layer.Layer
	if _, err := get(b, currentKey, &current); err != nil {
		return err
	}
	var left [][]byte
	err = b.ForEachBucket(func(name []byte) error {
		if string(name) != current.Generation {
			left = append(left, bytes.Clone(name))
		}
		return nil
	})
	for _, name := range left {
		if err == nil {
			err = b.DeleteBucket(name)
		}
	}
	return err
}

// publication is one in the making.
type publication struct {
	store *Store
	tally *layer.Tally
	lot   []record
	boxes []float64
}

// record is a feature ready to be written.
type record struct {
	row  uint32
	id   string
	body []byte
	keys [][]byte
}

func (p *publication) add(f *layer.Feature) error {
	p.tally.Add(f)
	r := record{row: f.Row, id: f.ID, body: f.Append(nil)}
	p.tally.Keys(f, func(column int, key []byte) { r.keys = append(r.keys, keyOf(column, key, f.Row)) })
	p.boxes = append(p.boxes, f.Box[:]...)
	if p.lot = append(p.lot, r); len(p.lot) < publishLot {
		return nil
	}
	return p.write()
}

// keyOf is a key of an index.
func keyOf(column int, key []byte, row uint32) []byte {
	b := append([]byte{byte(column >> 8), byte(column)}, key...)
	return binary.BigEndian.AppendUint32(append(b, 0), row)
}

func rowKey(row uint32) []byte { return binary.BigEndian.AppendUint32(nil, row) }

// write puts the lot down in one transaction.
func (p *publication) write() error {
	l := p.tally.Layer()
	var keys [][]byte
	for i := range p.lot {
		keys = append(keys, p.lot[i].keys...)
	}
	slices.SortFunc(keys, bytes.Compare)
	err := p.store.db.Update(func(tx *bbolt.Tx) error {
		b, err := layerOf(tx, &l)
		if err == nil {
			b, err = b.CreateBucketIfNotExists([]byte(l.Generation))
		}
		if err != nil {
			return err
		}
		var parts [3]*bbolt.Bucket
		for i, name := range []string{featureBucket, idBucket, keyBucket} {
			if parts[i], err = b.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		parts[0].FillPercent = 0.95 // rows come in order
		for i := range p.lot {
			r := &p.lot[i]
			if parts[1].Get([]byte(r.id)) != nil {
				return gis.Refuse("boltstore.Publish", gis.Internal, "ogc.id-twice", r.id)
			}
			if err := parts[0].Put(rowKey(r.row), r.body); err != nil {
				return err
			}
			if err := parts[1].Put([]byte(r.id), rowKey(r.row)); err != nil {
				return err
			}
		}
		for _, key := range keys {
			if err := parts[2].Put(key, nil); err != nil {
				return err
			}
		}
		return nil
	})
	p.lot = p.lot[:0]
	return err
}

// finish writes the rest and the index, and switches.
func (p *publication) finish() (layer.Layer, error) {
	if err := p.write(); err != nil {
		return layer.Layer{}, err
	}
	l := p.tally.Layer()
	tree := packed.New(p.boxes)
	err := p.store.db.Update(func(tx *bbolt.Tx) error {
		b, err := layerOf(tx, &l)
		if err != nil {
			return err
		}
		if err := b.Bucket([]byte(l.Generation)).Put(treeKey, tree.Append(nil)); err != nil {
			return err
		}
		if err := put(b, currentKey, l); err != nil {
			return err
		}
		if err := again(tx, &l); err != nil {
			return err
		}
		return clearLayer(tx, &l)
	})
	return l, err
}

// Withdraw serves a layer no more.
func (s *Store) Withdraw(ctx context.Context, comune, name string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.publishing.Lock()
	defer s.publishing.Unlock()
	return s.db.Update(func(tx *bbolt.Tx) error {
		layers := layersOf(tx, comune)
		if layers == nil || layers.Bucket([]byte(name)) == nil {
			return layer.ErrUnknown
		}
		gone, err := tx.Bucket([]byte(comuneBucket)).Bucket([]byte(comune)).CreateBucketIfNotExists([]byte(withdrawnBucket))
		if err == nil {
			err = gone.Put([]byte(name), nil)
		}
		if err != nil {
			return err
		}
		return layers.DeleteBucket([]byte(name))
	})
}

// Withdrawn names the layers that were withdrawn and not published since.
func (s *Store) Withdrawn(ctx context.Context, comune string) (names []string, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	err = s.db.View(func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte(comuneBucket)).Bucket([]byte(comune))
		if b == nil || b.Bucket([]byte(withdrawnBucket)) == nil {
			return nil
		}
		return b.Bucket([]byte(withdrawnBucket)).ForEach(func(name, _ []byte) error {
			names = append(names, string(name))
			return nil
		})
	})
	return names, err
}

// again forgets that a layer was withdrawn.
func again(tx *bbolt.Tx, l *layer.Layer) error {
	gone := tx.Bucket([]byte(comuneBucket)).Bucket([]byte(l.Comune)).Bucket([]byte(withdrawnBucket))
	if gone == nil {
		return nil
	}
	return gone.Delete([]byte(l.Name))
}

func layersOf(tx *bbolt.Tx, comune string) *bbolt.Bucket {
	b := tx.Bucket([]byte(comuneBucket)).Bucket([]byte(comune))
	if b == nil {
		return nil
	}
	return b.Bucket([]byte(layerBucket))
}

// Layer runs f on one publication.
func (s *Store) Layer(ctx context.Context, comune, name string, f func(layer.View) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.db.View(func(tx *bbolt.Tx) error {
		layers := layersOf(tx, comune)
		if layers == nil || layers.Bucket([]byte(name)) == nil {
			return layer.ErrUnknown
		}
		v := layerView{}
		found, err := get(layers.Bucket([]byte(name)), currentKey, &v.layer)
		if err != nil {
			return err
		}
		if !found {
			return layer.ErrUnknown
		}
		v.b = layers.Bucket([]byte(name)).Bucket([]byte(v.layer.Generation))
		if v.tree, err = s.trees.of(&v.layer, v.b); err != nil {
			return err
		}
		return f(&v)
	})
}

// layerView is a publication in a transaction.
type layerView struct {
	layer layer.Layer
	b     *bbolt.Bucket
	tree  *packed.Tree
}

// Layer describes it.
func (v *layerView) Layer() *layer.Layer { return &v.layer }

// Window gives rows by box.
func (v *layerView) Window(w orb.Bound, after uint32, limit int) ([]uint32, error) {
	var rows []uint32
	v.tree.Search(w, func(at int) bool {
		if row := uint32(at + 1); row > after {
			rows = append(rows, row)
		}
		return limit == 0 || len(rows) < limit
	})
	return rows, nil
}

// Among gives rows by key.
func (v *layerView) Among(column string, low, high []byte) ([]uint32, error) {
	at := v.layer.Column(column)
	keys := v.b.Bucket([]byte(keyBucket))
	if at < 0 || keys == nil {
		return nil, nil
	}
	var rows []uint32
	prefix := []byte{byte(at >> 8), byte(at)}
	c := keys.Cursor()
	for k, _ := c.Seek(append(bytes.Clone(prefix), low...)); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		if high != nil && bytes.Compare(k[2:len(k)-5], high) > 0 {
			break
		}
		rows = append(rows, binary.BigEndian.Uint32(k[len(k)-4:]))
	}
	slices.Sort(rows)
	return rows, nil
}

// RowOf is the row of an id.
func (v *layerView) RowOf(id string) (uint32, error) {
	ids := v.b.Bucket([]byte(idBucket))
	if ids == nil || id == "" {
		return 0, nil
	}
	if raw := ids.Get([]byte(id)); raw != nil {
		return binary.BigEndian.Uint32(raw), nil
	}
	return 0, nil
}

// Rows gives features by row.
func (v *layerView) Rows(rows []uint32, found func(*layer.Feature) (bool, error)) error {
	features := v.b.Bucket([]byte(featureBucket))
	for _, row := range rows {
		var raw []byte
		if features != nil {
			raw = features.Get(rowKey(row))
		}
		if more, err := decoded(row, raw, found); err != nil || !more {
			return err
		}
	}
	return nil
}

func decoded(row uint32, raw []byte, found func(*layer.Feature) (bool, error)) (bool, error) {
	f, err := layer.Decode(raw)
	if err != nil {
		return false, err
	}
	f.Row = row
	return found(&f)
}

// Scan gives the features after a row.
func (v *layerView) Scan(after uint32, found func(*layer.Feature) (bool, error)) error {
	features := v.b.Bucket([]byte(featureBucket))
	if features == nil {
		return nil
	}
	c := features.Cursor()
	for k, raw := c.Seek(rowKey(after + 1)); k != nil; k, raw = c.Next() {
		if more, err := decoded(binary.BigEndian.Uint32(k), raw, found); err != nil || !more {
			return err
		}
	}
	return nil
}
