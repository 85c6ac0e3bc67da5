package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"segit/gis"
	"segit/gis/person"
	"segit/store"
)

// Assertion is what a person states beside what was supplied: of a parcel, a
// unit or a subject.
type Assertion struct {
	ID     string    `json:"id"`
	About  string    `json:"about"` // "F:W001/A/12/345/6", without the letter where both cadastres are meant, or "person/CODE"
	Text   string    `json:"text"`
	Author string    `json:"author"`
	At     time.Time `json:"at"`
}

const assertOp = "desk.Assert"

// aboutPerson begins what is stated of a subject.
const aboutPerson = "person/"

// assertable is a key in the one form under which assertions are kept: a
// cadastral key, or the fiscal code of a person or of a company.
func (d *Desk) assertable(key string) (string, error) {
	cadastre, k, err := gis.ParseKey(key)
	if err == nil && k.Complete() {
		return aboutKey(cadastre, k), nil
	}
	code, _ := strings.CutPrefix(strings.TrimSpace(key), aboutPerson)
	if code = person.Normalise(code); person.Check(code).Valid() {
		return aboutPerson + code, nil
	}
	return "", gis.Refuse(assertOp, gis.BadUsage, "edit.no-key")
}

func aboutKey(cadastre gis.Cadastre, k gis.Key) string {
	if cadastre == gis.AnyCadastre {
		return k.String()
	}
	return cadastre.String() + ":" + k.String()
}

// Assert keeps a statement about a key as an operation: it is on disk when
// Assert returns.
func (d *Desk) Assert(ctx context.Context, key, text, author, purpose string) (Assertion, error) {
	about, err := d.assertable(key)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return Assertion{}, err
	}
	if text = strings.TrimSpace(text); text == "" {
		return Assertion{}, gis.Refuse(assertOp, gis.BadUsage, "edit.no-text")
	}
	o, err := written(store.LayerAssertions, about, text)
	if err != nil {
		return Assertion{}, err
	}
	o.Actor, o.Purpose = author, purpose
	if _, k, err := gis.ParseKey(about); err == nil {
		o.Cell = k.Cell()
	}
	ops, err := d.archive.Append(o)
	if err != nil {
		return Assertion{}, err
	}
	d.changed()
	return Assertion{ID: o.ID, About: about, Text: text, Author: author, At: ops[0].At}, nil
}

// Assertions gives what people state of a key, oldest first. Of a unit one is
// told what is stated of its parcel too; without a cadastre, what is stated in
// either.
func (d *Desk) Assertions(_ context.Context, key string) ([]Assertion, error) {
	about, err := d.assertable(key)
	if err != nil {
		return nil, err
	}
	if code, is := strings.CutPrefix(about, aboutPerson); is {
		s := d.sight()
		s.code(code)
		if err := s.log(store.Access{Deed: "assertions"}); err != nil {
			return nil, err
		}
		return d.stated([]string{about})
	}
	cadastre, k, err := gis.ParseKey(about)
	if err != nil {
		return nil, err
	}
	return d.stated(aboutsOf(cadastre, k))
}

// aboutsOf are the forms under which something may be stated of a key.
func aboutsOf(cadastre gis.Cadastre, k gis.Key) []string {
	var all []string
	for _, k := range []gis.Key{k, k.OfParcel()} {
		forms := []gis.Cadastre{gis.AnyCadastre, cadastre}
		if cadastre == gis.AnyCadastre {
			forms = []gis.Cadastre{gis.AnyCadastre, gis.Land, gis.Urban}
		}
		for _, c := range forms {
			if about := aboutKey(c, k); !slices.Contains(all, about) {
				all = append(all, about)
			}
		}
	}
	return all
}

// stated are the assertions about any of some things.
func (d *Desk) stated(abouts []string) ([]Assertion, error) {
	var all []Assertion
	for _, about := range abouts {
		rows, err := d.archive.About(about)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			r := &rows[i]
			if r.Layer != store.LayerAssertions || !r.Made() || r.Gone() {
				continue
			}
			a := Assertion{ID: r.ID, About: about, Author: r.Author, At: *r.At}
			if _, err := r.Value(store.TextColumn, &a.Text); err != nil {
				return nil, err
			}
			all = append(all, a)
		}
	}
	slices.SortStableFunc(all, func(a, b Assertion) int { return a.At.Compare(b.At) })
	return all, nil
}
