package store

import "segit/store/block"

// workroom is the memory in which segments are assembled, one after the other:
// made anew for each, it would be most of the garbage of an import.
type workroom struct {
	boxes, inOrder         []float64
	slots                  []slot
	order                  []int
	encoder                block.Encoder
	pairs, digest, sorting []hashPair
	row, plain             []byte
	stubborn               [256]bool // kinds of value of this segment that do not shrink
}

// workroom gives one that nobody is in; it is put back into the archive's
// workrooms.
func (a *Archive) workroom() *workroom {
	room, _ := a.workrooms.Get().(*workroom)
	if room == nil {
		return new(workroom)
	}
	room.stubborn = [256]bool{}
	return room
}

// resized makes a slice n long, in its own memory where that is enough; what it
// holds is not cleared.
func resized[T any](s *[]T, n int) []T {
	if cap(*s) < n {
		*s = make([]T, n)
	}
	*s = (*s)[:n]
	return *s
}
