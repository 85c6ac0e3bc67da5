// Package cxf reads and writes the sheets of the cadastral map as the Agenzia
// delle Entrate supplies them: CXF (coordinates of the sheet's own system) and
// CTF (the same grammar in ETRF2000), with the quality file SUP beside them.
//
// A file is ASCII text with one scalar on each line: a header (kind of map,
// name, scale), then objects that begin with a keyword, then EOF. Coordinates
// are metres, east before north; angles are radians, anticlockwise from east.
// The grammar is that of the Agency's "Specifica tecnica del formato CXF".
package cxf
