package wire_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"segit/gis"
	"segit/gis/format/ogr/wire"
)

func ExampleSend() {
	var pipe bytes.Buffer
	if err := wire.Send(&pipe, wire.Open, []byte("rilievo.kml")); err != nil {
		fmt.Println(err)
	}
	kind, content, err := wire.NewReceiver(&pipe).Receive()
	fmt.Println(kind == wire.Open, string(content), err)
	// Output: true rilievo.kml <nil>
}

func layers() []wire.Layer {
	return []wire.Layer{
		{Name: "Città", Shape: gis.PolygonShape, Count: -1, WKT: "GEOGCS[…]", Columns: []gis.Column{{Name: "a", Type: gis.Text}, {Name: "b", Type: gis.Real}}},
		{Name: "\xe0", Shape: gis.NoShape, Count: math.MaxInt64},
	}
}

func TestRoundTrip(t *testing.T) {
	for _, want := range [][]wire.Layer{{}, layers()} {
		if got, err := wire.ParseLayers(wire.AppendLayers(nil, want)); err != nil || !cmp.Equal(want, got) {
			t.Errorf("%v, %v", got, err)
		}
	}
	for _, want := range []wire.Request{{Layer: 0, Columns: []int{1, 0}, Shape: true}, {Layer: 1}} {
		if got, err := wire.ParseRequest(wire.AppendRequest(nil, want), layers()); err != nil || !cmp.Equal(want, got) {
			t.Errorf("%+v, %v", got, err)
		}
	}
	for _, want := range []bool{false, true} {
		if got, err := wire.ParseFlag(wire.AppendFlag(nil, want)); err != nil || got != want {
			t.Errorf("%v, %v", got, err)
		}
	}
}

// TestCells: numbers come back bit for bit.
func TestCells(t *testing.T) {
	var b wire.Batch
	b.Null()
	b.Int(math.MinInt64)
	b.Float(math.Copysign(0, -1))
	b.Text("")
	b.Text("via \x00 Etnea\xe0")
	b.WKB([]byte{1, 2, 3})
	b.Unfit()
	want := []wire.Cell{
		{},
		{Kind: wire.Int, Int: math.MinInt64},
		{Kind: wire.Float, Float: math.Copysign(0, -1)},
		{Kind: wire.Text, Bytes: []byte{}},
		{Kind: wire.Text, Bytes: []byte("via \x00 Etnea\xe0")},
		{Kind: wire.WKB, Bytes: []byte{1, 2, 3}},
		{Kind: wire.Unfit},
	}
	var got []wire.Cell
	cells := wire.NewCells(b)
	for cells.More() {
		got = append(got, cells.Next())
	}
	if d := cmp.Diff(want, got); d != "" || cells.Wrong() || math.Signbit(got[2].Float) != true {
		t.Error(d, cells.Wrong())
	}
	for cut := 1; cut < len(b); cut++ {
		n, cells := 0, wire.NewCells(b[:cut])
		for ; cells.More(); n++ {
			cells.Next()
		}
		if n > len(want) || n == len(want) && !cells.Wrong() {
			t.Errorf("cut at %d: %d cells, wrong %v", cut, n, cells.Wrong())
		}
	}
}

func TestWhatDoesNotFitIsRefused(t *testing.T) {
	huge := binary.AppendUvarint(nil, 1<<40)
	for name, content := range map[string][]byte{
		"nothing":        {},
		"many layers":    huge,
		"a type of none": wire.AppendLayers(nil, []wire.Layer{{Columns: []gis.Column{{Type: 9}}}}),
		"a kind of none": wire.AppendLayers(nil, []wire.Layer{{Shape: 9}}),
		"a count of -2":  wire.AppendLayers(nil, []wire.Layer{{Count: -2}}),
		"something left": append(wire.AppendLayers(nil, layers()), 0),
		"cut":            wire.AppendLayers(nil, layers())[:20],
	} {
		if got, err := wire.ParseLayers(content); err == nil {
			t.Errorf("%s: %v", name, got)
		}
	}
	for name, content := range map[string][]byte{
		"nothing":               {},
		"a layer too far":       wire.AppendRequest(nil, wire.Request{Layer: 2}),
		"a column too far":      wire.AppendRequest(nil, wire.Request{Columns: []int{2}}),
		"a column of no layer":  wire.AppendRequest(nil, wire.Request{Layer: 7, Columns: []int{0}}),
		"neither true or false": {0, 2, 0},
		"many columns":          append([]byte{0, 1}, huge...),
	} {
		if got, err := wire.ParseRequest(content, layers()); err == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if _, err := wire.ParseFlag([]byte{2}); err == nil {
		t.Error("an end that is neither whole nor broken")
	}
}

// TestLengths: a length is believed once its bytes are there, and none is
// beyond measure.
func TestLengths(t *testing.T) {
	for name, c := range map[string]struct {
		stream []byte
		want   error // nil for any
	}{
		"the end":           {nil, io.EOF},
		"cut in the length": {[]byte{5, 0}, io.ErrUnexpectedEOF},
		"cut after it":      {[]byte{5, 0, 0, 0}, io.ErrUnexpectedEOF},
		"cut in the middle": {[]byte{5, 0, 0, 0, 1, 1}, io.ErrUnexpectedEOF},
		"200 MB of nothing": {binary.LittleEndian.AppendUint32(nil, 200_000_000), io.ErrUnexpectedEOF},
		"no kind":           {[]byte{0, 0, 0, 0}, nil},
		"4 GB":              {[]byte{255, 255, 255, 255, 1}, nil},
	} {
		if _, _, err := wire.NewReceiver(bytes.NewReader(c.stream)).Receive(); err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := wire.Send(io.Discard, wire.Features, make([]byte, 256<<20)); err == nil {
		t.Error("a message that nobody would receive was sent")
	}
}

// TestLongAndShort: a message of several steps, then a short one.
func TestLongAndShort(t *testing.T) {
	var pipe bytes.Buffer
	long := bytes.Repeat([]byte("segit"), 1<<20)
	for _, content := range [][]byte{long, {7}, long} {
		if err := wire.Send(&pipe, wire.Features, content); err != nil {
			t.Fatal(err)
		}
	}
	r := wire.NewReceiver(&pipe)
	for _, want := range [][]byte{long, {7}, long} {
		if kind, got, err := r.Receive(); kind != wire.Features || !bytes.Equal(got, want) || err != nil {
			t.Errorf("%d, %d bytes, %v", kind, len(got), err)
		}
	}
}

// FuzzReceive: whatever comes down the pipe, nothing panics, and what is
// understood says the same again.
func FuzzReceive(f *testing.F) {
	for _, seed := range []struct {
		kind    wire.Kind
		content []byte
	}{
		{wire.Hello, []byte{wire.Version}},
		{wire.Layers, wire.AppendLayers(nil, layers())},
		{wire.Read, wire.AppendRequest(nil, wire.Request{Columns: []int{0, 1}, Shape: true})},
		{wire.Features, []byte{1, 1, 2, 3, 4, 5, 6, 7, 8, 0, 3, 1, 65, 4, 2, 1, 1, 5}},
		{wire.End, []byte{1}},
	} {
		var b bytes.Buffer
		if err := wire.Send(&b, seed.kind, seed.content); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		r := wire.NewReceiver(bytes.NewReader(stream))
		for {
			kind, content, err := r.Receive()
			if err != nil {
				return
			}
			switch kind {
			case wire.Layers:
				if l, err := wire.ParseLayers(content); err == nil {
					if again, err := wire.ParseLayers(wire.AppendLayers(nil, l)); err != nil || !cmp.Equal(l, again) {
						t.Errorf("%v, then %v, %v", l, again, err)
					}
				}
			case wire.Read:
				if q, err := wire.ParseRequest(content, layers()); err == nil && (q.Layer > 1 || len(q.Columns) > len(content)) {
					t.Errorf("%+v", q)
				}
			case wire.Features:
				room := 0
				cells := wire.NewCells(content)
				for cells.More() {
					room += 1 + len(cells.Next().Bytes)
				}
				if room > len(content)+1 {
					t.Errorf("%d bytes of %d", room, len(content))
				}
			}
		}
	})
}
