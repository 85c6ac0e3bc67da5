// Package demo makes a fictional municipality: Borgo Etneo di Prova, Belfiore
// W001 (which no municipality has), written out as the files that an office
// receives, dirt included, with planted errors and the list of what the
// controls must find in them.
//
// Everybody in it is invented and born in W001, so that no codice fiscale can
// be a living person's; the companies' numbers carry an office that does not
// exist. It lies near Catania, in EPSG:7792; the building footprints come in
// EPSG:7794, as regional data do.
//
// The municipality is made and written one map sheet at a time, so that its
// size is bounded by the disk alone. The same seed and number of units give
// the same bytes.
package demo
