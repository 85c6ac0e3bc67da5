package crs

import "strings"

// wktNode is a keyword with its values and the nodes inside it.
type wktNode struct {
	keyword  string
	values   []string // texts without their quotes, numbers and words as written
	children []wktNode
}

// is compares the keyword, letter case aside.
func (n *wktNode) is(keywords ...string) bool {
	for _, k := range keywords {
		if strings.EqualFold(n.keyword, k) {
			return true
		}
	}
	return false
}

// find is the first child of one of the keywords, or nil.
func (n *wktNode) find(keywords ...string) *wktNode {
	for i := range n.children {
		if n.children[i].is(keywords...) {
			return &n.children[i]
		}
	}
	return nil
}

// wktParser reads KEYWORD[value, KEYWORD[…], …]; round brackets will do too.
type wktParser struct{ rest string }

// wktDepth is deeper than any honest text.
const wktDepth = 32

func (p *wktParser) skip() { p.rest = strings.TrimLeft(p.rest, " \t\r\n\ufeff\x00") }

// node reads one node with its brackets.
func (p *wktParser) node(depth int) (*wktNode, bool) {
	p.skip()
	n := &wktNode{keyword: p.word()}
	p.skip()
	if n.keyword == "" || depth > wktDepth || p.rest == "" || p.rest[0] != '[' && p.rest[0] != '(' {
		return nil, false
	}
	for p.rest[0] != ']' && p.rest[0] != ')' {
		p.rest = p.rest[1:] // the bracket or the comma before this value
		if !p.value(n, depth) {
			return nil, false
		}
		p.skip()
		if p.rest == "" || !strings.ContainsRune("],)", rune(p.rest[0])) {
			return nil, false
		}
	}
	p.rest = p.rest[1:]
	return n, true
}

// value reads a text, a word or a node into n.
func (p *wktParser) value(n *wktNode, depth int) bool {
	p.skip()
	if strings.HasPrefix(p.rest, `"`) {
		text, ok := p.text()
		n.values = append(n.values, text)
		return ok
	}
	ahead := wktParser{rest: p.rest}
	word := ahead.word()
	ahead.skip()
	if word != "" && (strings.HasPrefix(ahead.rest, "[") || strings.HasPrefix(ahead.rest, "(")) {
		child, ok := p.node(depth + 1)
		if ok {
			n.children = append(n.children, *child)
		}
		return ok
	}
	p.rest = ahead.rest
	n.values = append(n.values, word)
	return word != ""
}

// word reads up to a mark or a blank.
func (p *wktParser) word() string {
	end := strings.IndexAny(p.rest, "[](),\" \t\r\n")
	if end < 0 {
		end = len(p.rest)
	}
	word := p.rest[:end]
	p.rest = p.rest[end:]
	return word
}

// text reads a quoted text; two quotes stand for one.
func (p *wktParser) text() (string, bool) {
	var b strings.Builder
	rest := p.rest[1:]
	for {
		end := strings.IndexByte(rest, '"')
		if end < 0 {
			return "", false
		}
		b.WriteString(rest[:end])
		rest = rest[end+1:]
		if !strings.HasPrefix(rest, `"`) {
			p.rest = rest
			return b.String(), true
		}
		b.WriteByte('"')
		rest = rest[1:]
	}
}
