package pages

import (
	"bytes"
	"context"
)

// Sound tells of what would lead bbolt astray when it opens the file, walks along
// keys or writes: it believes the pages, counts through as many as one says that
// it runs over, and goes down for ever where a branch leads back to itself. Read
// are both heads, the list of free pages, the list of buckets, and of every
// bucket its branches and the leaves at both ends, where new entries come: far
// fewer pages than there are. Nobody may write to the file meanwhile.
func (f *File) Sound(ctx context.Context, problem func(Problem) error) error {
	if f.now == nil {
		return problem(Problem{What: NoMeta})
	}
	if int64(f.now.end)*f.pageSize > f.size {
		return problem(Problem{Page: f.now.end - 1, What: Short})
	}
	if _, ok := f.freeIDs(); !ok {
		if err := problem(Problem{Page: f.now.freelist, What: BadFreelist}); err != nil {
			return err
		}
	}
	buckets, err := f.Buckets(ctx, problem)
	if err != nil {
		return err
	}
	for _, b := range buckets {
		if b.root == 0 {
			continue // it stands in a page that was read
		}
		w := walk{file: f, bucket: b.Name, visitor: Visitor{Problem: problem}}
		levels, err := w.levels(b.root)
		if err == nil {
			err = w.branches(ctx, b.root, nil, nil, levels)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// levels is how many branches stand above a leaf of a tree, which is the same for
// all; it looks at the first leaf and at the last.
func (w *walk) levels(root uint64) (n int, err error) {
	for _, last := range []bool{false, true} {
		n = 0
		for id := root; ; n++ {
			p, what := w.page(id, n)
			if what != "" {
				return n, w.visitor.Problem(Problem{Page: id, What: what, Bucket: w.bucket})
			}
			if p.kind == leafPage {
				break
			}
			id = p.elements[0].child
			if last {
				id = p.elements[len(p.elements)-1].child
			}
		}
	}
	return n, nil
}

// page reads a page of the tree at a depth.
func (w *walk) page(id uint64, depth int) (*page, string) {
	if id < 2 || id >= w.file.end() || depth > deepest {
		return nil, Unreadable
	}
	return w.file.readPage(id)
}

// branches visits the branches from a page down, with as many levels of them, for
// keys from low up to high, and names of the leaves below only where they stand.
func (w *walk) branches(ctx context.Context, id uint64, low, high []byte, levels int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	bad := func(what string) error {
		return w.visitor.Problem(Problem{Page: id, What: what, Bucket: w.bucket, From: low, To: high})
	}
	if id < 2 || id >= w.file.end() {
		return bad(Unreadable)
	}
	if levels == 0 {
		if w.file.mark(id, 1) {
			return bad(Twice)
		}
		return nil
	}
	p, what := w.file.readPage(id)
	switch {
	case what != "":
		return bad(what)
	case p.kind != branchPage:
		return bad(NotATreePage)
	case w.file.mark(id, p.span):
		return bad(Twice)
	case bytes.Compare(p.elements[0].key, low) < 0, high != nil && bytes.Compare(p.elements[len(p.elements)-1].key, high) >= 0:
		return bad(OutOfOrder)
	}
	for i := range p.elements {
		to := high
		if i+1 < len(p.elements) {
			to = p.elements[i+1].key
		}
		if err := w.branches(ctx, p.elements[i].child, p.elements[i].key, to, levels-1); err != nil {
			return err
		}
	}
	return nil
}
