package store

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"strings"

	"segit/gis"
)

// lookup kinds: what a key index can be asked for.
const (
	byKey     = "key"     // section/sheet/parcel/sub
	byParcel  = "parcel"  // section/sheet/parcel
	byFiscal  = "fiscal"  // fiscal code
	byObject  = "object"  // object type and id of the census
	bySubject = "subject" // subject type and id
	byID      = "id"      // column "id" of a dataset
)

// keyRoles are the columns that an index of keys reads.
type keyRoles struct {
	key                                                                       gis.KeyRun
	sheet, parcel, also, fiscal, object, objectType, subject, subjectType, id int

	room []byte // of the value that is put
}

func rolesOf(s *gis.Schema) keyRoles {
	return keyRoles{
		key:   gis.KeyRun{KeyReader: gis.KeyReaderOf(s)},
		sheet: s.Role(gis.RoleSheet), parcel: s.Role(gis.RoleParcel), also: s.Role(gis.RoleAlsoKeys),
		fiscal: s.Role(gis.RoleFiscalCode), object: s.Role(gis.RoleObject), objectType: s.Role(gis.RoleObjectType),
		subject: s.Role(gis.RoleSubject), subjectType: s.Role(gis.RoleSubjectType), id: s.Index(idColumn),
	}
}

// idColumn is the column by whose value [Snapshot.ByID] finds.
const idColumn = "id"

// lookupRoles are the roles by which rows are looked up.
func lookupRoles() []gis.Role {
	return []gis.Role{
		gis.RoleComune, gis.RoleSection, gis.RoleSheet, gis.RoleParcel, gis.RoleSub, gis.RoleAlsoKeys,
		gis.RoleFiscalCode, gis.RoleObject, gis.RoleObjectType, gis.RoleSubject, gis.RoleSubjectType,
	}
}

// objectTypeOf is the object type of a dataset that holds one kind of object only.
func objectTypeOf(s *gis.Schema) string {
	switch s.Dataset {
	case "units":
		return "F"
	case "land":
		return "T"
	}
	return ""
}

// eachKey calls put for every way in which a row can be looked up; a value holds
// during the call.
func eachKey(b *gis.Batch, row int, roles *keyRoles, comune string, put func(kind string, value []byte)) {
	if roles.sheet >= 0 && roles.parcel >= 0 {
		putKey(roles.key.Key(b, row, comune), roles, put)
		for _, more := range alsoKeys(b, row, roles) {
			putKey(more, roles, put)
		}
	}
	text := func(kind, value string) {
		roles.room = append(roles.room[:0], value...)
		put(kind, roles.room)
	}
	if code := b.Text(roles.fiscal, row); code != "" {
		text(byFiscal, code)
	}
	if id, ok := b.Num(roles.object, row); ok {
		kind := objectTypeOf(b.Schema)
		if roles.objectType >= 0 {
			kind = b.Text(roles.objectType, row)
		}
		text(byObject, numbered(kind, id))
	}
	if id, ok := b.Num(roles.subject, row); ok {
		text(bySubject, numbered(b.Text(roles.subjectType, row), id))
	}
	if roles.id >= 0 {
		text(byID, b.Text(roles.id, row))
	}
}

// alsoKeys are the other keys of a row, those that read.
func alsoKeys(b *gis.Batch, row int, roles *keyRoles) []gis.Key {
	text := b.Text(roles.also, row)
	if text == "" {
		return nil
	}
	var keys []gis.Key
	for also := range strings.SplitSeq(text, ";") {
		if _, more, err := gis.ParseKey(also); err == nil {
			keys = append(keys, more)
		}
	}
	return keys
}

func putKey(k gis.Key, roles *keyRoles, put func(kind string, value []byte)) {
	if !k.Complete() {
		return
	}
	roles.room = k.OfParcel().Append(roles.room[:0])
	put(byParcel, roles.room)
	if k.Sub != "" {
		roles.room = k.Append(roles.room[:0])
		put(byKey, roles.room)
	}
}

func numbered(kind string, id int64) string { return kind + strconv.FormatInt(id, 10) }

// identityOf are the identity columns of a schema; none where a row is told by
// its whole content.
func identityOf(s *gis.Schema) []int {
	var identity []int
	for _, name := range s.Identity {
		if col := s.Index(name); col >= 0 {
			identity = append(identity, col)
		}
	}
	return identity
}

// rowDigest is the identity of a row (identity columns, or all when the schema
// names none or the row has none of them) and its content: every column, validity and geometry, whatever
// line and file it came from. Two rows of one schema are taken to be equal when
// both halves are: 128 bits of SHA-256. room is scratch space, returned grown.
func rowDigest(b *gis.Batch, row int, identity []int, room []byte) (hashPair, []byte) {
	room = room[:0]
	for col := range b.Schema.Columns {
		room = appendCell(room, b, col, row)
	}
	room = binary.LittleEndian.AppendUint32(room, uint32(b.From[row]))
	room = binary.LittleEndian.AppendUint32(room, uint32(b.To[row]))
	if b.Schema.Shape != gis.NoShape {
		from, to := b.Shapes.Parts(row)
		room = append(room, byte(b.Shapes.Kind[row]))
		for part := from; part < to; part++ {
			first, last := b.Shapes.Rings(part)
			room = binary.LittleEndian.AppendUint32(room, uint32(last-first))
			for ring := first; ring < last; ring++ {
				room = binary.LittleEndian.AppendUint32(room, uint32(len(b.Shapes.Ring(ring))))
			}
		}
		xy := b.Shapes.RowXY(row)
		n := len(room)
		room = slices.Grow(room, 8*len(xy))[:n+8*len(xy)]
		rest := room[n:]
		for _, v := range xy {
			binary.LittleEndian.PutUint64(rest, math.Float64bits(v))
			rest = rest[8:]
		}
	}
	sum := sha256.Sum256(room)
	content := hashPair{binary.LittleEndian.Uint64(sum[:]), binary.LittleEndian.Uint64(sum[8:])}
	if len(identity) == 0 {
		return content, room
	}
	room = room[:0]
	said := false
	for _, col := range identity {
		room = appendCell(room, b, col, row)
		said = said || !b.Null(col, row)
	}
	if !said {
		return content, room
	}
	sum = sha256.Sum256(room)
	return hashPair{binary.LittleEndian.Uint64(sum[:]), content.b}, room
}

func appendCell(room []byte, b *gis.Batch, col, row int) []byte {
	if b.Schema.Columns[col].Type == gis.Text {
		return append(append(room, b.Text(col, row)...), 0)
	}
	v, ok := b.Num(col, row)
	if !ok {
		return append(room, 1)
	}
	return binary.LittleEndian.AppendUint64(append(room, 2), uint64(v))
}
