package ordered

import (
	"bytes"
	"container/heap"
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
// of all spans. It narrows the spans around a pivot, the middle of the longest,
// reading a page of each list where the pivot falls.
func (m *merge) ranked(rank int) []byte {
	spans := append([]span(nil), m.spans...)
	for {
		longest := 0
		for i, s := range spans {
			if s.to-s.from > spans[longest].to-spans[longest].from {
				longest = i
			}
		}
		s := spans[longest]
		if s.from == s.to {
			return nil // there is no such rank
		}
		pivot := m.lists[longest].pivot(s)
		below, upTo := 0, 0
		cut := make([]span, len(spans))
		for i, l := range m.lists {
			cut[i] = span{l.Below(pivot), l.UpTo(pivot)}
			cut[i].from = min(max(cut[i].from, spans[i].from), spans[i].to)
			cut[i].to = min(max(cut[i].to, spans[i].from), spans[i].to)
			below += cut[i].from - spans[i].from
			upTo += cut[i].to - spans[i].from
		}
		if m.failed() != nil {
			return nil
		}
		switch {
		case rank < below:
			for i := range spans {
				spans[i].to = cut[i].from
			}
		case rank >= upTo:
			for i := range spans {
				spans[i].from = cut[i].to
			}
			rank -= upTo
		default:
			return pivot
		}
	}
}

// pivot is the key in the middle of a span: that with which a page begins,
// where one does inside, since it needs no reading.
func (l *List) pivot(s span) []byte {
	middle := (s.from + s.to) / 2
	n := l.pageOf(middle)
	if l.starts[n] > s.from {
		return l.firsts[n]
	}
	if n+1 < len(l.firsts) && l.starts[n+1] < s.to {
		return l.firsts[n+1]
	}
	return l.Key(middle)
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
