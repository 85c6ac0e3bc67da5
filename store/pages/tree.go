package pages

import (
	"bytes"
	"context"
	"encoding/binary"
)

// Bucket is one of the buckets of the file.
type Bucket struct {
	Name   string
	root   uint64 // 0 for one that stands inside its parent's page
	inline []byte
}

// Problem is something that is not as it must be.
type Problem struct {
	Page   uint64
	What   string
	Bucket string // "" where it is none's
	// The keys that are out of reach by it: from From up to and without To; nil
	// for no limit. Harmless problems put none out of reach.
	From, To []byte
	Harmless bool
}

// Visitor is told what a walk meets. Either function may end the walk with an
// error. Keys and values stay true after the call. Without Problem a walk passes
// over what is damaged in silence: for a bucket that was walked before.
type Visitor struct {
	Entry   func(key, value []byte) error
	Problem func(Problem) error
}

// Buckets lists the buckets of the file. What puts some of them out of reach is
// told as a problem without a bucket.
func (f *File) Buckets(ctx context.Context, problem func(Problem) error) ([]Bucket, error) {
	if f.now == nil {
		return nil, problem(Problem{What: NoMeta})
	}
	var all []Bucket
	w := walk{file: f, visitor: Visitor{Problem: problem}}
	w.leaf = func(id uint64, e *element) error {
		if !e.bucket {
			return problem(Problem{Page: id, What: BadBucket, From: e.key, To: append(bytes.Clone(e.key), 0)})
		}
		b, ok := bucketOf(e)
		if !ok {
			return problem(Problem{Page: id, What: BadBucket, Bucket: string(e.key)})
		}
		all = append(all, b)
		return nil
	}
	return all, w.descend(ctx, f.now.root, nil, nil, 0)
}

// bucketOf reads the value by which a bucket stands in its parent.
func bucketOf(e *element) (Bucket, bool) {
	if len(e.value) < bucketHead {
		return Bucket{}, false
	}
	b := Bucket{Name: string(e.key), root: binary.LittleEndian.Uint64(e.value)}
	if b.root == 0 {
		b.inline = e.value[bucketHead:]
	}
	return b, b.root != 0 && len(e.value) == bucketHead || len(b.inline) >= headSize
}

// Walk gives the entries of a bucket in the order of their keys, as far as they
// can be reached, and the problems of its pages.
func (f *File) Walk(ctx context.Context, b Bucket, v Visitor) error {
	w := walk{file: f, bucket: b.Name, visitor: v}
	w.leaf = func(id uint64, e *element) error {
		if e.bucket && v.Problem == nil {
			return nil
		}
		if e.bucket {
			return v.Problem(Problem{Page: id, What: Nested, Bucket: b.Name, From: e.key, To: append(bytes.Clone(e.key), 0)})
		}
		return v.Entry(e.key, e.value)
	}
	if b.root != 0 {
		return w.descend(ctx, b.root, nil, nil, 0)
	}
	p, what := parse(b.inline)
	if what == "" && p.kind != leafPage {
		what = BadBucket
	}
	switch {
	case what == "":
		return w.leaves(p)
	case v.Problem == nil:
		return nil
	}
	return v.Problem(Problem{What: what, Bucket: b.Name})
}

// walk goes down one tree.
type walk struct {
	file    *File
	bucket  string
	visitor Visitor
	leaf    func(id uint64, e *element) error
}

// deepest is more levels than any file has.
const deepest = 32

// descend visits a page and what is below it, for keys from low up to high.
func (w *walk) descend(ctx context.Context, id uint64, low, high []byte, depth int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	bad := func(what string) error {
		if w.visitor.Problem == nil {
			return nil
		}
		return w.visitor.Problem(Problem{Page: id, What: what, Bucket: w.bucket, From: low, To: high})
	}
	if id < 2 || id >= w.file.end() || depth > deepest {
		return bad(Unreadable)
	}
	p, what := w.file.readPage(id)
	if what != "" {
		w.file.mark(id, 1)
		return bad(what)
	}
	if again := w.file.mark(id, p.span); again && w.visitor.Problem != nil {
		return bad(Twice)
	}
	if len(p.elements) == 0 {
		if depth > 0 {
			return bad(Disordered) // a page without entries is not kept
		}
		return nil
	}
	if first := p.elements[0].key; bytes.Compare(first, low) < 0 {
		return bad(OutOfOrder)
	}
	if last := p.elements[len(p.elements)-1].key; high != nil && bytes.Compare(last, high) >= 0 {
		return bad(OutOfOrder)
	}
	if p.kind == leafPage {
		return w.leaves(p)
	}
	for i := range p.elements {
		to := high
		if i+1 < len(p.elements) {
			to = p.elements[i+1].key
		}
		if err := w.descend(ctx, p.elements[i].child, p.elements[i].key, to, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) leaves(p *page) error {
	for i := range p.elements {
		if err := w.leaf(p.id, &p.elements[i]); err != nil {
			return err
		}
	}
	return nil
}
