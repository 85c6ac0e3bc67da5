package gis

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"
)

// TestRolesListsEveryConstant reads role.go, so that a role cannot be added and
// forgotten in the list.
func TestRolesListsEveryConstant(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "role.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	declared := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		for _, v := range spec.Values {
			lit, ok := v.(*ast.BasicLit)
			if !ok {
				continue
			}
			name, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			declared++
			if !slices.Contains(Roles(), Role(name)) {
				t.Errorf("role %q is not in Roles()", name)
			}
		}
		return true
	})
	if declared != len(Roles()) {
		t.Errorf("%d roles declared, %d listed", declared, len(Roles()))
	}
}

func TestPersonalRoles(t *testing.T) {
	var personal []Role
	for _, r := range Roles() {
		if r.Personal() {
			personal = append(personal, r)
		}
	}
	want := []Role{RoleFiscalCode, RoleSurname, RoleGivenName, RoleFullName, RoleBirthDate}
	if !slices.Equal(personal, want) {
		t.Errorf("personal roles are %v, want %v", personal, want)
	}
}
