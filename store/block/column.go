package block

import "segit/gis"

// texts writes a column of texts as a dictionary in order of first appearance and
// one index a row; a column of one value costs a few bytes.
func (e *Encoder) texts(w *writer, b *gis.Batch, col int, rows []int) {
	if e.index == nil {
		e.index = make(map[string]uint64, len(rows))
	}
	dictionary, places := e.dictionary[:0], e.places[:0]
	var last string // of the row before
	var place uint64
	for i, row := range rows {
		if s := b.Text(col, row); i == 0 || s != last {
			n, ok := e.index[s]
			if !ok {
				n = uint64(len(dictionary))
				e.index[s] = n
				dictionary = append(dictionary, s)
			}
			last, place = s, n
		}
		places = append(places, place)
	}
	w.uint(uint64(len(dictionary)))
	for _, s := range dictionary {
		w.text(s)
	}
	if len(dictionary) > 1 {
		b := w.b
		for _, n := range places {
			b = appendUint(b, n)
		}
		w.b = b
	}
	clear(e.index) // nobody's texts are kept for the next block
	clear(dictionary)
	e.dictionary, e.places = dictionary, places
}

// texts gives texts that share one string, the dictionary, in the memory of
// texts.
func (d *Decoder) texts(r *reader, texts []string, rows int) []string {
	n := r.count(1)
	if n == 0 && rows > 0 {
		r.fail()
	}
	dictionary := sized(d.dictionary, n)[:0]
	defer func() { d.dictionary = dictionary }()
	all := string(r.b)
	for range n {
		size := r.count(1)
		from := r.at
		if r.take(size); r.err != nil {
			return nil
		}
		dictionary = append(dictionary, all[from:r.at])
	}
	texts = sized(texts, rows)
	for i := range texts {
		var k uint64
		if n > 1 {
			k = r.uint()
		}
		if k >= uint64(n) {
			r.fail()
			break
		}
		texts[i] = dictionary[k]
	}
	return texts
}

// Null marks of a number column.
const (
	noneNull = 0
	someNull = 1
	allNull  = 2
)

// nums writes a column of numbers.
func (e *Encoder) nums(w *writer, b *gis.Batch, col int, rows []int) {
	wide, null := e.wide[:0], e.null[:0]
	for _, row := range rows {
		n, ok := b.Num(col, row)
		wide, null = append(wide, n), append(null, !ok)
	}
	e.wide, e.null = wide, null
	appendNums(w, wide, null)
}

// appendNums writes a column of numbers as differences from the row before;
// nulls are marked in front and take no number.
func appendNums(w *writer, nums []int64, null []bool) {
	nulls := 0
	for _, n := range null {
		if n {
			nulls++
		}
	}
	switch nulls {
	case 0:
		w.byte(noneNull)
	case len(nums):
		w.byte(allNull)
		return
	default:
		w.byte(someNull)
		var bits byte
		for i, n := range null {
			if n {
				bits |= 1 << (i % 8)
			}
			if i%8 == 7 || i == len(null)-1 {
				w.byte(bits)
				bits = 0
			}
		}
	}
	var last int64
	b := w.b
	for i, v := range nums {
		if nulls > 0 && null[i] {
			continue
		}
		b = appendUint(b, zigzag(v-last))
		last = v
	}
	w.b = b
}

// readNums reads a column in the memory of nums and null.
func readNums(r *reader, nums []int64, null []bool, rows int) ([]int64, []bool) {
	nums, null = sized(nums, rows), sized(null, rows)
	clear(nums)
	clear(null)
	switch r.byte() {
	case noneNull:
	case allNull:
		for i := range null {
			null[i] = true
		}
		return nums, null
	case someNull:
		bits := r.take((rows + 7) / 8)
		for i := range null {
			null[i] = bits != nil && bits[i/8]&(1<<(i%8)) != 0
		}
	default:
		r.fail()
	}
	var last int64
	for i := range nums {
		if !null[i] {
			last += r.int()
			nums[i] = last
		}
	}
	return nums, null
}
