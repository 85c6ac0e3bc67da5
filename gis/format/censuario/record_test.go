package censuario_test

import (
	"fmt"
	"strings"
)

// set is the fields of a record that a test changes, by index of the layout.
type set map[int]string

// record writes a record of n fields with a closing bar and CR LF.
func record(n int, base, changed set) string {
	fields := make([]string, n)
	for _, s := range []set{base, changed} {
		for i, v := range s {
			fields[i] = v
		}
	}
	return strings.Join(fields, "|") + "|\r\n"
}

// unit is a FAB record 1 of an open dwelling.
func unit(id int, changed set) string {
	return record(45, set{
		0: "W001", 1: "A", 2: fmt.Sprint(id), 3: "F", 4: "1", 5: "1", 6: "1", 7: "A02", 8: "05", 9: "6,5", 10: "142",
		12: "788,89", 22: "01012001", 23: "02012001", 24: "V", 25: "000123", 26: "001", 27: "2001", 34: "0004711", 36: "9001", 44: "1",
	}, changed)
}

// other is a record 2 to 5 of a unit: everything behind its number.
func other(id int, rest string) string {
	return fmt.Sprintf("W001|A|%d|F|1|%s\r\n", id, rest)
}

// parcel is a TER record 1 of an open parcel.
func parcel(id int, changed set) string {
	return record(43, set{
		0: "W001", 1: "A", 2: fmt.Sprint(id), 3: "T", 4: "1", 5: "1", 6: "00012", 7: "00345", 11: "049", 12: "02", 13: "0", 14: "35",
		15: "50", 21: "109,99", 22: "45,83", 23: "01012001", 24: "02012001", 35: "0009001", 37: "8001",
	}, changed)
}

// person is a SOG record of an invented person.
func person(id int, changed set) string {
	return record(11, set{
		0: "W001", 1: "A", 2: fmt.Sprint(id), 3: "P", 4: "ROSSI", 5: "MARIO", 6: "1", 7: "01011970", 8: "W001", 9: "RSSMRA70A01W001V",
	}, changed)
}

// title is a TIT record of a full, open ownership.
func title(id int, changed set) string {
	return record(32, set{
		0: "W001", 1: "A", 2: "1001", 3: "P", 4: "500001", 5: "F", 6: "10", 8: "1", 9: "1", 12: "01012001", 17: "02012001",
		18: "0004711", 25: "9001", 27: fmt.Sprint(id),
	}, changed)
}
