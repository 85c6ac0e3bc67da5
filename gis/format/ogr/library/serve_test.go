//go:build cgo

package library_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"testing"

	"segit/gis/format/ogr/library"
	"segit/gis/format/ogr/wire"
)

func ExampleServe() {
	path, err := filepath.Abs("../../shapefile/testdata/dpc/Gravina-di-Catania.shp")
	if err != nil {
		fmt.Println(err)
	}
	var questions, answers bytes.Buffer
	if err := wire.Send(&questions, wire.Open, []byte(path)); err != nil {
		fmt.Println(err)
	}
	if err := library.Serve(&questions, &answers); err != nil {
		fmt.Println(err)
	}
	r := wire.NewReceiver(&answers)
	kind, version, _ := r.Receive()
	fmt.Println(kind == wire.Hello, version)
	_, content, _ := r.Receive()
	layers, err := wire.ParseLayers(content)
	fmt.Println(layers[0].Name, layers[0].Count, err)
	// Output:
	// true [1]
	// Gravina-di-Catania 2252 <nil>
}

// TestWrongQuestions: what cannot be answered ends the service.
func TestWrongQuestions(t *testing.T) {
	for name, kinds := range map[string][]wire.Kind{
		"read before open": {wire.Read},
		"an answer":        {wire.Features},
		"none of the two":  {wire.Open, 77},
	} {
		var in bytes.Buffer
		for _, kind := range kinds {
			if err := wire.Send(&in, kind, []byte("/dev/null")); err != nil {
				t.Fatal(err)
			}
		}
		if err := library.Serve(&in, io.Discard); err == nil {
			t.Errorf("%s: nothing is said", name)
		}
	}
	if err := library.Serve(bytes.NewReader([]byte{9, 0, 0, 0, 2}), io.Discard); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a question that is cut: %v", err)
	}
	if err := library.Serve(&bytes.Buffer{}, shut{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("nobody hears: %v", err)
	}
}

type shut struct{}

func (shut) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
