package control_test

import (
	"slices"
	"testing"

	"segit/gis"
)

const obsolete = "obsolete-class"

func TestObsoleteClass(t *testing.T) {
	town := newTown()
	town.unit("A/1/1/1", cells{"category": "A05", "surface": "80"})
	town.unit("A/1/2/1", cells{"category": "A06", "surface": "80.01"})
	town.unit("A/1/3/1", cells{"category": "A04"})
	town.unit("A/1/4/1", cells{"category": "A05", "partita": "C"})
	town.unit("A/1/5/1", cells{"category": "A05", "to": day(2025, 12, 31)})
	town.unit("A/1/6/1", cells{"category": "A05", "from": day(2026, 1, 1)})
	town.unit("A/1/7/1", cells{"category": "A05", "partita": "R"})
	town.unit("A/1/8", cells{"category": "A05", "parcel": ""}) // no identifier
	town.owner(1, "RSSMRA70A01W001V", cells{"quota_num": 1, "quota_den": 3})
	town.owner(1, "BNCLRA80A41W001X", cells{"quota_num": 2, "quota_den": 3})
	town.owner(1, "VRDGPP60A01W001K", cells{"right": "20"})
	r := want(t, town, obsolete, nil, 1, "A/1/1/1", "A/1/2/1", "A/1/7/1")
	if got := []gis.Level{r.Findings[0].Severity, r.Findings[1].Severity}; !slices.Equal(got, []gis.Level{gis.Medium, gis.High}) {
		t.Errorf("severity %v: 80 m² is not more than 80 m²", got)
	}
	f := &r.Findings[0]
	if f.FiscalCode != "BNCLRA80A41W001X" || f.Quota != "2/3" || f.Name != "INVENTATA PERSONA" || f.Address != "VIA ROMA 1" || f.Cadastre != gis.Urban {
		t.Errorf("%+v", f)
	}
	wantEvidence(t, f, "subjects 2", "titles 2", "units 1")
	want(t, town, obsolete, map[string]string{"categories": "a04"}, 0, "A/1/3/1")
	if f := want(t, town, obsolete, map[string]string{"large": "10"}, 1, "A/1/1/1", "A/1/2/1", "A/1/7/1").Findings[0]; f.Severity != gis.High {
		t.Errorf("severity %v with large=10", f.Severity)
	}
}

// A holder whose right may not make him liable is not named.
func TestDoubtfulHolderIsNotNamed(t *testing.T) {
	town := newTown()
	u := town.unit("A/1/1/1", cells{"category": "A05"})
	town.owner(u, "RSSMRA70A01W001V", cells{"right": "50", "right_text": "usufruttuario parziale"})
	f := want(t, town, obsolete, nil, 0, "A/1/1/1").Findings[0]
	if f.FiscalCode != "" || f.Name != "" || f.Quota != "" {
		t.Errorf("named %q %q", f.FiscalCode, f.Quota)
	}
	wantEvidence(t, &f, "units 1")
}

// Two open rows of one key are one finding, which says so.
func TestTwoOpenRowsOfOneKey(t *testing.T) {
	town := newTown()
	town.unit("A/1/1/1", cells{"category": "A05", "surface": "40"})
	town.unit("A/1/1/1", cells{"category": "A05", "surface": "90"})
	f := want(t, town, obsolete, nil, 0, "A/1/1/1").Findings[0]
	if f.Severity != gis.High || f.Confidence != gis.Low || !slices.Contains(codes(&f), "control.repeated") {
		t.Errorf("%v %v %v", f.Severity, f.Confidence, codes(&f))
	}
	wantEvidence(t, &f, "units 1", "units 2")
}
