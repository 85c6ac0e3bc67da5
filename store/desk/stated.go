package desk

import (
	"slices"

	"segit/gis"
	"segit/gis/person"
	"segit/store"
)

// beside puts assertions into features that are about to be shown: those on
// their keys and on the persons that they name.
func (d *Desk) beside(features []Feature) (err error) {
	for i := range features {
		f := &features[i]
		if abouts := f.abouts(); len(abouts) > 0 {
			if f.Assertions, err = d.stated(abouts); err != nil {
				return err
			}
		}
	}
	return nil
}

// abouts are the names under which something may be stated of a feature.
func (f *Feature) abouts() []string {
	var all []string
	if f.Key.Complete() {
		all = aboutsOf(f.Cadastre, f.Key)
	}
	for _, v := range f.Fields {
		if v.Role == gis.RoleFiscalCode && v.Value != "" {
			all = append(all, aboutPerson+person.Normalise(v.Value))
		}
	}
	return all
}

// assertions are all there are, by what they are about: for deeds that show
// many rows.
func (d *Desk) assertions() (map[string][]Assertion, error) {
	rows, err := d.archive.Edits(store.LayerAssertions)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	all := map[string][]Assertion{}
	for id, e := range rows {
		if !e.Made() || e.Gone() {
			continue
		}
		a := Assertion{ID: id, Author: e.Author, At: *e.At}
		if _, err := e.Value(store.AboutColumn, &a.About); err != nil {
			return nil, err
		}
		if _, err := e.Value(store.TextColumn, &a.Text); err != nil {
			return nil, err
		}
		all[a.About] = append(all[a.About], a)
	}
	return all, nil
}

// assertionsOf are those among all that are about a feature.
func assertionsOf(f *Feature, all map[string][]Assertion) []Assertion {
	if len(all) == 0 {
		return nil
	}
	var some []Assertion
	for _, about := range f.abouts() {
		some = append(some, all[about]...)
	}
	slices.SortStableFunc(some, func(a, b Assertion) int { return a.At.Compare(b.At) })
	return some
}
