package cql

import (
	"github.com/paulmach/orb"

	"segit/gis"
)

// Expr is a condition: one of the types below.
type Expr interface{ expr() }

// The conditions.
type (
	// And holds when all do.
	And []Expr
	// Or holds when one does.
	Or []Expr
	// Not turns a condition round.
	Not struct{ Of Expr }
	// Always is a literal, TRUE or FALSE.
	Always bool
	// Compare is a property against a literal: Op is = <> < <= > >=.
	Compare struct {
		Property string
		Op       string
		Value    Value
	}
	// Between holds for what lies between two numbers or days, both included.
	Between struct {
		Property  string
		Low, High Value
	}
	// In holds for what equals one of the values.
	In struct {
		Property string
		Values   []Value
	}
	// Like holds for texts of a form: % any run, _ one character, \ before a
	// character that stands for itself.
	Like struct{ Property, Pattern string }
	// Null holds for what is absent.
	Null struct{ Property string }
	// Intersects holds for what shares a point with a geometry, whose coordinates
	// are in the order of the filter's CRS until [Transform].
	Intersects struct {
		Property string
		Geometry orb.Geometry
	}
)

func (And) expr()        {}
func (Or) expr()         {}
func (Not) expr()        {}
func (Always) expr()     {}
func (Compare) expr()    {}
func (Between) expr()    {}
func (In) expr()         {}
func (Like) expr()       {}
func (Null) expr()       {}
func (Intersects) expr() {}

// Value is a literal. Days and moments are texts in the forms of RFC 3339.
type Value struct {
	Kind   Kind
	Text   string
	Number float64
	Bool   bool
}

// Kind is the kind of a literal or of a property.
type Kind uint8

// The kinds.
const (
	Text Kind = iota + 1
	Number
	Bool
	Day    // DATE('2024-12-31')
	Moment // TIMESTAMP('2024-12-31T10:00:00Z')
	Geometry
)

// String names a kind in a refusal.
func (k Kind) String() string {
	return [...]string{"", "string", "number", "boolean", "date", "timestamp", "geometry"}[k]
}

// What a filter may hold, so that none is work without end.
const (
	longest  = 16 << 10 // bytes
	deepest  = 32
	mostList = 1000
)

func refuse(code string, args ...any) error { return gis.Refuse("cql", gis.BadInput, code, args...) }

// Check refuses a filter that asks for a property which is not among those that
// can be asked for, or compares it to a literal of another kind.
func Check(e Expr, queryables map[string]Kind) error {
	switch e := e.(type) {
	case And:
		return checkAll(e, queryables)
	case Or:
		return checkAll(e, queryables)
	case Not:
		return Check(e.Of, queryables)
	case Compare:
		return comparable(e.Property, queryables, e.Value)
	case Between:
		return comparable(e.Property, queryables, e.Low, e.High)
	case In:
		return comparable(e.Property, queryables, e.Values...)
	case Like:
		return comparable(e.Property, queryables, Value{Kind: Text})
	case Null:
		if _, ok := queryables[e.Property]; !ok {
			return refuse("ogc.cql.property", e.Property)
		}
	case Intersects:
		kind, ok := queryables[e.Property]
		if !ok {
			return refuse("ogc.cql.property", e.Property)
		}
		if kind != Geometry {
			return refuse("ogc.cql.kinds", e.Property, kind, Geometry)
		}
	}
	return nil
}

func checkAll(all []Expr, queryables map[string]Kind) error {
	for _, e := range all {
		if err := Check(e, queryables); err != nil {
			return err
		}
	}
	return nil
}

func comparable(property string, queryables map[string]Kind, values ...Value) error {
	kind, ok := queryables[property]
	if !ok {
		return refuse("ogc.cql.property", property)
	}
	for _, v := range values {
		if v.Kind == kind || kind == Day && (v.Kind == Text || v.Kind == Moment) {
			continue
		}
		return refuse("ogc.cql.kinds", property, kind, v.Kind)
	}
	return nil
}

// Transform moves the geometries of a filter by f.
func Transform(e Expr, f func(orb.Geometry) (orb.Geometry, error)) (Expr, error) {
	each := func(all []Expr) ([]Expr, error) {
		moved := make([]Expr, len(all))
		for i := range all {
			var err error
			if moved[i], err = Transform(all[i], f); err != nil {
				return nil, err
			}
		}
		return moved, nil
	}
	switch e := e.(type) {
	case And:
		all, err := each(e)
		return And(all), err
	case Or:
		all, err := each(e)
		return Or(all), err
	case Not:
		of, err := Transform(e.Of, f)
		return Not{of}, err
	case Intersects:
		g, err := f(e.Geometry)
		return Intersects{e.Property, g}, err
	}
	return e, nil
}
