package client

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// pages is a transaction that has nothing but keys: whoever opens a value fails.
type pages struct {
	Tx
	keys   []string
	passed int // keys that were given
}

func (p *pages) Put(key string, _ any) error {
	p.keys = append(p.keys, key)
	slices.Sort(p.keys)
	return nil
}

func (p *pages) Delete(key string) error {
	p.keys = slices.DeleteFunc(p.keys, func(k string) bool { return k == key })
	return nil
}

func (p *pages) Keys(prefix string, found func(string) error) error {
	for _, key := range slices.Clone(p.keys) {
		if !strings.HasPrefix(key, prefix) {
			continue
		}
		p.passed++
		if err := found(key); err != nil {
			return err
		}
	}
	return nil
}

// TestAPageOfNewsOpensNone of those before it, forgets those of more than a month
// ago, and passes no others.
func TestAPageOfNewsOpensNone(t *testing.T) {
	now := time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)
	p := &pages{}
	for day := range 400 {
		if err := p.Put(newsAt(now.AddDate(0, 0, -day)), nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := tell(p, []News{{Row: "f1"}}, now.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if want := 31 + 1; len(p.keys) != want || p.keys[0] < newsAt(now.Add(-newsLife)) {
		t.Errorf("%d are left, want %d", len(p.keys), want)
	}
	p.passed = 0
	if err := tell(p, []News{{Row: "f2"}}, now.Add(time.Minute)); err != nil || p.passed > 2 {
		t.Errorf("a page passes %d others, %v", p.passed, err)
	}
	if err := tell(p, nil, now); err != nil || len(p.keys) != 33 {
		t.Errorf("%s", fmt.Sprint(len(p.keys), err))
	}
}
