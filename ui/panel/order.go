package panel

import (
	"slices"

	"segit/gis"
)

// Order is how the findings list is sorted.
type Order struct {
	Column  int // index in the columns of the list
	Descend bool
	Off     bool // as the archive gives them
}

// next is what a click on a header makes of the order: up, down, none.
func (o Order) next(column int) Order {
	switch {
	case o.Off || o.Column != column:
		return Order{Column: column}
	case !o.Descend:
		return Order{Column: column, Descend: true}
	}
	return Order{Off: true}
}

// Sorted is the permutation of findings in an order: positions in the list as
// it was given. Equal rows keep their order. It reads findings only, so that it
// may run in a job.
func Sorted(findings []gis.Finding, o Order) []int {
	at := make([]int, len(findings))
	for i := range at {
		at[i] = i
	}
	if o.Off {
		return at
	}
	order := columns()[o.Column].order
	slices.SortStableFunc(at, func(a, b int) int {
		by := order(&findings[a], &findings[b])
		if o.Descend {
			return -by
		}
		return by
	})
	return at
}
