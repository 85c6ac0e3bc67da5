package supply_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"segit/gis"
	"segit/sync/supply"
)

// noise are bytes that no packing makes smaller.
func noise(n int) []byte {
	r := rand.New(rand.NewPCG(7, uint64(n)))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// TestDeltaTellsWhatDiffers: a chunk comes back from the other one and what differs,
// whatever differs, and the delta is as small as that.
func TestDeltaTellsWhatDiffers(t *testing.T) {
	base := noise(200_000)
	altered := bytes.Clone(base)
	altered[100_000]++
	for name, test := range map[string]struct {
		plain []byte
		most  int
	}{
		"a byte":             {altered, 150},
		"nothing":            {base, 150},
		"a piece before":     {append(noise(1000), base...), 1300},
		"a piece less":       {base[5000:], 150},
		"everything":         {noise(200_001), 200_300},
		"nothing is left":    {nil, 60},
		"longer than before": {append(bytes.Clone(base), base...), 200},
	} {
		delta, err := supply.Delta(test.plain, base)
		if err != nil || len(delta) > test.most {
			t.Errorf("%s: %d bytes, want %d at most; %v", name, len(delta), test.most, err)
		}
		if supply.BaseOf(delta) != supply.Name(base) {
			t.Errorf("%s: told from %q", name, supply.BaseOf(delta))
		}
		got, err := supply.Undelta(delta, base, supply.Name(test.plain))
		if err != nil || !bytes.Equal(got, test.plain) {
			t.Errorf("%s: %d bytes come back, %v", name, len(got), err)
		}
	}
}

// TestDeltasOfOthersAreRefused: what is told from another chunk, under another name,
// altered or too large gives no bytes.
func TestDeltasOfOthersAreRefused(t *testing.T) {
	base, plain := noise(5000), append(noise(5000), "fine"...)
	delta, err := supply.Delta(plain, base)
	if err != nil {
		t.Fatal(err)
	}
	turned := bytes.Clone(delta)
	turned[len(turned)-3] ^= 1
	larger, err := supply.Delta(make([]byte, supply.MaxDeltaPlain), base)
	if err != nil {
		t.Fatal(err)
	}
	over := append(bytes.Clone(larger), larger[40:]...) // a second frame
	for name, test := range map[string]struct{ delta, base, plain []byte }{
		"another base":  {delta, noise(5001), plain},
		"another name":  {delta, base, noise(5001)},
		"altered":       {turned, base, plain},
		"cut":           {delta[:len(delta)-1], base, plain},
		"a head only":   {delta[:40], base, plain},
		"no head":       {delta[40:], base, plain},
		"empty":         {nil, base, plain},
		"more than all": {over, base, make([]byte, 2*supply.MaxDeltaPlain)},
	} {
		if got, err := supply.Undelta(test.delta, test.base, supply.Name(test.plain)); gis.KindOf(err) != gis.BadInput || got != nil {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	for name, test := range map[string][2][]byte{
		"no base": {plain, nil}, "too large a base": {plain, make([]byte, supply.MaxDeltaPlain+1)}, "too large": {make([]byte, supply.MaxDeltaPlain+1), base},
	} {
		if delta, err := supply.Delta(test[0], test[1]); delta != nil || err != nil {
			t.Errorf("%s: %d bytes, %v", name, len(delta), err)
		}
	}
}

func FuzzUndelta(f *testing.F) {
	base, plain := noise(300), append(noise(300), "fine"...)
	delta, err := supply.Delta(plain, base)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(delta)
	f.Add(delta[:40])
	f.Fuzz(func(t *testing.T, delta []byte) {
		got, err := supply.Undelta(delta, base, supply.Name(plain))
		if err == nil && !bytes.Equal(got, plain) {
			t.Error("other bytes under the name")
		}
	})
}
