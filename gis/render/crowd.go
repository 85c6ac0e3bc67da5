package render

import "slices"

// Crowded gives a layer's styles with smaller symbols where a picture has many
// rows of it: as they are up to 200, two thirds of their size up to 2,000, less
// than half beyond. The middle of a symbol stays where it is.
func Crowded(styles []Style, rows int) []Style {
	size := crowdedSize(rows)
	if size == 1 {
		return styles
	}
	smaller := slices.Clone(styles)
	for i := range smaller {
		smaller[i].SymbolSize *= size
	}
	return smaller
}

func crowdedSize(rows int) float32 {
	switch {
	case rows <= 200:
		return 1
	case rows <= 2000:
		return 2.0 / 3
	}
	return 5.0 / 12
}

// Rows is how many rows drawings have together.
func Rows(drawings []*Drawing) int {
	n := 0
	for _, d := range drawings {
		n += d.Len()
	}
	return n
}
