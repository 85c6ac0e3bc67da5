package cql

import (
	"slices"
	"strings"
	"time"
)

// ParseText reads a filter in CQL2 text.
func ParseText(text string) (Expr, error) {
	tokens, err := lex(text)
	if err != nil {
		return nil, err
	}
	p := parser{tokens: tokens}
	e, err := p.or(0)
	if err == nil && p.peek().kind != 0 {
		err = p.syntax()
	}
	if err != nil {
		return nil, err
	}
	return e, nil
}

type parser struct {
	tokens []token
	at     int
}

func (p *parser) peek() *token { return &p.tokens[p.at] }

func (p *parser) next() *token {
	t := p.peek()
	if t.kind != 0 {
		p.at++
	}
	return t
}

// syntax says where the filter cannot be read on.
func (p *parser) syntax() error {
	t := p.peek()
	what := t.text
	switch {
	case t.kind == 0:
		return refuse("ogc.cql.ends", t.at+1)
	case what == "":
		what = string(t.kind)
	}
	return refuse("ogc.cql.syntax", what, t.at+1)
}

// word takes a word if it comes.
func (p *parser) word(word string) bool {
	if p.peek().is(word) {
		p.at++
		return true
	}
	return false
}

func (p *parser) want(kind rune) error {
	if p.peek().kind != kind {
		return p.syntax()
	}
	p.next()
	return nil
}

func (p *parser) or(depth int) (Expr, error) {
	if depth > deepest {
		return nil, refuse("ogc.cql.deep", deepest)
	}
	e, err := p.and(depth)
	all := Or{e}
	for err == nil && p.word("OR") {
		e, err = p.and(depth)
		all = append(all, e)
	}
	if len(all) == 1 {
		return e, err
	}
	return all, err
}

func (p *parser) and(depth int) (Expr, error) {
	e, err := p.not(depth)
	all := And{e}
	for err == nil && p.word("AND") {
		e, err = p.not(depth)
		all = append(all, e)
	}
	if len(all) == 1 {
		return e, err
	}
	return all, err
}

func (p *parser) not(depth int) (Expr, error) {
	if p.word("NOT") {
		if depth > deepest {
			return nil, refuse("ogc.cql.deep", deepest)
		}
		e, err := p.not(depth + 1)
		return Not{e}, err
	}
	t := p.peek()
	switch {
	case t.kind == '(':
		p.next()
		e, err := p.or(depth + 1)
		if err == nil {
			err = p.want(')')
		}
		return e, err
	case t.is("TRUE") || t.is("FALSE"):
		return p.constant()
	case t.kind == 'w' && p.tokens[p.at+1].kind == '(' && !t.is("DATE") && !t.is("TIMESTAMP"):
		return p.function()
	case t.kind == 'w' || t.kind == 'p':
		if !t.is("DATE") && !t.is("TIMESTAMP") || p.tokens[p.at+1].kind != '(' {
			return p.predicate()
		}
	}
	return p.turned()
}

// constant is TRUE or FALSE by itself, or the left side of a comparison.
func (p *parser) constant() (Expr, error) {
	if p.tokens[p.at+1].kind == 'o' {
		return p.turned()
	}
	return Always(p.next().is("TRUE")), nil
}

// turned is a comparison that begins with the literal.
func (p *parser) turned() (Expr, error) {
	v, err := p.value()
	if err != nil {
		return nil, err
	}
	if p.peek().kind != 'o' {
		return nil, p.syntax()
	}
	op := p.next().text
	if t := p.peek(); t.kind != 'w' && t.kind != 'p' {
		return nil, p.syntax()
	}
	property := p.next().text
	return Compare{property, mirrored(op), v}, nil
}

// mirrored is the comparison with its sides exchanged.
func mirrored(op string) string {
	return strings.NewReplacer("<>", "<>", "<", ">", ">", "<").Replace(op)
}

// predicate begins with a property.
func (p *parser) predicate() (Expr, error) {
	property := p.next().text
	if p.word("IS") {
		not := p.word("NOT")
		if !p.word("NULL") {
			return nil, p.syntax()
		}
		return turnedIf(not, Null{property}), nil
	}
	not := p.word("NOT")
	var e Expr
	var err error
	switch t := p.peek(); {
	case t.is("LIKE"):
		p.next()
		if p.peek().kind != 's' {
			return nil, p.syntax()
		}
		e = Like{property, p.next().text}
	case t.is("IN"):
		p.next()
		e, err = p.in(property)
	case t.is("BETWEEN"):
		p.next()
		b := Between{Property: property}
		if b.Low, err = p.value(); err == nil && !p.word("AND") {
			err = p.syntax()
		}
		if err == nil {
			b.High, err = p.value()
		}
		e = b
	case t.kind == 'o' && !not:
		op := p.next().text
		v, err := p.value()
		return Compare{property, op, v}, err
	default:
		return nil, p.syntax()
	}
	return turnedIf(not, e), err
}

func turnedIf(not bool, e Expr) Expr {
	if not {
		return Not{e}
	}
	return e
}

func (p *parser) in(property string) (Expr, error) {
	e := In{Property: property}
	err := p.list(func() error {
		v, err := p.value()
		if err != nil {
			return err
		}
		if e.Values = append(e.Values, v); len(e.Values) > mostList {
			return refuse("ogc.cql.list", mostList)
		}
		return nil
	})
	return e, err
}

// value is a literal.
func (p *parser) value() (Value, error) {
	switch t := p.peek(); {
	case t.kind == 's':
		return Value{Kind: Text, Text: p.next().text}, nil
	case t.kind == 'n':
		return Value{Kind: Number, Number: p.next().number}, nil
	case t.is("TRUE"), t.is("FALSE"):
		return Value{Kind: Bool, Bool: p.next().is("TRUE")}, nil
	case (t.is("DATE") || t.is("TIMESTAMP")) && p.tokens[p.at+1].kind == '(':
		kind := Day
		if p.next().is("TIMESTAMP") {
			kind = Moment
		}
		p.next()
		if p.peek().kind != 's' {
			return Value{}, p.syntax()
		}
		v, err := instant(kind, p.next().text)
		if err == nil {
			err = p.want(')')
		}
		return v, err
	case t.kind == 'w' || t.kind == 'p':
		return Value{}, refuse("ogc.cql.property-property", t.text)
	}
	return Value{}, p.syntax()
}

// instant is a day or a moment of the form that its kind has.
func instant(kind Kind, text string) (Value, error) {
	form := time.DateOnly
	if kind == Moment {
		form = time.RFC3339
	}
	if _, err := time.Parse(form, text); err != nil {
		return Value{}, refuse("ogc.cql.instant", text)
	}
	return Value{Kind: kind, Text: text}, nil
}

// unsupported names functions of CQL2 whose class is not declared.
func unsupported() []string {
	return []string{
		"S_CONTAINS", "S_CROSSES", "S_DISJOINT", "S_EQUALS", "S_OVERLAPS", "S_TOUCHES", "S_WITHIN", "CASEI", "ACCENTI", "INTERVAL",
		"A_CONTAINEDBY", "A_CONTAINS", "A_EQUALS", "A_OVERLAPS",
	}
}

// function is S_INTERSECTS of the geometry and a literal, in either order.
func (p *parser) function() (Expr, error) {
	name := p.peek()
	if !name.is("S_INTERSECTS") {
		if slices.Contains(unsupported(), strings.ToUpper(name.text)) || strings.HasPrefix(strings.ToUpper(name.text), "T_") {
			return nil, refuse("ogc.cql.unsupported", strings.ToUpper(name.text))
		}
		return nil, refuse("ogc.cql.function", name.text)
	}
	p.next()
	p.next()
	var e Intersects
	var err error
	for i := range 2 {
		t := p.peek()
		switch {
		case (t.kind == 'w' || t.kind == 'p') && p.tokens[p.at+1].kind != '(' && !p.tokens[p.at+1].is("EMPTY") && e.Property == "":
			e.Property = p.next().text
		case t.kind == 'w' && e.Geometry == nil:
			e.Geometry, err = p.geometry(0)
		default:
			err = p.syntax()
		}
		if err == nil && i == 0 {
			err = p.want(',')
		}
		if err != nil {
			return nil, err
		}
	}
	if e.Property == "" || e.Geometry == nil {
		return nil, p.syntax()
	}
	return e, p.want(')')
}
