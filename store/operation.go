package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/gowebpki/jcs"

	"segit/gis"
)

// Operation is one human edit, in the shape in which it will travel (sync
// protocol v1): for each column the operations whose values the author saw,
// the value seen and the new one. Operations are appended and never changed.
//
// Its canonical form is the JSON of RFC 8785; its hash, which the next
// operation of the device names in Prev, is the SHA-256 of that form in
// lower-case hex. testdata/operations.golden shows both.
type Operation struct {
	Device  string            `json:"dev"`
	Seq     uint64            `json:"seq"` // 1, 2, 3 … without gaps on a device
	Comune  string            `json:"comune"`
	Layer   string            `json:"layer"`
	ID      string            `json:"id"`             // of the row edited
	Cell    string            `json:"cell,omitempty"` // sheet the row lies in, "section/sheet" ("_" for no section): who checks out that sheet gets the edit
	Kind    string            `json:"kind"`
	Set     map[string]Change `json:"set"` // by the permanent id of the column
	Schema  int               `json:"schema"`
	Actor   string            `json:"actor"`
	At      time.Time         `json:"at"` // orders the display, decides nothing
	Purpose string            `json:"purpose"`
	Prev    string            `json:"prev"` // hash of the device's operation before

	// What follows may be absent, and a reader that does not know it passes it by.

	Step   uint64 `json:"step,omitempty"`   // Seq of the first operation of what was done at one stroke; 0: this one alone
	Undoes string `json:"undoes,omitempty"` // name of the operation that this one takes back
	Seen   string `json:"seen,omitempty"`   // last link of the device's access log, "number:hash"
	Was    string `json:"was,omitempty"`    // of one told again ([Retelling]): what it was first, "device/seq:hash"
}

// The kinds of operation. A row that people make (a note, an assertion, a tie)
// is created, deleted and restored; columns are set. A transition is a set of
// a state that the table of states allows; taking one back is a plain set.
const (
	CreateKind     = "create"
	SetKind        = "set"
	DeleteKind     = "delete"
	RestoreKind    = "restore"
	TransitionKind = "transition"
	ResolveKind    = "resolve" // of a conflict: its Saw lists every value shown
)

// Change is what an operation does to one column.
type Change struct {
	Saw  []string        `json:"saw"`         // operations whose value the author had before the eyes, "device/seq"
	Base json.RawMessage `json:"b,omitempty"` // that value; absent where there was none
	New  json.RawMessage `json:"n"`           // null takes the value away
}

// Name is the operation's own name, as Saw uses it: "device/seq". One that was told
// again keeps the name of what it was first, whoever tells it: two copies of an
// archive that tell the same one tell one operation.
func (o *Operation) Name() string {
	if o.Was != "" {
		return o.Was
	}
	return o.written()
}

// written is the operation's place in the chain of its device.
func (o *Operation) written() string { return numbered(o.Device+"/", int64(o.Seq)) }

// Origin reads what an operation was that was told again; ok is false for a text
// that says it of none.
func (o *Operation) Origin() (device string, ok bool) {
	place, hash, _ := strings.Cut(o.Was, ":")
	device, number, _ := strings.Cut(place, "/")
	sum, err := hex.DecodeString(hash)
	return device, err == nil && len(sum) == sha256.Size && number == strconv.FormatUint(o.Seq, 10)
}

// longestOperation is how many bytes an operation may have: some of them fit
// into one batch of sync.
const longestOperation = 1 << 20

// Encode gives an operation in its canonical form.
func (o *Operation) Encode() ([]byte, error) { return canonical("store.Encode", o) }

// canonical is the form of RFC 8785 of a value that has a form in JSON.
func canonical(op string, v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err == nil {
		raw, err = jcs.Transform(raw)
	}
	if err != nil {
		return nil, gis.Wrap(op, gis.BadUsage, err, "store.encode", journalBucket)
	}
	if len(raw) > longestOperation {
		return nil, gis.Refuse(op, gis.BadUsage, "store.too-long", len(raw)>>10, longestOperation>>10)
	}
	return raw, nil
}

// DecodeOperation reads an operation. Members that it does not know are left
// in raw, which is what is kept and hashed.
func DecodeOperation(raw []byte) (Operation, error) {
	const op = "store.DecodeOperation"
	var o Operation
	if err := json.Unmarshal(raw, &o); err != nil {
		return o, gis.Wrap(op, gis.Damaged, err, "store.damaged", journalBucket)
	}
	if o.Device == "" || o.Seq == 0 || o.Seq > 1<<53 || o.Layer == "" || o.ID == "" {
		return o, gis.Refuse(op, gis.Damaged, "store.damaged", journalBucket)
	}
	return o, nil
}

// HashOf is the hash of an operation, or of an entry of the access log, in its
// canonical form.
func HashOf(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// absent reports a value that is none.
func absent(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }
