package control

import (
	"segit/gis"
	"segit/gis/tax"
)

// estimate is the money of the waste tax controls: the household formula of
// DPR 158/1999 with the municipality's tariff, for as many occupants as the
// account says or the parameter assumes. Without a tariff it gives no amount
// and says why.
type estimate struct {
	tariff    tax.WasteTariff
	known     bool  // a difference can be told
	whole     bool  // the whole tax too
	occupants int64 // assumed where the account does not say
}

// tariffParams let an office set its own tariff, in euro. Quf and Ka are enough
// for a difference; the whole tax wants the variable part too.
func tariffParams() []Param {
	return []Param{
		{Name: "quf", Unit: "€/m²"},
		{Name: "ka"},
		{Name: "variable", Unit: "€"},
		{Name: "occupants", Default: "1"},
	}
}

func newEstimate(comune string, info Info, s Setting) (*estimate, error) {
	e := &estimate{occupants: max(1, int64(s.must(info, "occupants")/gis.One))}
	quf, hasQuf := s.number(info, "quf")
	ka, hasKa := s.number(info, "ka")
	variable, hasVariable := s.number(info, "variable")
	var err error
	if hasQuf != hasKa || hasVariable && !hasQuf {
		// Half a tariff of one's own beside half of the tables' is nobody's.
		return nil, gis.Refuse("control.Estimate", gis.BadUsage, "estimate.half-tariff")
	}
	if hasQuf {
		e.tariff, err = tax.OwnWaste(comune, s.Year, quf, ka, gis.Cents(variable/(gis.One/100)))
		e.known, e.whole = true, hasVariable
		return e, err
	}
	e.tariff, e.known, err = tax.Waste(comune, s.Year)
	e.whole = e.known
	return e, err
}

// full is the tax on an expected area, nil without a whole tariff.
func (e *estimate) full(expected gis.Decimal) *gis.Cents {
	if !e.whole {
		return nil
	}
	v := e.tariff.Household(tax.WholeMetres(expected), int(e.occupants))
	return &v
}

// difference is the tax on the expected area less that on the declared one.
func (e *estimate) difference(expected, declared gis.Decimal, occupants int64) *gis.Cents {
	if !e.known {
		return nil
	}
	if occupants == 0 {
		occupants = e.occupants
	}
	v := e.tariff.Household(tax.WholeMetres(expected), int(occupants)) - e.tariff.Household(tax.WholeMetres(declared), int(occupants))
	return &v
}

// reasons say on what the amount rests, so that it can be derived again, or why
// there is none. occupants are those of the account, 0 where it does not say.
func (e *estimate) reasons(occupants int64) []gis.Message {
	if !e.known {
		return []gis.Message{gis.Say("estimate.no-tariff")}
	}
	said := gis.Say("estimate.account", occupants)
	if occupants == 0 {
		occupants = e.occupants
		said = gis.Say("estimate.occupants", occupants)
	}
	t := &e.tariff
	return []gis.Message{said, gis.Say("estimate.tariff", t.From, t.FixedRate, t.KaOf(int(occupants)), t.VariableOf(int(occupants)), t.TEFA, t.Perequation, t.Table)}
}
