package ordered

import (
	"bytes"
	"container/heap"
	"sort"
)

// Wish is what is wanted of the merged order of several lists.
type Wish struct {
	Descending bool
	From, To   []byte // keys not below From and below To; nil without a bound
	Offset     int
	Limit      int // 0 for all that follow
}

// Merge gives rows in the order of their keys, those of equal keys in the order
// of the lists and then of the rows, either way. Rows without a value come last,
// unless there is a bound. total counts all rows in the bounds; found may end
// the walk with an error, which is returned.
func Merge(lists []*List, w Wish, found func(list int, row uint32) error) (total int, err error) {
	m := merge{lists: lists, spans: make([]span, len(lists)), left: w.Limit, found: found}
	if w.Limit == 0 {
		m.left = -1
	}
	bounded := w.From != nil || w.To != nil
	with := 0
	for i, l := range lists {
		s := span{0, l.Len()}
		if w.From != nil {
			s.from = l.Below(w.From)
		}
		if w.To != nil {
			s.to = max(s.from, l.Below(w.To))
		}
		m.spans[i] = s
		with += s.to - s.from
		if total += s.to - s.from; !bounded {
			total += len(l.absent)
		}
	}
	if err := m.failed(); err != nil {
		return total, err
	}
	if w.Offset < with {
		err = m.values(w, with)
	}
	if err == nil && !bounded {
		err = m.absent(max(w.Offset-with, 0))
	}
	return total, err
}

type span struct{ from, to int }

type merge struct {
	lists []*List
	spans []span // what is still to come of each list
	left  int    // how many rows are still wanted; negative for all
	found func(list int, row uint32) error
}

func (m *merge) failed() error {
	for _, l := range m.lists {
		if l.err != nil {
			return l.err
		}
	}
	return nil
}

// values gives rows from the offset on, key by key.
func (m *merge) values(w Wish, with int) error {
	rank := w.Offset
	if w.Descending {
		rank = with - 1 - w.Offset
	}
	key := m.ranked(rank)
	if err := m.failed(); err != nil {
		return err
	}
	// What stands before the key, in the wanted direction, is not wanted; of the
	// key's own rows some.
	skip := w.Offset
	q := &queue{descending: w.Descending}
	for i, l := range m.lists {
		s := &m.spans[i]
		was := *s
		if w.Descending {
			s.to = min(max(l.UpTo(key), s.from), s.to)
			skip -= was.to - s.to
		} else {
			s.from = max(min(l.Below(key), s.to), s.from)
			skip -= s.from - was.from
		}
		if n, ok := m.next(i, w.Descending); ok {
			q.waiting = append(q.waiting, n)
		}
	}
	heap.Init(q)
	for q.Len() > 0 && m.left != 0 {
		n := q.waiting[0]
		if err := m.group(n, w.Descending, &skip); err != nil {
			return err
		}
		if following, ok := m.next(n.list, w.Descending); ok {
			q.waiting[0] = following
			heap.Fix(q, 0)
		} else {
			heap.Pop(q)
		}
		if err := m.lists[n.list].err; err != nil {
			return err
		}
	}
	return m.failed()
}

// next is the key with which a list goes on, if it does.
func (m *merge) next(i int, descending bool) (next, bool) {
	s := m.spans[i]
	if s.from == s.to {
		return next{}, false
	}
	at := s.from
	if descending {
		at = s.to - 1
	}
	return next{i, m.lists[i].Key(at)}, true
}

// group gives the rows of a list that have its next key, but for the first
// skip, and takes them out of the list's span.
func (m *merge) group(n next, descending bool, skip *int) error {
	l, s := m.lists[n.list], &m.spans[n.list]
	of := *s
	if descending {
		of.from = max(l.Below(n.key), s.from)
		s.to = of.from
	} else {
		of.to = min(l.UpTo(n.key), s.to)
		s.from = of.to
	}
	passed := min(*skip, of.to-of.from)
	*skip -= passed
	for at := of.from + passed; at < of.to && m.left != 0; at++ {
		row := l.Row(at)
		if l.err != nil {
			return l.err
		}
		if err := m.found(n.list, row); err != nil {
			return err
		}
		m.left--
	}
	return nil
}

// next is the key with which a list goes on.
type next struct {
	list int
	key  []byte
}

// queue is the lists by their next keys, those of equal keys in their own order.
type queue struct {
	waiting    []next
	descending bool
}

// Len is for package heap, as are the others.
func (q *queue) Len() int { return len(q.waiting) }

// Less compares keys.
func (q *queue) Less(i, j int) bool {
	a, b := &q.waiting[i], &q.waiting[j]
	c := bytes.Compare(a.key, b.key)
	if q.descending {
		c = -c
	}
	return c < 0 || c == 0 && a.list < b.list
}

// Swap exchanges two.
func (q *queue) Swap(i, j int) { q.waiting[i], q.waiting[j] = q.waiting[j], q.waiting[i] }

// Push puts one at the end.
func (q *queue) Push(n any) { q.waiting = append(q.waiting, n.(next)) } //nolint:forcetypeassert // nothing else waits

// Pop takes the last.
func (q *queue) Pop() any {
	last := q.waiting[len(q.waiting)-1]
	q.waiting = q.waiting[:len(q.waiting)-1]
	return last
}

// ranked is the key of the entry that has rank before it in the ascending order
// of all spans. It narrows the spans around a pivot, the middle of the longest:
// by what the heads tell, where that decides, else by reading a page of each
// list where the pivot falls.
func (m *merge) ranked(rank int) []byte {
	spans := append([]span(nil), m.spans...)
	for m.failed() == nil {
		longest := 0
		for i, s := range spans {
			if s.to-s.from > spans[longest].to-spans[longest].from {
				longest = i
			}
		}
		if s := spans[longest]; s.from == s.to {
			return nil // there is no such rank
		}
		pivot, heads := m.lists[longest].pivot(spans[longest])
		if heads && m.narrow(spans, &rank, pivot, (*List).around) {
			continue
		}
		if !m.narrow(spans, &rank, pivot, (*List).exactly) {
			return pivot
		}
	}
	return nil
}

// fences are where the entries of a key begin and end in a list, as far as it
// is known.
type fences struct{ below, upTo span }

// narrow leaves of the spans what is on the side of the pivot where the rank
// is; false when that cannot be told, or when it is the pivot's own.
func (m *merge) narrow(spans []span, rank *int, pivot []byte, where func(*List, []byte) fences) bool {
	at := make([]fences, len(spans))
	below, upTo := 0, 0
	for i, l := range m.lists {
		at[i] = where(l, pivot)
		for _, n := range []*int{&at[i].below.from, &at[i].below.to, &at[i].upTo.from, &at[i].upTo.to} {
			*n = min(max(*n, spans[i].from), spans[i].to)
		}
		below += at[i].below.from - spans[i].from
		upTo += at[i].upTo.to - spans[i].from
	}
	if *rank >= below && *rank < upTo {
		return false
	}
	less := *rank < below
	for i := range spans {
		if less {
			spans[i].to = at[i].below.to
		} else {
			*rank -= at[i].upTo.from - spans[i].from
			spans[i].from = at[i].upTo.from
		}
	}
	return true
}

// around is what the head alone tells.
func (l *List) around(key []byte) fences {
	pages := func(beyond func(first []byte) bool) span {
		n := sort.Search(len(l.firsts), func(n int) bool { return beyond(l.firsts[n]) })
		return span{l.starts[max(n-1, 0)], l.starts[n]}
	}
	return fences{
		pages(func(first []byte) bool { return bytes.Compare(first, key) >= 0 }),
		pages(func(first []byte) bool { return bytes.Compare(first, key) > 0 }),
	}
}

func (l *List) exactly(key []byte) fences {
	below, upTo := l.Below(key), l.UpTo(key)
	return fences{span{below, below}, span{upTo, upTo}}
}

// pivot is the key in the middle of a span: that with which a page begins,
// where one does inside, since it needs no reading; heads tells so.
func (l *List) pivot(s span) (key []byte, heads bool) {
	middle := (s.from + s.to) / 2
	n := l.pageOf(middle)
	if l.starts[n] > s.from {
		return l.firsts[n], true
	}
	if n+1 < len(l.firsts) && l.starts[n+1] < s.to {
		return l.firsts[n+1], true
	}
	return l.Key(middle), false
}

// absent gives rows without a value, list by list.
func (m *merge) absent(skip int) error {
	for i, l := range m.lists {
		passed := min(skip, len(l.absent))
		skip -= passed
		for _, row := range l.absent[passed:] {
			if m.left == 0 {
				return nil
			}
			if err := m.found(i, row); err != nil {
				return err
			}
			m.left--
		}
	}
	return nil
}
