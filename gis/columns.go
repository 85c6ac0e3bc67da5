package gis

// Has reports whether the columns marked in want were read; nil wants all.
func (b *Batch) Has(want []bool) bool {
	for col := range b.Schema.Columns {
		if (want == nil || want[col]) && !b.has(col) {
			return false
		}
	}
	return true
}

func (b *Batch) has(col int) bool { return b.texts[col] != nil || b.nums[col] != nil }

// With marks the columns that want marks and those that were read, too; nil
// wants all.
func (b *Batch) With(want []bool) []bool {
	if want == nil {
		return nil
	}
	both := make([]bool, len(want))
	for col := range want {
		both[col] = want[col] || b.has(col)
	}
	return both
}

// Only is a batch of the same rows that has only the marked columns and no
// shapes; nil marks all. The columns are shared with b: neither may be changed
// any more.
func (b *Batch) Only(want []bool) *Batch {
	o := *b
	o.Shapes = Shapes{}
	for col := range want {
		if !want[col] && b.has(col) {
			o = *NewBatch(b.Schema)
			o.From, o.To, o.Line = b.From, b.To, b.Line
			for col := range want {
				if want[col] {
					o.texts[col], o.nums[col], o.nulls[col] = b.texts[col], b.nums[col], b.nulls[col]
				}
			}
			break
		}
	}
	return &o
}

// Bytes is about how much memory the batch takes, without its shapes. Texts
// that repeat are counted as often as they stand.
func (b *Batch) Bytes() int64 {
	size := 12*len(b.Line) + 72*len(b.Schema.Columns)
	for col := range b.Schema.Columns {
		size += 9 * len(b.nums[col])
		for _, text := range b.texts[col] {
			size += 16 + len(text)
		}
	}
	return int64(size)
}

// Bytes is about how much memory the geometries take.
func (s *Shapes) Bytes() int64 {
	return int64(8*len(s.XY) + 4*(len(s.RingEnd)+len(s.PartEnd)+len(s.RowEnd)) + len(s.Kind))
}
