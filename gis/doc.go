// Package gis holds the values that every part of SE.G.I.T. speaks: cadastral
// keys, dates and money, rows in batches, shapes, roles, findings, and errors.
//
// It imports nothing of ours. Everything here is plain data: no window, no disk
// layout, no network. Coordinates are metres, east then north, unless a name
// says otherwise; the CRS travels beside them as an EPSG code.
package gis
