package merge

import (
	"maps"
	"slices"
)

// Set is a column of many values (tags, links): each addition stands until
// somebody who saw it removes it, so that an addition nobody saw survives a
// removal.
type Set struct {
	Adds  map[string][]string `json:"adds,omitempty"`  // element: operations that added it
	Early map[string][]string `json:"early,omitempty"` // removed before the addition came
}

// SetEdit is what an operation does to a set, in Change.New.
type SetEdit struct {
	Add    []string `json:"add,omitempty"`
	Remove []string `json:"remove,omitempty"`
}

// Elements are the elements of the set, ascending.
func (s Set) Elements() []string { return slices.Sorted(maps.Keys(s.Adds)) }

// edit applies an operation: it removes of each element the additions that its
// author saw, and adds. An element that it removes and adds is added.
func (s *Set) edit(by string, e SetEdit, saw []string) {
	for _, element := range e.Remove {
		for _, name := range saw {
			s.remove(element, name)
		}
	}
	for _, element := range e.Add {
		if i := slices.Index(s.Early[element], by); i >= 0 {
			s.Early[element] = slices.Delete(s.Early[element], i, i+1)
			if len(s.Early[element]) == 0 {
				delete(s.Early, element)
			}
			continue
		}
		if s.Adds == nil {
			s.Adds = map[string][]string{}
		}
		if !slices.Contains(s.Adds[element], by) {
			s.Adds[element] = append(s.Adds[element], by)
			slices.Sort(s.Adds[element])
		}
	}
}

func (s *Set) remove(element, name string) {
	if i := slices.Index(s.Adds[element], name); i >= 0 {
		s.Adds[element] = slices.Delete(s.Adds[element], i, i+1)
		if len(s.Adds[element]) == 0 {
			delete(s.Adds, element)
		}
		return
	}
	if slices.Contains(s.Early[element], name) {
		return
	}
	if s.Early == nil {
		s.Early = map[string][]string{}
	}
	s.Early[element] = append(s.Early[element], name)
	slices.Sort(s.Early[element])
}

func (s Set) clone() Set {
	c := Set{maps.Clone(s.Adds), maps.Clone(s.Early)}
	for element := range c.Adds {
		c.Adds[element] = slices.Clone(c.Adds[element])
	}
	for element := range c.Early {
		c.Early[element] = slices.Clone(c.Early[element])
	}
	return c
}
