package boltstore

import (
	"sync"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/gis/packed"
	"segit/sync/layer"
)

// trees keeps the spatial indexes of the layers that are served in memory, so
// that no request reads one again.
type trees struct {
	mu   sync.Mutex
	kept map[string]keptTree
}

type keptTree struct {
	generation string
	tree       *packed.Tree
}

// of is the index of a publication in b.
func (t *trees) of(l *layer.Layer, b *bbolt.Bucket) (*packed.Tree, error) {
	name := l.Comune + "/" + l.Name
	t.mu.Lock()
	defer t.mu.Unlock()
	if kept := t.kept[name]; kept.generation == l.Generation {
		return kept.tree, nil
	}
	tree, err := packed.Decode(append([]byte(nil), b.Get(treeKey)...))
	if err != nil {
		return nil, gis.Wrap("boltstore.Layer", gis.Damaged, err, "sync.store-damaged")
	}
	if t.kept == nil {
		t.kept = map[string]keptTree{}
	}
	t.kept[name] = keptTree{l.Generation, tree}
	return tree, nil
}
