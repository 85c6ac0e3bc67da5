package server

import (
	"context"

	"segit/sync/merge"
	"segit/sync/wire"
)

// Store keeps what the central repository knows. What belongs to a
// municipality is reached through it alone, so that no question can cross from
// one to another. All that is written is durable when the call returns.
type Store interface {
	Register
	// Write runs f in one transaction of one municipality: all of it happens or
	// nothing. Writers of a municipality wait for each other. f may be run again:
	// what it leaves behind is that of its last run.
	Write(ctx context.Context, comune string, f func(Tx) error) error
	// Read runs f on one state of a municipality.
	Read(ctx context.Context, comune string, f func(View) error) error
	Close() error
}

// View reads a municipality.
type View interface {
	// Accepted is an operation by its number, nil when it never came.
	Accepted(dev string, seq uint64) (*Accepted, error)
	// Retold is the first operation that was told again of one that was first
	// another ([store.Operation.Was]); nil when none was.
	Retold(was string) (*Accepted, error)
	// Last is the end of a device's chain, zero for none.
	Last(dev string) (wire.Link, error)
	// Row is what the operations made of a row, and the number of the last
	// change of it; zero for a row nobody edited.
	Row(layer, id string) (merge.Row, uint64, error)
	// Changes are the accepted operations after a number, in order.
	Changes(after uint64, limit int) ([]Accepted, error)
	// Rows are the rows whose key ([RowKey]) comes after one, in order.
	Rows(after string, limit int) ([]StoredRow, error)
	// Log is the end of a device's access log, zero for none.
	Log(dev string) (wire.Link, error)
	// Sealed are what revoked devices left for the office.
	Sealed() ([]Sealed, error)
	// AccessLog are the entries of a device's access log after one, in order.
	AccessLog(dev string, after uint64, limit int) ([][]byte, error)
	// Head is the number of the last change.
	Head() (uint64, error)
	// Checkout is a checkout by id; ErrUnknown for none.
	Checkout(id string) (Checkout, error)
	// Ahead says what will be asked, so that a store that is far away reads it in
	// one go. It changes no answer.
	Ahead(w Wanted) error
	ShelfView
}

// Wanted is what will be asked: of a device the ends of its chains, a checkout,
// rows. What is not named is not wanted.
type Wanted struct {
	Device, Checkout string
	Rows             []RowName
}

// RowName names a row.
type RowName struct{ Layer, ID string }

// Tx also writes.
type Tx interface {
	View
	// Accept keeps an operation and the row as it left it; row is nil for one
	// that was set aside. It gives the change its number, one more than the
	// last of the municipality, and enters it into a.
	Accept(a *Accepted, row *merge.Row) error
	// Record keeps an entry of a device's access log, the next of its chain.
	Record(dev string, at wire.Link, raw []byte) error
	// Leave keeps what a revoked device left; the same again changes nothing.
	Leave(s *Sealed) error
	// Keep keeps an operation that cannot be in the chain of its device, since
	// another one of the same number is.
	Keep(o *wire.Signed) error
	Shelf
}

// Accepted is an operation with what became of it.
type Accepted struct {
	CSeq   uint64      `json:"cseq"`
	Dev    string      `json:"dev"`
	Seq    uint64      `json:"seq"`
	Layer  string      `json:"layer"`
	ID     string      `json:"id"`
	New    bool        `json:"new,omitempty"`  // the row was never edited before
	From   string      `json:"from,omitempty"` // cell of the row before
	Cell   string      `json:"cell,omitempty"` // and after
	Kind   string      `json:"kind"`           // of the change; "" for one set aside
	Raw    []byte      `json:"raw"`
	Hash   string      `json:"hash"`
	User   string      `json:"user,omitempty"` // enrolled, of the device, where Raw names another author
	Result wire.Result `json:"result"`
	Was    string      `json:"was,omitempty"` // of one told again: [store.Operation.Was]
}

// StoredRow is a row with its name.
type StoredRow struct {
	Layer, ID string
	CSeq      uint64
	Row       merge.Row
}

// RowKey orders rows.
func RowKey(layer, id string) string { return layer + "\x00" + id }
