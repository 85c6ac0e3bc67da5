package overlay

import "segit/gis"

// Inspector looks at rows as the door does, and repairs none. It is for one
// goroutine; the zero value is ready.
type Inspector struct{ porter porter }

// InOrder reports that [Prepare] would take a row as it is, but for the direction
// of its rings.
func (i *Inspector) InOrder(s *gis.Shapes, row int) bool {
	i.porter.noted, i.porter.looking = i.porter.noted[:0], true
	i.porter.shapes.Reset()
	return i.porter.inspect(s, row) == sound
}
