// Package planar measures shapes on the plane: areas, points inside, rings
// that cross themselves, and the area that two shapes share.
//
// Everything works on [segit/gis.Shapes] in place, in the metres of whatever
// projected CRS the shapes are in; on degrees the answers mean nothing. Rings
// may run in either direction: the first ring of a part is its outside, the
// others are holes, and signs are set from that.
package planar
