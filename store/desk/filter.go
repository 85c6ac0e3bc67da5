package desk

import (
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"segit/gis"
	"segit/gis/person"
	"segit/store"
)

// hiddenText stands in a logged filter for a text that may name a person.
const hiddenText = "…"

// loggedFilter is an expression as the access log keeps it: which columns were
// asked is told, what was looked for in columns that name persons, or that say
// nothing of what they hold, is not. The codes that were looked for are noted
// as subjects.
func loggedFilter(where string, sets []store.Dataset, s *sight) string {
	if where == "" {
		return ""
	}
	tree, err := parser.Parse(where)
	if err != nil {
		return hiddenText // it will be refused before anything is shown
	}
	ast.Walk(&tree.Node, &redaction{sets: sets, sight: s})
	return tree.Node.String()
}

// redaction hides the texts of an expression, unless it compares them with a
// column that is known to hold no names.
type redaction struct {
	sets  []store.Dataset
	sight *sight
}

// Visit is part of ast.Visitor: it comes to the parts of a node before the node.
func (r *redaction) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.BinaryNode:
		for _, sides := range [][2]ast.Node{{n.Left, n.Right}, {n.Right, n.Left}} {
			column, named := sides[0].(*ast.IdentifierNode)
			text, is := sides[1].(*ast.StringNode)
			if is && !(named && r.harmless(column.Value)) {
				r.hide(text)
			}
		}
	case *ast.ConstantNode:
		n.Value = hiddenText
	default:
		for _, part := range partsOf(n) {
			if text, is := part.(*ast.StringNode); is {
				r.hide(text)
			}
		}
	}
}

func (r *redaction) hide(text *ast.StringNode) {
	if person.Check(text.Value).Valid() {
		r.sight.code(text.Value)
	}
	text.Value = hiddenText
}

// partsOf are the direct parts of a node that may be a text.
func partsOf(n ast.Node) []ast.Node {
	switch n := n.(type) {
	case *ast.CallNode:
		return n.Arguments
	case *ast.BuiltinNode:
		return n.Arguments
	case *ast.ArrayNode:
		return n.Nodes
	case *ast.ConditionalNode:
		return []ast.Node{n.Cond, n.Exp1, n.Exp2}
	case *ast.UnaryNode:
		return []ast.Node{n.Node}
	case *ast.MemberNode:
		return []ast.Node{n.Node, n.Property}
	case *ast.SliceNode:
		return []ast.Node{n.Node, n.From, n.To}
	case *ast.VariableDeclaratorNode:
		return []ast.Node{n.Value, n.Expr}
	case *ast.SequenceNode:
		return n.Nodes
	case *ast.MapNode:
		return n.Pairs
	case *ast.PairNode:
		return []ast.Node{n.Key, n.Value}
	case *ast.PredicateNode:
		return []ast.Node{n.Node}
	case *ast.ChainNode:
		return []ast.Node{n.Node}
	}
	return nil
}

// harmless reports a column whose role says that it names nobody, in every
// source that has it.
func (r *redaction) harmless(name string) bool {
	known := false
	for i := range r.sets {
		for _, c := range r.sets[i].Schema.Columns {
			if c.Name != name {
				continue
			}
			if c.Role.Personal() || c.Role == "" && c.Type == gis.Text || slices.Contains(doubtfulRoles(), c.Role) {
				return false
			}
			known = true
		}
	}
	return known || name == "valid_from" || name == "valid_to"
}

// doubtfulRoles are those whose texts may point at one person.
func doubtfulRoles() []gis.Role {
	return []gis.Role{gis.RoleSubject, gis.RoleAccount, gis.RoleLabel, gis.RoleCivic, gis.RoleStreet, gis.RoleInterior, gis.RoleStaircase}
}
