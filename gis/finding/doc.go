// Package finding holds what is true of every finding, whichever control
// derived it: its identity, the proof of what was seen, the states that people
// put it in, and the forms in which it leaves the program (JSON, GeoJSON, CSV).
// Everything is a pure function over [gis.Finding].
package finding
