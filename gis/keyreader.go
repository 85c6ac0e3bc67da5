package gis

// KeyReader reads the cadastral keys of the rows of one schema. It looks the
// roles up once, where [Batch.Key] does it for every row.
type KeyReader struct{ comune, section, sheet, parcel, sub int }

// KeyReaderOf finds the key columns of a schema.
func KeyReaderOf(s *Schema) KeyReader {
	return KeyReader{
		comune: s.Role(RoleComune), section: s.Role(RoleSection), sheet: s.Role(RoleSheet),
		parcel: s.Role(RoleParcel), sub: s.Role(RoleSub),
	}
}

// Key is the key of a row of a batch of that schema, normalised. comune stands
// in where the row names none.
func (r KeyReader) Key(b *Batch, row int, comune string) Key {
	if c := b.Text(r.comune, row); c != "" {
		comune = c
	}
	return MakeKey(comune, b.Text(r.section, row), b.Text(r.sheet, row), b.Text(r.parcel, row), b.Text(r.sub, row))
}

// KeyRun reads the keys of rows one after the other: what a row has in common
// with the one before, mostly its sheet, is normalised once. The zero value of
// all but the reader is ready.
type KeyRun struct {
	KeyReader
	comune, section, sheet string // as the last row has them
	last                   Key
}

// Key is [KeyReader.Key].
func (r *KeyRun) Key(b *Batch, row int, comune string) Key {
	if c := b.Text(r.KeyReader.comune, row); c != "" {
		comune = c
	}
	section, sheet := b.Text(r.KeyReader.section, row), b.Text(r.KeyReader.sheet, row)
	if comune != r.comune || section != r.section || sheet != r.sheet {
		r.comune, r.section, r.sheet = comune, section, sheet
		r.last = MakeKey(comune, section, sheet, "", "")
	}
	k := r.last
	k.Parcel, k.Sub = NormaliseNumber(b.Text(r.parcel, row)), NormaliseNumber(b.Text(r.sub, row))
	return k
}
