package block

// texts writes a column of texts as a dictionary in order of first appearance and
// one index a row; a column of one value costs a few bytes.
func (e *Encoder) texts(w *writer, texts []string) {
	if e.index == nil {
		e.index = make(map[string]uint64, len(texts))
	}
	e.dictionary, e.rows = e.dictionary[:0], e.rows[:0]
	for i, s := range texts {
		if i > 0 && s == texts[i-1] {
			e.rows = append(e.rows, e.rows[i-1])
			continue
		}
		n, ok := e.index[s]
		if !ok {
			n = uint64(len(e.dictionary))
			e.index[s] = n
			e.dictionary = append(e.dictionary, s)
		}
		e.rows = append(e.rows, n)
	}
	w.uint(uint64(len(e.dictionary)))
	for _, s := range e.dictionary {
		w.text(s)
	}
	if len(e.dictionary) > 1 {
		for _, n := range e.rows {
			w.uint(n)
		}
	}
	clear(e.index) // nobody's texts are kept for the next block
	clear(e.dictionary)
}

// readTexts gives texts that share one string, the dictionary.
func readTexts(r *reader, rows int) []string {
	n := r.count(1)
	if n == 0 && rows > 0 {
		r.fail()
	}
	dictionary := make([]string, 0, n)
	all := string(r.b)
	for range n {
		size := r.count(1)
		from := r.at
		if r.take(size); r.err != nil {
			return nil
		}
		dictionary = append(dictionary, all[from:r.at])
	}
	texts := make([]string, rows)
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
	for i, v := range nums {
		if nulls > 0 && null[i] {
			continue
		}
		w.int(v - last)
		last = v
	}
}

func readNums(r *reader, rows int) ([]int64, []bool) {
	nums, null := make([]int64, rows), make([]bool, rows)
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
