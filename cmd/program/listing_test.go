package program_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"segit/cmd/program"
)

type town struct {
	Name  string `json:"name"`
	Rooms int    `json:"rooms"`
}

func towns() program.Listing[town] {
	return program.Listing[town]{
		Header: []string{"NAME", "ROOMS"},
		Record: func(t *town) any { return t },
		Lines:  func(t *town) [][]string { return program.One(t.Name, strconv.Itoa(t.Rooms)) },
	}
}

func ExampleListing() {
	all := []town{{"Aci", 3}, {"Bronte", 12}}
	for _, asJSON := range []bool{false, true} {
		if err := towns().Write(os.Stdout, asJSON, all); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// NAME    ROOMS
	// Aci     3
	// Bronte  12
	// {"name":"Aci","rooms":3}
	// {"name":"Bronte","rooms":12}
}

// Over nothing stands the header, unless the listing is bare; programs get nothing.
func TestListingOfNothing(t *testing.T) {
	bare := towns()
	bare.Bare = true
	for name, c := range map[string]struct {
		list   program.Listing[town]
		asJSON bool
		want   string
	}{
		"columns": {towns(), false, "NAME  ROOMS\n"}, "bare": {bare, false, ""}, "json": {towns(), true, ""},
	} {
		var out strings.Builder
		if err := c.list.Write(&out, c.asJSON, nil); err != nil || out.String() != c.want {
			t.Errorf("%s: %q, %v", name, out.String(), err)
		}
	}
}
