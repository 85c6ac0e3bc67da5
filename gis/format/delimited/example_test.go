package delimited_test

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"segit/gis/format/delimited"
)

func ExampleReader() {
	r, err := delimited.NewReader(strings.NewReader("FOGLIO;VIA\n12;\"Prova; scala A\"\n"), delimited.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		fmt.Printf("%d %q %v\n", row.Line, row.Cells, err)
	}
	// Output:
	// 1 ["FOGLIO" "VIA"] <nil>
	// 2 ["12" "Prova; scala A"] <nil>
}
