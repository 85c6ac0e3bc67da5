// Package library has GDAL and reads with it for the other programs: it is what
// segit-ogr does. It is the one package that needs the C library, and is built
// where cgo is.
package library
