package control

import (
	"context"
	"strings"

	"github.com/BurntSushi/toml"

	"segit/assets"
	"segit/gis"
)

// tariUntaxed is control 25: open units of groups A, B and C that no waste tax
// account covers (L. 147/2013 art. 1 c. 641). A cellar or garage goes with its
// holder's taxed dwelling in the same parcel or at the same civic.
type tariUntaxed struct{}

func (tariUntaxed) Info() Info {
	return Info{ID: "tari-untaxed", Number: 25, Version: 1, Needs: []string{"units", wasteDataset}, Params: append(tariffParams(),
		Param{Name: "ratio", Default: "0.80"},
		Param{Name: "exempt_categories", Default: strings.Join(exemptions().Waste.Categories, ","), List: true},
	)}
}

// exemptTable is assets/law/exempt.toml.
type exemptTable struct {
	Footprints struct {
		Words []string `toml:"words"`
	} `toml:"footprints"`
	Waste struct {
		Categories []string `toml:"categories"`
	} `toml:"waste"`
}

// exemptions reads the built-in table; the build holds it and a test reads it.
func exemptions() exemptTable {
	var t exemptTable
	raw, err := assets.Law("exempt")
	if err == nil {
		_, err = toml.Decode(string(raw), &t)
	}
	if err != nil {
		panic(err) // the table is part of the program
	}
	return t
}

func (c tariUntaxed) Run(ctx context.Context, f *Facts, s Setting) (Result, error) {
	m, err := f.Matches(ctx)
	if err != nil {
		return Result{}, err
	}
	info := c.Info()
	estimate, err := newEstimate(f.Comune(), info, s)
	if err != nil {
		return Result{}, err
	}
	exempt := s.list(info, "exempt_categories")
	taxed := taxedDwellings(f.units, f.holders, m)
	var r Result
	for i := range f.units.all {
		u := &f.units.all[i]
		if !taxable(u) || contains(exempt, textOf(u.category)) || u.unusable {
			continue
		}
		if m.taxed(int32(i)) {
			continue
		}
		if m.undecided[i] || !u.key().Complete() || f.holders.doubtful(u) {
			r.Undecided++
			continue
		}
		cover := noDwelling
		if u.appurtenance() {
			cover = covered(f.units, f.holders, m, taxed, int32(i))
		}
		switch cover {
		case dwellingHere:
			continue
		case dwellingUndecided:
			r.Undecided++
			continue
		}
		r.Findings = append(r.Findings, c.finding(f, info, s, i, cover, estimate))
	}
	if n := f.accounts.rejected; n > 0 {
		r.Remarks = append(r.Remarks, gis.Say("tari.rejects", n))
	}
	if m.adrift > 0 {
		r.Remarks = append(r.Remarks, gis.Say("tari.adrift", m.adrift))
	}
	if m.doubtful > 0 {
		r.Remarks = append(r.Remarks, gis.Say("tari.doubtful", m.doubtful))
	}
	return r.sealed(), nil
}

func (tariUntaxed) finding(f *Facts, info Info, s Setting, i int, cover cover, estimate *estimate) gis.Finding {
	u := &f.units.all[i]
	out := newFinding(f, info, s, gis.Urban, u.key())
	out.Severity, out.Confidence = gis.Medium, gis.Medium
	out.Address = f.units.street(u)
	out.Found = gis.Wording("untaxed.found")
	out.Reasons = []gis.Message{gis.Say("untaxed.reason.none")}
	switch {
	case cover == dwellingElsewhere:
		out.Confidence, out.Severity = gis.Low, gis.Low
		out.Reasons = append(out.Reasons, gis.Say("untaxed.reason.elsewhere"))
	case u.appurtenance():
		out.Severity = gis.Low
	case f.matches.others[i]:
		out.Confidence = gis.Low
		out.Reasons = append(out.Reasons, gis.Say("untaxed.reason.civic"))
	case f.holders.anyOf(u, f.matches.astray):
		out.Confidence = gis.Low
		out.Reasons = append(out.Reasons, gis.Say("untaxed.reason.astray"))
	case f.accounts.rejected > 0:
		out.Reasons = append(out.Reasons, gis.Say("untaxed.reason.rejects", f.accounts.rejected))
	case u.held():
		out.Confidence = gis.High
		out.Reasons = append(out.Reasons, gis.Say("untaxed.reason.holder"))
	}
	if u.measured {
		expected := scale(u.surface, s.must(info, "ratio"))
		out.Expected, out.Delta = gis.SquareMetres(expected), gis.SquareMetres(expected)
		if u.dwelling() {
			out.Euro = estimate.full(expected)
			out.Reasons = append(out.Reasons, estimate.reasons(0)...)
		}
	}
	if !u.dwelling() {
		out.Reasons = append(out.Reasons, gis.Say("estimate.not-household"))
	}
	out.Evidence = append(out.Evidence, f.unitEvidence(u))
	f.holders.name(f, u, &out)
	return out
}

// cover says whether a dwelling's account may cover an appurtenance.
type cover uint8

const (
	noDwelling cover = iota
	dwellingHere
	dwellingUndecided
	dwellingElsewhere
)

// taxedDwellings are, for each subject of the holders, the dwellings that have
// an account, or may have one.
func taxedDwellings(us *units, hs *holders, m *matches) [][]int32 {
	homes := make([][]int32, len(hs.subjects))
	for i := range us.all {
		u := &us.all[i]
		if !u.dwelling() || !m.taxed(int32(i)) && !m.undecided[i] {
			continue
		}
		for t := range hs.titles(u) {
			homes[t.who] = append(homes[t.who], int32(i))
		}
	}
	return homes
}

// covered looks for a dwelling of a holder of the appurtenance.
func covered(us *units, hs *holders, m *matches, homes [][]int32, i int32) cover {
	u := &us.all[i]
	if !u.held() {
		return besideDwelling(us, m, u)
	}
	best := noDwelling
	for t := range hs.titles(u) {
		for _, h := range homes[t.who] {
			home := &us.all[h]
			switch {
			case !us.near(u, home):
				if best == noDwelling {
					best = dwellingElsewhere
				}
			case m.taxed(h):
				return dwellingHere
			default:
				best = dwellingUndecided
			}
		}
	}
	return best
}

// besideDwelling decides for an appurtenance whose holder is not known: with a
// taxed dwelling on its parcel it may be that one's, and nothing is said.
func besideDwelling(us *units, m *matches, u *unit) cover {
	found := noDwelling
	u.answers(func(k gis.Key) bool {
		for _, i := range us.byParcel.rows[k.OfParcel()] {
			if us.all[i].dwelling() && (m.taxed(i) || m.undecided[i]) {
				found = dwellingUndecided
			}
		}
		return found != noDwelling
	})
	return found
}

// near reports whether two units share a parcel or a civic.
func (us *units) near(u, v *unit) bool {
	if address := us.streets.key(u.place); address.Complete() && address == us.streets.key(v.place) {
		return true
	}
	return u.answers(func(k gis.Key) bool {
		return v.answers(func(l gis.Key) bool { return k.OfParcel() == l.OfParcel() })
	})
}
