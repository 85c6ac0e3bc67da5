// Package layer is a layer of a municipality as the central repository serves
// it to others' programs: features with an id, values and a geometry, in an
// order that stays as long as the publication does, and indexes over place, id
// and values. Stores keep it; package ogcapi answers from it.
//
// Coordinates are east or longitude first, in the CRS of the layer.
package layer
