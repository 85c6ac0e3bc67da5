package feature

import (
	"strconv"
	"strings"

	"segit/gis"
)

// FreeName is the name, or the name with a number behind it when a column has it
// already, letter case aside.
func FreeName(taken []gis.Column, name string) string {
	free := name
	for n := 2; ; n++ {
		clash := false
		for _, c := range taken {
			clash = clash || strings.EqualFold(c.Name, free)
		}
		if !clash {
			return free
		}
		free = name + "_" + strconv.Itoa(n)
	}
}
