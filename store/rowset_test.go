package store

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestRowSetsComeBackInEveryForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SampledFrom([]int{0, 1, 63, 64, 65, 1000, 4096}).Draw(t, "rows")
		share := rapid.SampledFrom([]int{0, 1, 50, 99, 100}).Draw(t, "share")
		set := newRowSet(rows)
		for row := range rows {
			if rapid.IntRange(0, 99).Draw(t, "row") < share {
				set.add(row)
			}
		}
		raw, err := json.Marshal(set)
		if err != nil {
			t.Fatal(err)
		}
		var again rowSet
		if err := json.Unmarshal(raw, &again); err != nil {
			t.Fatal(err)
		}
		if again.rows != set.rows || !slices.Equal(again.words, set.words) || again.print() != set.print() {
			t.Errorf("%d rows, %d in the set: %d come back", rows, set.count(), again.count())
		}
	})
}

// A hundredth of a segment that ended is told in less than a thousandth of what
// its rows take.
func TestFewRowsAreWrittenShort(t *testing.T) {
	set := newRowSet(segmentRows)
	for row := range segmentRows {
		if row%100 != 7 {
			set.add(row)
		}
	}
	if raw, err := json.Marshal(set); err != nil || len(raw) > 500 {
		t.Errorf("%d bytes, %v", len(raw), err)
	}
}

func FuzzRowSet(f *testing.F) {
	for _, seed := range []string{`"AEABAAAAAAAAAA=="`, `"AQUB"`, `"AgUB"`, `""`, `"AgX/"`, `7`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var set rowSet
		if json.Unmarshal(raw, &set) != nil {
			return
		}
		if set.count() > set.rows {
			t.Errorf("%d of %d rows", set.count(), set.rows)
		}
	})
}

func FuzzMention(f *testing.F) {
	f.Add((&mention{[]uint32{1, 0, 7, 4, 1<<32 - 1}}).encode(), 5)
	f.Add([]byte{3, 0, 0}, 3)
	f.Fuzz(func(t *testing.T, raw []byte, rows int) {
		if rows < 0 || rows > segmentRows {
			return
		}
		m, err := decodeMention(raw, rows)
		if err != nil {
			return
		}
		again, err := decodeMention(m.encode(), rows)
		if err != nil || !slices.Equal(again.lines, m.lines) {
			t.Errorf("%v, %v; want %v", again, err, m.lines)
		}
	})
}
