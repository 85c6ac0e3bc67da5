package desk

import (
	"context"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"segit/gis"
)

// FindingChoice names findings to work on: by id, or all those of a control
// and of a filter.
type FindingChoice struct {
	IDs     []string // whole, or their first characters
	Control string
	Where   string // over control, tax_year, severity, confidence, cadastre, section, sheet, parcel, sub, euro, state, assignee, due
}

// shortestID is how many characters of an id are enough to look it up by.
const shortestID = 6

// FindingIDs gives the ids of the findings chosen, in the order of the list.
// Naming nothing, or what is not there, is refused.
func (d *Desk) FindingIDs(ctx context.Context, c FindingChoice) ([]string, error) {
	const op = "desk.FindingIDs"
	if len(c.IDs) == 0 {
		if c.Control == "" && strings.TrimSpace(c.Where) == "" {
			return nil, gis.Refuse(op, gis.BadUsage, "desk.no-choice")
		}
		return d.kept(ctx, c)
	}
	ids := make([]string, len(c.IDs))
	var all []gis.Finding
	for i, id := range c.IDs {
		_, err := d.finding(ctx, id)
		if gis.KindOf(err) == gis.NotFound && len(id) >= shortestID {
			if all == nil {
				if all, err = d.findings(ctx, FindingFilter{}); err != nil {
					return nil, err
				}
			}
			ids[i], err = begun(all, id)
		} else {
			ids[i] = id
		}
		if err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// begun is the one finding whose id begins so.
func begun(all []gis.Finding, id string) (string, error) {
	const op = "desk.FindingIDs"
	whole := ""
	for i := range all {
		if strings.HasPrefix(all[i].ID, strings.ToLower(id)) {
			if whole != "" {
				return "", gis.Refuse(op, gis.BadUsage, "desk.many-findings", id)
			}
			whole = all[i].ID
		}
	}
	if whole == "" {
		return "", gis.Refuse(op, gis.NotFound, "desk.no-finding", id)
	}
	return whole, nil
}

// kept are the findings of a control that a filter keeps.
func (d *Desk) kept(ctx context.Context, c FindingChoice) ([]string, error) {
	var program *vm.Program
	if strings.TrimSpace(c.Where) != "" {
		var err error
		if program, err = compile(c.Where, findingEnv(&gis.Finding{})); err != nil {
			return nil, err
		}
	}
	all, err := d.findings(ctx, FindingFilter{Control: c.Control})
	if err != nil {
		return nil, err
	}
	ids := []string{}
	for i := range all {
		if program != nil {
			out, err := expr.Run(program, findingEnv(&all[i]))
			if err != nil {
				return nil, failed(err)
			}
			if keep, ok := out.(bool); !ok || !keep {
				continue
			}
		}
		ids = append(ids, all[i].ID)
	}
	return ids, nil
}

// findingEnv is a finding as filters see it.
func findingEnv(f *gis.Finding) map[string]any {
	env := map[string]any{
		"control": f.Control, "tax_year": f.TaxYear, "severity": f.Severity.String(), "confidence": f.Confidence.String(),
		"cadastre": f.Cadastre.String(), "section": f.Key.Section, "sheet": f.Key.Sheet, "parcel": f.Key.Parcel, "sub": f.Key.Sub,
		"euro": 0.0, "state": f.State, "assignee": f.Assignee, "due": "",
	}
	if f.Euro != nil {
		env["euro"] = float64(*f.Euro) / 100
	}
	if f.Due != 0 {
		env["due"] = f.Due.String()
	}
	return env
}
