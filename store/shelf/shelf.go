// Package shelf keeps what is dear to make and never changes, up to a number of
// bytes. It is made of two rows: what was put lately stands on the lower one,
// what was asked for again on the upper one, and the lower one gives way first.
// So a walk through everything, which asks for each thing once, does not push
// out what is used over and over.
package shelf

import (
	"container/list"
	"sync"
)

// upperShare is the part of the room, in fifths, that the upper row may take.
const upperShare = 4

// Shelf keeps values by key. It is safe for concurrent use; what it gives is
// shared and must not be changed.
type Shelf[K comparable, V any] struct {
	mu    sync.Mutex
	room  int64
	lower row
	upper row
	byKey map[K]*list.Element
}

// row is one row of the shelf, the latest in front.
type row struct {
	things list.List // of *thing
	size   int64
}

type thing[K comparable, V any] struct {
	key   K
	value V
	size  int64
	upper bool
}

// New makes an empty shelf for things of so many bytes altogether.
func New[K comparable, V any](room int64) *Shelf[K, V] {
	return &Shelf[K, V]{room: room, byKey: map[K]*list.Element{}}
}

// Find gives what is kept under a key.
func (s *Shelf[K, V]) Find(key K) (value V, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.byKey[key]
	if e == nil {
		return value, false
	}
	t := e.Value.(*thing[K, V]) //nolint:forcetypeassert // the rows hold nothing else
	if t.upper {
		s.upper.things.MoveToFront(e)
		return t.value, true
	}
	s.move(e, t, true)
	for s.upper.size > s.room/5*upperShare && s.upper.things.Len() > 1 {
		last := s.upper.things.Back()
		s.move(last, last.Value.(*thing[K, V]), false) //nolint:forcetypeassert // as above
	}
	return t.value, true
}

// move takes a thing from its row to the front of the other.
func (s *Shelf[K, V]) move(e *list.Element, t *thing[K, V], upper bool) {
	from, to := &s.upper, &s.lower
	if upper {
		from, to = to, from
	}
	from.things.Remove(e)
	from.size -= t.size
	to.size += t.size
	t.upper = upper
	s.byKey[t.key] = to.things.PushFront(t)
}

// Put keeps a value of so many bytes, in the place of what was under its key.
// What is larger than the lower row is not kept.
func (s *Shelf[K, V]) Put(key K, value V, size int64) (kept bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &thing[K, V]{key: key, value: value, size: size}
	if old := s.byKey[key]; old != nil {
		t.upper = s.remove(old).upper
	}
	if size > s.room/5 {
		return false
	}
	in := &s.lower
	if t.upper {
		in = &s.upper
	}
	in.size += size
	s.byKey[key] = in.things.PushFront(t)
	for s.lower.size+s.upper.size > s.room {
		if last := s.lower.things.Back(); last != nil {
			s.remove(last)
		} else {
			s.remove(s.upper.things.Back())
		}
	}
	return true
}

func (s *Shelf[K, V]) remove(e *list.Element) *thing[K, V] {
	t := e.Value.(*thing[K, V]) //nolint:forcetypeassert // the rows hold nothing else
	from := &s.lower
	if t.upper {
		from = &s.upper
	}
	from.things.Remove(e)
	from.size -= t.size
	delete(s.byKey, t.key)
	return t
}

// Size is how many bytes are kept.
func (s *Shelf[K, V]) Size() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lower.size + s.upper.size
}
