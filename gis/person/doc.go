// Package person knows the Italian codice fiscale and partita IVA: how a code
// is built, checked and taken apart. A code is a label that archives get wrong
// all the time: nothing here refuses one, [Check] only says what it is worth.
//
// Rules: D.M. 23/12/1976 (codice fiscale), D.M. 23/12/1976 and art. 35 DPR
// 633/1972 (partita IVA).
package person
