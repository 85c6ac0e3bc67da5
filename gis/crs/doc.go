// Package crs moves coordinates between the reference systems of Italian
// cadastral, topographic and open data, in pure Go.
//
// Convention of the whole program: x is east or longitude and comes first, y is
// north or latitude, whatever order EPSG gives to the axes; [AxisSwapped] tells
// which systems a file may hold the other way round (GML, WFS). Projected
// systems are in metres, geographic ones in degrees.
//
// WGS 84 and ETRS89 are taken to be RDN2008: they differ by less than a metre
// in Italy, and a file that says 4326 nearly always holds RDN2008 figures.
// Between Monte Mario (Roma 40) and RDN2008 stands a Helmert set that holds for
// one [Region] only, so the region is always asked for and never guessed.
package crs
