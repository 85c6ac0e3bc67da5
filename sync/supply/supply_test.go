package supply_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"segit/gis"
	"segit/store"
	"segit/sync/authority"
	"segit/sync/supply"
)

func schema() *gis.Schema {
	return &gis.Schema{Dataset: "parcels", Source: "cadastral-map", Shape: gis.PolygonShape, Columns: []gis.Column{
		{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet}, {Name: "area", Type: gis.Number},
	}}
}

// rows makes squares; equal seeds are equal rows.
func rows(seeds []int, lines []uint32) *gis.Batch {
	b := gis.NewBatch(schema())
	for i, seed := range seeds {
		b.SetText(0, fmt.Sprint(seed))
		b.SetNum(1, int64(seed))
		x := float64(seed) + 0.1
		b.Shapes.Append(orb.Bound{Min: orb.Point{x, 1}, Max: orb.Point{x + 7, 9}}.ToPolygon())
		b.Add(lines[i], gis.Always, gis.OpenEnd)
	}
	return b
}

func encoded(t testing.TB, b *gis.Batch, cell string) []byte {
	t.Helper()
	raw, err := (&supply.Chunk{Cell: cell, Rows: b}).Encode()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestChunksAreCanonical: the same rows are the same bytes whatever lines a
// supply says them on, and read back they are the same bytes again.
func TestChunksAreCanonical(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		seeds := rapid.SliceOfN(rapid.IntRange(0, 999), 0, 1200).Draw(r, "rows")
		one, two := make([]uint32, len(seeds)), make([]uint32, len(seeds))
		for i := range seeds {
			one[i], two[i] = uint32(i+1), uint32(3*i+7)
		}
		raw := encoded(t, rows(seeds, one), "A/1")
		if !bytes.Equal(raw, encoded(t, rows(seeds, two), "A/1")) {
			t.Fatal("the lines are in the chunk")
		}
		c, err := supply.Decode(raw)
		if err != nil || c.Cell != "A/1" || c.Rows.Len() != len(seeds) {
			t.Fatalf("%v, %v", c, err)
		}
		if !bytes.Equal(raw, encoded(t, c.Rows, c.Cell)) {
			t.Fatal("read back it is another")
		}
	})
}

// TestI12AWrongChunkIsNeverUsed: whatever bit of a chunk is turned, or wherever
// it is cut, it is refused.
func TestI12AWrongChunkIsNeverUsed(t *testing.T) {
	p, err := supply.NewPacker()
	if err != nil {
		t.Fatal(err)
	}
	plain := encoded(t, rows([]int{1, 2, 3}, []uint32{1, 2, 3}), "A/1")
	name, packed := supply.Name(plain), p.Pack(plain)
	if got, err := p.Unpack(packed, name); err != nil || !bytes.Equal(got, plain) {
		t.Fatalf("%v", err)
	}
	for n := range packed {
		for bit := range 8 {
			bad := bytes.Clone(packed)
			bad[n] ^= 1 << bit
			if got, err := p.Unpack(bad, name); err == nil && !bytes.Equal(got, plain) {
				t.Fatalf("altered at %d it is used", n)
			}
		}
		if _, err := p.Unpack(packed[:n], name); err == nil {
			t.Fatalf("cut at %d it is used", n)
		}
	}
	if _, err := p.Unpack(p.Pack([]byte("x")), name); gis.KindOf(err) != gis.BadInput {
		t.Errorf("%v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(encoded(f, rows([]int{1, 2}, []uint32{1, 2}), "A/1"))
	f.Add([]byte("SGC\x01"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := supply.Decode(raw)
		if err != nil {
			return
		}
		again, err := c.Encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := supply.Decode(again)
		if err != nil || back.Rows.Len() != c.Rows.Len() || back.Cell != c.Cell {
			t.Errorf("%v, %v", back, err)
		}
	})
}

func FuzzDecodeLines(f *testing.F) {
	f.Add(supply.EncodeLines([]uint32{1, 2, 3, 9, 9}), 5)
	f.Add([]byte{1, 0}, 0)
	f.Fuzz(func(t *testing.T, raw []byte, n int) {
		if n < 0 || n > 1<<12 {
			return
		}
		lines, err := supply.DecodeLines(raw, n)
		if err != nil {
			return
		}
		again, err := supply.DecodeLines(supply.EncodeLines(lines), n)
		if err != nil || !slices.Equal(lines, again) {
			t.Errorf("%v became %v, %v", lines, again, err)
		}
	})
}

// TestARowMoreChangesOneChunk: where a supply says one row more, the chunks away
// from it keep their names.
func TestARowMoreChangesOneChunk(t *testing.T) {
	names := func(seeds []int) map[string]bool {
		all := map[string]bool{}
		c := &supply.Cutter{Found: func(_ store.Place, _ int, c *supply.Chunk, lines []uint32) error {
			if len(lines) != c.Rows.Len() {
				t.Errorf("%d lines of %d rows", len(lines), c.Rows.Len())
			}
			all[supply.Name(encoded(t, c.Rows, c.Cell))] = true
			return nil
		}}
		lines := make([]uint32, len(seeds))
		for i := range lines {
			lines[i] = uint32(i + 1)
		}
		b := rows(seeds, lines)
		if err := c.Add(store.Place{Schema: b.Schema, Cell: "A/1"}, b); err != nil {
			t.Fatal(err)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		return all
	}
	seeds := make([]int, 60_000)
	for i := range seeds {
		seeds[i] = i * 7
	}
	before, after := names(seeds), names(slices.Insert(slices.Clone(seeds), 20_000, 5))
	same := 0
	for name := range after {
		if before[name] {
			same++
		}
	}
	if len(before) < 4 || same < len(after)-2 {
		t.Errorf("%d chunks, then %d, of which %d the same", len(before), len(after), same)
	}
}

// TestWovenRowsComeInTheOrderOfTheFile, whatever cells they lie in.
func TestWovenRowsComeInTheOrderOfTheFile(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(0, 3000).Draw(r, "rows")
		cells := rapid.IntRange(1, 5).Draw(r, "cells")
		seeds, lines := make([][]int, cells), make([][]uint32, cells)
		state := uint64(n)
		for i := range n {
			state = state*6364136223846793005 + 1442695040888963407
			c := int(state>>33) % cells
			seeds[c], lines[c] = append(seeds[c], i), append(lines[c], uint32(i+1))
		}
		var strands []supply.Strand
		for c := range cells {
			strands = append(strands, supply.Strand{Lines: lines[c], Open: func() (*gis.Batch, error) {
				return rows(seeds[c], make([]uint32, len(seeds[c]))), nil
			}})
		}
		next := uint32(1)
		err := supply.Weave(strands, func(b *gis.Batch) error {
			for row := range b.Len() {
				if b.Line[row] != next || b.Text(0, row) != fmt.Sprint(next-1) {
					return fmt.Errorf("line %d, row %s; want %d", b.Line[row], b.Text(0, row), next)
				}
				next++
			}
			return nil
		})
		if err != nil || int(next) != n+1 {
			t.Fatalf("%d of %d rows, %v", next-1, n, err)
		}
	})
}

func TestEntriesAreSigned(t *testing.T) {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	ca, err := authority.New(now)
	if err != nil {
		t.Fatal(err)
	}
	device := func(ca *authority.Authority, id string) (*ecdsa.PrivateKey, []byte) {
		text, keyPEM, err := authority.NewRequest(id)
		if err != nil {
			t.Fatal(err)
		}
		request, err := authority.ParseRequest(text)
		if err != nil {
			t.Fatal(err)
		}
		certificate, err := ca.Device(request, authority.Grant{User: "anna", Role: "analyst", Comuni: []string{"W001"}}, now)
		if err != nil {
			t.Fatal(err)
		}
		block, _ := pem.Decode(keyPEM)
		key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		der, _ := pem.Decode(certificate)
		return key.(*ecdsa.PrivateKey), der.Bytes
	}
	const id = "6f1c1c1e-0000-4000-8000-000000000001"
	key, certificate := device(ca, id)
	head := supply.Head{Comune: "W001", Device: id, Origin: id + "/1", At: now, Supply: &gis.Supply{Source: "tari"}}
	parts := []supply.Part{{Cell: "A/1", SHA256: "s", Rows: 2}, {Cell: "-"}}
	signed, raw, err := supply.Sign(head, parts, key, certificate)
	if err != nil {
		t.Fatal(err)
	}
	digests := append(supply.Digest(raw[0]), supply.Digest(raw[1])...)
	h, err := signed.Verify(ca.Pool(), digests)
	if err != nil || h.Origin != head.Origin || h.Parts != 2 || h.Name() != "supply/"+id+"/1" {
		t.Fatalf("%+v, %v", h, err)
	}
	other, err := authority.New(now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := signed.Verify(other.Pool(), digests); err == nil {
		t.Error("of another authority")
	}
	if _, err := signed.Verify(ca.Pool(), digests[:32]); err == nil {
		t.Error("with a part less")
	}
	altered := signed
	altered.Head = string(bytes.Replace([]byte(signed.Head), []byte(`"tari"`), []byte(`"imu"`), 1))
	if _, err := altered.Verify(ca.Pool(), digests); err == nil {
		t.Error("altered")
	}
	thiefKey, thief := device(ca, "6f1c1c1e-0000-4000-8000-000000000002")
	stolen, _, err := supply.Sign(head, parts, thiefKey, thief)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stolen.Verify(ca.Pool(), digests); err == nil {
		t.Error("signed by another device than it names")
	}
	var back supply.Part
	if err := json.Unmarshal(raw[0], &back); err != nil || back.Cell != "A/1" || back.Rows != 2 {
		t.Errorf("%+v, %v", back, err)
	}
}
