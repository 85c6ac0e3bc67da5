package overlay

import "segit/gis"

// Source says where the geometry of a piece stands.
type Source uint8

// The sources of geometry.
const (
	Cut    Source = iota // in Chunk.Shapes, at Piece.Row
	WholeA               // the whole row Piece.A of the first layer, as it is
	WholeB               // the whole row Piece.B of the second layer, as it is
)

// Piece is one feature of a result: what a pair of rows has in common, or what
// is left of one row.
type Piece struct {
	A, B   int32 // rows of the two layers; -1 when the piece is of one alone
	Source Source
	Row    int32 // in Chunk.Shapes, for Cut
	Kind   gis.ShapeKind
	// Measure is the area in m² of a polygon, the length in m of a line, the
	// number of points; so are the shares of what the whole rows have, 0 when
	// the row is not of the kind of the piece.
	Measure, ShareA, ShareB float64
	Sliver                  bool // smaller than Options.Sliver
}

// Chunk is some pieces of a result with their new geometries. It belongs to the
// sink until that returns; then its memory is used again.
type Chunk struct {
	Number int // from 0, in the order in which the sink gets them
	Pieces []Piece
	Shapes gis.Shapes
	Bytes  []byte // free for Options.Dress; emptied before use
	Ends   []int  // likewise
}

func (c *Chunk) reset(number int) {
	c.Number = number
	c.Pieces, c.Bytes, c.Ends = c.Pieces[:0], c.Bytes[:0], c.Ends[:0]
	c.Shapes.Reset()
}

// Stats counts how the pairs of a run were settled.
type Stats struct {
	Pairs     int64 // whose boxes meet
	Apart     int64 // no point in common
	Touching  int64 // borders alone meet
	Contained int64 // one lies in the other, or they are one
	Clipped   int64 // by the walk along proper crossings
	Meshed    int64 // by the arrangement of edges, remainders of many neighbours included
	Snapped   int64 // of those, how many came to rest only on a grid, of a millimetre at most
	Pieces    int64
	Slivers   int64
	Area      float64 // of all polygon pieces, m²
	Length    float64 // of all line pieces, m
	Unsolved  []Pair  // pairs that could not be settled, in order; their pieces are missing
}

// Pair is two rows; B is -1 for what is left of A, A is -1 for what is left of B.
type Pair struct{ A, B int32 }

func (s *Stats) add(o *Stats) {
	s.Pairs += o.Pairs
	s.Apart += o.Apart
	s.Touching += o.Touching
	s.Contained += o.Contained
	s.Clipped += o.Clipped
	s.Meshed += o.Meshed
	s.Snapped += o.Snapped
	s.Unsolved = append(s.Unsolved, o.Unsolved...)
}
