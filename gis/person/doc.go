// Package person knows the Italian codice fiscale and partita IVA: how a code
// is built, checked and taken apart. A code is a label that archives get wrong
// all the time: nothing here refuses one, [Check] only says what it is worth.
//
// Rules: D.M. 23/12/1976 for both codes, art. 35 DPR 633/1972 for the partita
// IVA.
package person
