package store

import (
	"testing"

	"segit/gis"
)

// digestOf is the digest of one row of a dataset with an identity column.
func digestOf(set func(b *gis.Batch), line uint32) hashPair {
	b := gis.NewBatch(&gis.Schema{Shape: gis.PointShape, Columns: []gis.Column{
		{Name: "id", Type: gis.Text}, {Name: "name", Type: gis.Text}, {Name: "n", Type: gis.Integer},
	}})
	b.SetText(0, "a")
	set(b)
	b.Add(line, 1, gis.OpenEnd)
	d, _ := rowDigest(b, 0, []int{0}, nil)
	return d
}

// Rows that have nothing in the columns of their identity are told by content.
func TestDigestOfRowsWithoutIdentity(t *testing.T) {
	of := func(id, name string) hashPair {
		b := gis.NewBatch(&gis.Schema{Columns: []gis.Column{{Name: "id", Type: gis.Text}, {Name: "of", Type: gis.Text}, {Name: "name", Type: gis.Text}}})
		b.SetText(0, id)
		b.SetText(2, name)
		b.Add(1, 1, gis.OpenEnd)
		d, _ := rowDigest(b, 0, []int{0, 1}, nil)
		return d
	}
	if p, q := of("7", "x"), of("7", "y"); p.a != q.a || p.b == q.b {
		t.Error("a row that changed is not told by its identity")
	}
	if p, q := of("", "x"), of("", "y"); p.a == q.a || p != of("", "x") {
		t.Error("rows without identity are one")
	}
}

func TestDigestSeesContentAndNotTheLine(t *testing.T) {
	plain := digestOf(func(b *gis.Batch) { b.SetText(1, "x") }, 1)
	if plain != digestOf(func(b *gis.Batch) { b.SetText(1, "x") }, 900) {
		t.Error("the same row on another line is another")
	}
	for name, set := range map[string]func(b *gis.Batch){
		"another text": func(b *gis.Batch) { b.SetText(1, "y") },
		"zero where nothing was": func(b *gis.Batch) {
			b.SetText(1, "x")
			b.SetNum(2, 0)
		},
		"a geometry": func(b *gis.Batch) {
			b.SetText(1, "x")
			b.Shapes.AppendPoint(1, 2)
			b.Shapes.EndRing()
			b.Shapes.EndPart()
			b.Shapes.EndRow(gis.PointShape)
		},
	} {
		got := digestOf(set, 1)
		if got.a != plain.a || got.b == plain.b {
			t.Errorf("%s: identity %t, content %t; want the same and another", name, got.a == plain.a, got.b == plain.b)
		}
	}
}

func TestKeyHashKeepsApart(t *testing.T) {
	secret, other := []byte("0123456789abcdef"), []byte("0123456789abcdeg")
	seen := map[uint64]string{}
	for name, h := range map[string]uint64{
		"a key":                keyHash(secret, byKey, "W001/_/12/5"),
		"another":              keyHash(secret, byKey, "W001/_/12/6"),
		"of another kind":      keyHash(secret, byParcel, "W001/_/12/5"),
		"under another secret": keyHash(other, byKey, "W001/_/12/5"),
		"kind and value moved": keyHash(secret, byKey+"W", "001/_/12/5"),
		"a long one":           keyHash(secret, byID, string(make([]byte, 500))),
	} {
		if same, taken := seen[h]; taken {
			t.Errorf("%s has the hash of %s", name, same)
		}
		seen[h] = name
	}
	// Stored indexes hold this very number.
	if got := keyHash(secret, byKey, "W001/_/12/5"); got != 0x3b37b54dbf58c959 {
		t.Errorf("hash %x", got)
	}
}
