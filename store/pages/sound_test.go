package pages_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"segit/store/pages"
)

// unsound is what a file has that would lead bbolt astray.
func unsound(t testing.TB, raw []byte) (what []string) {
	t.Helper()
	f, err := pages.Open(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	err = f.Sound(t.Context(), func(p pages.Problem) error {
		what = append(what, p.What)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return what
}

// pagesOf are the pages of a kind that the tree reaches.
func pagesOf(t testing.TB, raw []byte, kind byte) (ids []int) {
	t.Helper()
	for page := 2; page*4096 < len(raw); page++ {
		if raw[4096*page+8] == kind && reached(t, raw, page) {
			ids = append(ids, page)
		}
	}
	return ids
}

func TestSound(t *testing.T) {
	const branch, freelist = 1, 16
	raw, _ := file(t)
	if what := unsound(t, raw); what != nil {
		t.Fatalf("a sound file has %v", what)
	}
	branches, free := pagesOf(t, raw, branch), pagesOf(t, raw, freelist)
	if len(branches) == 0 || len(free) != 1 {
		t.Fatalf("%d branches, %d lists of free pages", len(branches), len(free))
	}
	b, list := 4096*branches[0], 4096*free[0]
	child := func(raw []byte, n int) []byte { return raw[b+16*(n+1)+8:][:8] }
	for name, c := range map[string]struct {
		damage func(raw []byte)
		want   string
	}{
		"the list of free pages runs over millions": {func(raw []byte) { raw[list+15] = 1 }, pages.BadFreelist},
		"it names more pages than it has room for":  {func(raw []byte) { raw[list+10], raw[list+11] = 0xFE, 0xFF }, pages.BadFreelist},
		"a branch runs over millions":               {func(raw []byte) { raw[b+15] = 1 }, pages.Disordered},
		"the first leaf runs over millions": {func(raw []byte) {
			raw[4096*binary.LittleEndian.Uint64(child(raw, 0))+15] = 1
		}, pages.Disordered},
		"a branch leads back to itself": {func(raw []byte) {
			binary.LittleEndian.PutUint64(child(raw, 1), uint64(branches[0]))
		}, pages.Twice},
		"a first branch leads back to itself": {func(raw []byte) {
			binary.LittleEndian.PutUint64(child(raw, 0), uint64(branches[0]))
		}, pages.Unreadable},
		"two branches lead to one leaf": {func(raw []byte) { copy(child(raw, 1), child(raw, 2)) }, pages.Twice},
		"a branch leads out of the file": {func(raw []byte) {
			binary.LittleEndian.PutUint64(child(raw, 1), 1<<40)
		}, pages.Unreadable},
		"its keys descend": {func(raw []byte) {
			a, b := raw[b+16:][:16], raw[b+32:][:16]
			for i := range 16 {
				a[i], b[i] = b[i], a[i]
			}
		}, pages.Disordered},
	} {
		bad := bytes.Clone(raw)
		c.damage(bad)
		if what := unsound(t, bad); !slices.Contains(what, c.want) {
			t.Errorf("%s: %v, want %s", name, what, c.want)
		}
	}
	for name, c := range map[string]struct {
		raw  []byte
		want string
	}{"cut": {raw[:len(raw)/2], pages.Short}, "without heads": {make([]byte, len(raw)), pages.NoMeta}} {
		if what := unsound(t, c.raw); !slices.Equal(what, []string{c.want}) {
			t.Errorf("%s: %v, want %s", name, what, c.want)
		}
	}
}
