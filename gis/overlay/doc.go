// Package overlay puts layers over each other: intersection, union, difference,
// symmetric difference, identity and clip of polygons, lines and points
// ([Run]); it dissolves, buffers, joins, selects and tabulates them, and draws
// them together within a tolerance ([Snap]).
//
// A [Layer] is prepared once: dirty geometry is repaired or set aside at the
// door, rings are turned so that their inside lies left, boxes go into a packed
// tree. The operations then stream their pieces in an order that does not depend
// on the number of threads, in memory that does not depend on the result.
//
// Most pairs of polygons are settled without any geometry: only edges inside
// the window that the two boxes share are looked at, shared vertices and edges
// are recognised by their bits, sides are decided exactly, and what comes out
// is apart, inside or crossing. Pairs that cross in proper crossings alone are
// clipped by a walk along both borders; all others (shared corners and edges
// that also cross, one against many) go through one exact arrangement of edges,
// which also repairs and dissolves.
//
// Everything works on the plane, in the metres of the projected CRS both layers
// are in, x east and y north. On degrees areas mean nothing.
package overlay
