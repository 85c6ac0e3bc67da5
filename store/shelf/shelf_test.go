package shelf_test

import (
	"math/rand/v2"
	"sync"
	"testing"

	"segit/store/shelf"
)

func has(s *shelf.Shelf[int, int], key int) bool {
	v, ok := s.Find(key)
	return ok && v == key*10
}

// What is used over and over survives a walk through everything.
func TestShelfOutlastsAScan(t *testing.T) {
	s := shelf.New[int, int](1000)
	for key := range 5 {
		s.Put(key, key*10, 50)
		if !has(s, key) {
			t.Fatalf("%d is not there after it was put", key)
		}
	}
	for key := 100; key < 10_000; key++ {
		s.Put(key, key*10, 50)
	}
	for key := range 5 {
		if !has(s, key) {
			t.Errorf("%d was pushed out by what nobody asked for again", key)
		}
	}
	if has(s, 100) || !has(s, 9999) {
		t.Error("of what was put once the latest stays, and not the first")
	}
}

// What was used once goes in the end, when other things are used.
func TestShelfForgetsWhatIsNoLongerUsed(t *testing.T) {
	s := shelf.New[int, int](1000)
	s.Put(1, 10, 100)
	has(s, 1)
	for key := 2; key < 50; key++ {
		s.Put(key, key*10, 100)
		has(s, key)
	}
	if has(s, 1) {
		t.Error("1 is still there")
	}
}

func TestShelfKeepsToItsRoom(t *testing.T) {
	s := shelf.New[int, int](1000)
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		key := random.IntN(60)
		if v, ok := s.Find(key); ok && v != key*10 {
			t.Fatalf("under %d stands %d", key, v)
		}
		s.Put(key, key*10, int64(random.IntN(250)))
		if size := s.Size(); size < 0 || size > 1000 {
			t.Fatalf("%d bytes kept in a room of 1000", size)
		}
	}
	if !s.Put(1, 10, 10) || s.Put(1, 10, 300) {
		t.Error("what is kept and what is too large are not told apart")
	}
	if _, ok := s.Find(1); ok {
		t.Error("a thing larger than the lower row pushes everything out")
	}
}

func TestShelfFromManySides(t *testing.T) {
	s := shelf.New[int, int](500)
	var all sync.WaitGroup
	for side := range 4 {
		all.Go(func() {
			random := rand.New(rand.NewPCG(uint64(side), 2))
			for range 5000 {
				key := random.IntN(40)
				if v, ok := s.Find(key); ok && v != key*10 {
					t.Errorf("under %d stands %d", key, v)
				}
				s.Put(key, key*10, 30)
			}
		})
	}
	all.Wait()
}
