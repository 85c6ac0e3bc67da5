package demo

import "math/rand/v2"

// dice is the chance of one sheet. Every sheet has its own, seeded by the
// municipality's seed and its place, so that a sheet does not depend on what
// was drawn for others.
type dice struct{ *rand.Rand }

func newDice(seed int64, stream uint64) dice {
	return dice{rand.New(rand.NewPCG(uint64(seed), stream))}
}

// chance is true in percent of 100 cases.
func (d dice) chance(percent int) bool { return d.IntN(100) < percent }

// between is a whole number from low to high, both included.
func (d dice) between(low, high int) int { return low + d.IntN(high-low+1) }

// span is a number from low to high.
func (d dice) span(low, high float64) float64 { return low + d.Float64()*(high-low) }

// pick is one of the choices.
func pick[T any](d dice, choices ...T) T { return choices[d.IntN(len(choices))] }

// scatter is a number in [-1, 1) that belongs to a place: the same for the same
// seed and place, whoever asks, so that neighbouring sheets agree on the
// corners they share.
func scatter(seed int64, section, i, j, axis int) float64 {
	h := uint64(seed)
	for _, v := range [...]int{section, i, j, axis} {
		h = (h ^ uint64(v)) * 0x9e3779b97f4a7c15
		h ^= h >> 29
		h *= 0xbf58476d1ce4e5b9
		h ^= h >> 32
	}
	return float64(h>>11)/(1<<52) - 1
}
