package assets

import _ "embed"

//go:embed comuni/comuni.csv
var comuni string

// Comuni is the table of Italian municipalities: one line each, in order of its
// code, without a header: Belfiore code of four characters, province of two
// letters, name in capitals, with commas between.
func Comuni() string { return comuni }
