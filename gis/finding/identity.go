package finding

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"slices"
	"strconv"

	"segit/gis"
)

// Reported stands in the place of a control's id in a finding that no control
// derived: a person made it.
const Reported = "reported"

// idBytes is the length of an id before it is written in hex. 96 bits keep a
// million findings apart (chance of a clash below 1e-17) and still fit on a
// line of a printed sheet.
const idBytes = 12

// ID is the identity of a finding: a hash of the control's text id, the
// municipality's Belfiore code, the cadastre, the tax year and the keys that
// the finding speaks of. Two desks that run the same control find the same id;
// a new version of the control, other parameters or another supply do not
// change it. Order and repetition of keys do not matter. It is 24 hex digits.
//
// What is hashed (SHA-256, first 12 bytes) is a list of fields, each with its
// length in bytes in decimal digits and a zero byte in front: "segit finding 1",
// control, comune, cadastre ("T", "F" or ""), year in decimal digits, then the
// text form of each key, ascending.
func ID(control, comune string, cadastre gis.Cadastre, year int, keys ...gis.Key) string {
	texts := make([]string, len(keys))
	for i, k := range keys {
		texts[i] = k.String()
	}
	slices.Sort(texts)
	h := sha256.New()
	put(h, "segit finding 1", control, comune, cadastre.String(), strconv.Itoa(year))
	put(h, slices.Compact(texts)...)
	return hex.EncodeToString(h.Sum(nil)[:idBytes])
}

// Proof is a hash of what a control saw: the key, what it expected and found,
// the difference, and the facts that it read, row by row. Supplies, files, row
// numbers, versions and wording of reasons are left out, so that the same
// situation delivered again next month has the same proof, and a person's
// decision on it still stands. Rows and facts may come in any order. It is 64
// hex digits.
func Proof(f *gis.Finding) string {
	rows := make([]string, 0, len(f.Evidence))
	for i := range f.Evidence {
		rows = append(rows, factsHash(&f.Evidence[i]))
	}
	slices.Sort(rows)
	h := sha256.New()
	put(h, "segit proof 1", f.Control, f.Cadastre.String(), f.Key.String(), strconv.Itoa(f.TaxYear))
	for _, m := range []gis.Measure{f.Expected, f.Found, f.Delta} {
		put(h, m.Value.String(), m.Unit, m.Word.Code, strconv.Itoa(len(m.Word.Args)))
		put(h, m.Word.Args...)
	}
	// The same row delivered twice shows nothing new.
	put(h, slices.Compact(rows)...)
	return hex.EncodeToString(h.Sum(nil))
}

// factsHash stands for one row: its dataset and facts, not where it was read.
func factsHash(e *gis.Evidence) string {
	facts := slices.SortedFunc(slices.Values(e.Facts), func(a, b gis.Fact) int {
		return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.Value, b.Value))
	})
	h := sha256.New()
	put(h, e.Dataset)
	for _, fact := range facts {
		put(h, fact.Label, fact.Value)
	}
	return string(h.Sum(nil))
}

// put hashes fields, each with its length in front, so that ("ab", "c") and
// ("a", "bc") differ.
func put(h hash.Hash, fields ...string) {
	for _, field := range fields {
		io.WriteString(h, strconv.Itoa(len(field)))
		h.Write([]byte{0})
		io.WriteString(h, field)
	}
}
