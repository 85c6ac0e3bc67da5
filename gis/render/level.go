package render

// Levels is the number of levels that a layer keeps drawings of.
const Levels = 4

// LevelTolerance is the tolerance of a level in metres: 0 for the full shape,
// then 1, 4 and 16.
func LevelTolerance(level int) float64 {
	return [Levels]float64{0, 1, 4, 16}[level]
}

// LevelFor is the coarsest level whose fault stays near a pixel: one and a half
// at most, which the eye does not see on the move. metresPerPixel is of
// physical pixels.
func LevelFor(metresPerPixel float64) int {
	for level := Levels - 1; level > 0; level-- {
		if LevelTolerance(level) <= 1.5*metresPerPixel {
			return level
		}
	}
	return 0
}
