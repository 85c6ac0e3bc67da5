// Package cql reads filters in CQL2 (OGC 21-065r2), as text and as JSON: the
// classes basic-cql2, advanced-comparison-operators, basic-spatial-functions and
// basic-spatial-functions-plus. A comparison stands between a property and a
// literal; whatever else the language has is refused by name.
package cql
