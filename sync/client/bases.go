package client

// bases are the rows as the server has them, read once in a transaction.
type bases struct {
	tx      Tx
	rows    map[rowName]*base
	changed map[rowName]bool
}

// of is a row; one of number 0 is not there.
func (s *bases) of(name rowName) (*base, error) {
	if b := s.rows[name]; b != nil {
		return b, nil
	}
	b := &base{Layer: name.layer, ID: name.id}
	if _, err := s.tx.Get(baseKey(name.layer, name.id), b); err != nil {
		return nil, err
	}
	if s.rows == nil {
		s.rows, s.changed = map[rowName]*base{}, map[rowName]bool{}
	}
	s.rows[name] = b
	return b, nil
}

// put keeps a row as it is now, once [bases.write] is called.
func (s *bases) put(name rowName, b *base) { s.rows[name], s.changed[name] = b, true }

// drop takes a row away.
func (s *bases) drop(name rowName) error {
	s.rows[name] = &base{Layer: name.layer, ID: name.id}
	delete(s.changed, name)
	return s.tx.Delete(baseKey(name.layer, name.id))
}

// write writes the rows that changed, once each.
func (s *bases) write() error {
	for name := range s.changed {
		if err := s.tx.Put(baseKey(name.layer, name.id), s.rows[name]); err != nil {
			return err
		}
	}
	clear(s.changed)
	return nil
}
