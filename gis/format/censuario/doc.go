// Package censuario reads the census of the two cadastres as the Agenzia delle
// Entrate supplies it (document ES-23-IS-05): FAB units, TER land parcels, SOG
// subjects, TIT titles, PRM parameters of the request. One record is one line,
// fields stand between bars, with a bar behind the last one; Latin-1 in
// practice, decimal comma, dates ddmmyyyy.
//
// Reading streams. A line that cannot go in is given to the sink with its
// number, a reason and its text, and the rest goes on; a file that is no
// census file at all is refused with a [gis.Error].
//
// Records 2 to 5 of FAB (2 to 4 of TER) belong to the record 1 of the same
// section, object and stage (progressivo), and make one row with it. They need
// not stand beside it: open objects are held in a window of 32 MiB of text, and
// a record whose record 1 has left the window is rejected. So rows and rejects
// need not come in the order of their lines. Beside the window only the keys
// that were met are kept (some 30 bytes a stage), to know a second record 1.
//
// A bad record 1 takes its other records with it. A bad record 2 to 5 goes
// alone: the unit stays, without that identifier or address, and without a key
// if it was the only identifier. Its titles and its surface are still true, the
// reject says what is missing, and a unit that vanished would be asked for
// twice.
package censuario
