package cql

import (
	"cmp"
	"strings"
	"time"

	"github.com/paulmach/orb"
)

// Row is what a filter looks at.
type Row interface {
	// Value is a property; false when it is absent. Days are texts.
	Value(property string) (Value, bool)
	// Intersects reports whether the row's geometry shares a point with g; known
	// is false for a row without geometry.
	Intersects(g orb.Geometry) (is, known bool, err error)
}

// truth is what a condition is of a row: a comparison with what is absent is
// neither true nor false.
type truth int8

const (
	no truth = iota
	unknown
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// Match reports whether a filter that [Check] passed holds for a row.
func Match(e Expr, r Row) (bool, error) {
	t, err := eval(e, r)
	return t == yes, err
}

func eval(e Expr, r Row) (truth, error) {
	switch e := e.(type) {
	case And:
		worst := yes
		for _, one := range e {
			t, err := eval(one, r)
			if err != nil || t == no {
				return no, err
			}
			worst = min(worst, t)
		}
		return worst, nil
	case Or:
		best := no
		for _, one := range e {
			t, err := eval(one, r)
			if err != nil || t == yes {
				return t, err
			}
			best = max(best, t)
		}
		return best, nil
	case Not:
		t, err := eval(e.Of, r)
		return yes - t, err
	case Always:
		return truthOf(bool(e)), nil
	case Null:
		_, there := r.Value(e.Property)
		return truthOf(!there), nil
	case Intersects:
		is, known, err := r.Intersects(e.Geometry)
		if !known {
			return unknown, err
		}
		return truthOf(is), err
	}
	return evalValue(e, r), nil
}

// evalValue is a condition on one value.
func evalValue(e Expr, r Row) truth {
	on := func(property string, holds func(Value) bool) truth {
		v, there := r.Value(property)
		if !there {
			return unknown
		}
		return truthOf(holds(v))
	}
	switch e := e.(type) {
	case Compare:
		return on(e.Property, func(v Value) bool { return holds(e.Op, order(v, e.Value)) })
	case Between:
		return on(e.Property, func(v Value) bool { return order(v, e.Low) >= 0 && order(v, e.High) <= 0 })
	case In:
		return on(e.Property, func(v Value) bool {
			for _, one := range e.Values {
				if order(v, one) == 0 {
					return true
				}
			}
			return false
		})
	case Like:
		return on(e.Property, func(v Value) bool { return like([]rune(v.Text), []rune(e.Pattern)) })
	}
	return no
}

func holds(op string, order int) bool {
	switch op {
	case "=":
		return order == 0
	case "<>":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

// order compares a value of a row to a literal of a kind that goes with it.
func order(v, literal Value) int {
	switch literal.Kind {
	case Number:
		return cmp.Compare(v.Number, literal.Number)
	case Bool:
		return cmp.Compare(truthOf(v.Bool), truthOf(literal.Bool))
	case Moment:
		day, err := time.Parse(time.DateOnly, v.Text)
		moment, err2 := time.Parse(time.RFC3339, literal.Text)
		if err == nil && err2 == nil {
			return day.Compare(moment)
		}
	}
	return strings.Compare(v.Text, literal.Text)
}

// like matches a form, going back to the last % when what follows does not fit.
func like(text, pattern []rune) bool {
	at, star, mark := 0, -1, 0
	for i := 0; i < len(text); {
		literal := at < len(pattern) && pattern[at] == '\\' && at+1 < len(pattern)
		switch {
		case literal && pattern[at+1] == text[i]:
			at, i = at+2, i+1
		case !literal && at < len(pattern) && pattern[at] == '%':
			star, mark = at, i
			at++
		case !literal && at < len(pattern) && (pattern[at] == '_' || pattern[at] == text[i]):
			at, i = at+1, i+1
		case star >= 0:
			mark++
			at, i = star+1, mark
		default:
			return false
		}
	}
	for at < len(pattern) && pattern[at] == '%' {
		at++
	}
	return at == len(pattern)
}
