//go:build cgo

// Command segit-ogr reads files through GDAL for the other programs, which start
// it when a file needs it and talk to it over its standard input and output. It
// is of no use to a person.
package main

import (
	"io"
	"os"
	"os/signal"
	"time"

	"segit/gis/format/ogr/library"
)

func main() {
	// Who presses Ctrl-C stops the program that started this one, and that one
	// stops this one.
	signal.Ignore(os.Interrupt)
	if err := library.Serve(lifeline{os.Stdin}, os.Stdout); err != nil {
		os.Stderr.WriteString("segit-ogr: " + err.Error() + "\n") //nolint:errcheck // nowhere left to say it
		os.Exit(1)
	}
}

// grace is how long GDAL may go on when nobody is there to hear what it reads.
const grace = 2 * time.Second

// lifeline ends the program some time after its input ended: whoever started it
// is gone or has no more to ask, and GDAL cannot be told to stop.
type lifeline struct{ io.Reader }

// Read reads, and watches for the end.
func (l lifeline) Read(b []byte) (int, error) {
	n, err := l.Reader.Read(b)
	if err != nil {
		time.AfterFunc(grace, func() { os.Exit(1) })
	}
	return n, err
}
