//go:build cgo

package ogr_test

import (
	"os"
	"syscall"
	"testing"

	"segit/gis"
	"segit/gis/format/ogr/library"
	"segit/gis/format/ogr/ogrtest"
	"segit/gis/format/ogr/wire"
)

// faultName is the variable of the environment that makes a segit-ogr faulty.
const faultName = "OGR_FAULT"

func TestMain(m *testing.M) { os.Exit(ogrtest.Main(m, program)) }

// program is segit-ogr, as it is or with a fault.
func program() int {
	fault := os.Getenv(faultName)
	if fault == "" {
		if library.Serve(os.Stdin, os.Stdout) != nil {
			return 1
		}
		return 0
	}
	faulty(fault)
	return 1
}

// faulty does the work of segit-ogr on a layer of two thousand rows up to the
// point where something goes wrong.
func faulty(fault string) {
	in := wire.NewReceiver(os.Stdin)
	say := func(kind wire.Kind, content []byte) {
		if err := wire.Send(os.Stdout, kind, content); err != nil {
			panic(err)
		}
	}
	hear := func() {
		if _, _, err := in.Receive(); err != nil {
			os.Exit(0) // closed
		}
	}
	die := func() { syscall.Kill(os.Getpid(), syscall.SIGSEGV) } //nolint:errcheck // this is the fault
	switch fault {
	case "no library":
		os.Exit(127)
	case "another version":
		say(wire.Hello, []byte{wire.Version + 1})
		hear()
	case "no sense":
		os.Stdout.WriteString("usage: segit-ogr\n") //nolint:errcheck // this is the fault
	}
	say(wire.Hello, []byte{wire.Version})
	hear()
	switch fault {
	case "dies opening":
		die()
		hear()
	case "mute opening":
		os.Stdout.Close() //nolint:errcheck // this is the fault
		hear()
	case "layers of no sense":
		say(wire.Layers, []byte{200})
		hear()
	}
	say(wire.Layers, wire.AppendLayers(nil, []wire.Layer{{Name: "a", Shape: gis.NoShape, Count: -1, Columns: []gis.Column{{Name: "n", Type: gis.Integer}}}}))
	hear()
	var rows wire.Batch
	for i := range int64(2048) {
		rows.Int(i)
		rows.Null()
	}
	say(wire.Features, rows)
	switch fault {
	case "dies reading":
		die()
	case "features of no sense":
		say(wire.Features, []byte{77})
	case "another answer":
		say(wire.Refused, nil)
	case "an end of no sense":
		say(wire.End, []byte{2})
	}
	hear() // for ever: "hangs"
}
