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

// AccessFilter chooses entries of the access log; what is zero chooses all.
type AccessFilter struct {
	Person string // fiscal code of a person or of a company
	Key    string // cadastral key, with or without the letter of its cadastre
	Actor  string
	Since  time.Time
}

// Accessed is an entry of the access log. Perhaps says that the deed showed so
// many rows that the entry names none of them: the person or unit asked for may
// have been among them.
type Accessed struct {
	store.Access
	Perhaps bool
}

// Accesses gives the entries of the access log, oldest first. Whoever asks who
// looked at a person or at a unit is logged too.
func (d *Desk) Accesses(ctx context.Context, filter AccessFilter, found func(Accessed) error) error {
	asked := d.sight()
	keys, err := d.askedOf(ctx, asked, filter)
	if err != nil {
		return err
	}
	if filter.Person != "" || filter.Key != "" {
		asked.count = 1
		if err := asked.log(store.Access{Deed: "access"}); err != nil {
			return err
		}
	}
	return d.archive.Accesses(func(x store.Access) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if filter.Actor != "" && !strings.EqualFold(x.Actor, filter.Actor) || x.At.Before(filter.Since) {
			return nil
		}
		named := filter.Person == "" || slices.ContainsFunc(x.Subjects, func(s string) bool { return asked.subjects[s] })
		named = named && (filter.Key == "" || slices.ContainsFunc(x.Keys, func(k string) bool { return slices.Contains(keys, k) }))
		if !named && (x.Rows || x.Of != 0) {
			return nil
		}
		return found(Accessed{x, !named})
	})
}

// askedOf notes whom and what a filter asks about, and gives the names under
// which the key may stand in the log.
func (d *Desk) askedOf(ctx context.Context, asked *sight, filter AccessFilter) ([]string, error) {
	if filter.Person != "" {
		code := person.Normalise(filter.Person)
		if !person.Check(code).Valid() {
			return nil, gis.Refuse("desk.Accesses", gis.BadUsage, "access.code")
		}
		if err := d.knownAs(ctx, asked, code); err != nil {
			return nil, err
		}
	}
	if filter.Key == "" {
		return nil, nil
	}
	cadastre, k, err := gis.ParseKey(filter.Key)
	if err != nil {
		return nil, err
	}
	asked.key(cadastre, k)
	var keys []string
	for _, c := range []gis.Cadastre{gis.AnyCadastre, gis.Land, gis.Urban} {
		if cadastre == gis.AnyCadastre || c == gis.AnyCadastre || c == cadastre {
			keys = append(keys, aboutKey(c, k))
		}
	}
	return keys, nil
}

// knownAs notes the hashes under which a person may stand in the log: the code,
// and the identifiers that the census in force gives to it.
func (d *Desk) knownAs(ctx context.Context, s *sight, code string) error {
	s.code(code)
	return d.with(func(snapshot *store.Snapshot) error {
		q := store.Ask{Dataset: "subjects", Columns: []string{}, Roles: []gis.Role{gis.RoleSubject, gis.RoleSubjectType}}
		return snapshot.ByFiscalCode(ctx, q, code, func(r *store.Row) error {
			kind, id := r.Schema.Role(gis.RoleSubjectType), r.Schema.Role(gis.RoleSubject)
			if kind >= 0 && id >= 0 {
				s.subject(r.Text(kind, r.At), valueText(r.Batch, id, r.At))
			}
			return nil
		})
	})
}
