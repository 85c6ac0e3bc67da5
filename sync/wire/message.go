package wire

import (
	"encoding/json"
	"time"

	"segit/sync/merge"
)

// EnrolRequest asks for a certificate with a one-time code.
type EnrolRequest struct {
	Code string `json:"code"`
	CSR  string `json:"csr"` // PEM; its common name is the device's id
	// Plain is an archive in the clear, which no lease can close.
	Plain bool `json:"plain,omitempty"`
	// Former is the device as which the archive enrolled before, whose certificate
	// comes with the request.
	Former string `json:"former,omitempty"`
}

// EnrolReply makes a device known.
type EnrolReply struct {
	Device      string   `json:"device"`
	Certificate string   `json:"certificate"` // PEM
	User        string   `json:"user"`
	Role        string   `json:"role"`
	Comuni      []string `json:"comuni"`
}

// Session is what a device asks first.
type Session struct {
	Time      time.Time `json:"time"`
	Epoch     string    `json:"epoch"` // changes when the server is restored
	MinSchema int       `json:"min_schema"`
	MaxSchema int       `json:"max_schema"`
	User      string    `json:"user"`
	Role      string    `json:"role"`
	Last      Link      `json:"last"` // operation accepted from this device
	Log       Link      `json:"log"`  // entry of its access log that is here
	// Until is the end of the lease that begins now, nil where there is none.
	Until *time.Time `json:"until,omitempty"`
}

// Link is an operation of a device's chain: its number and the hash of its bytes.
type Link struct {
	Seq  uint64 `json:"seq"`
	Hash string `json:"hash"`
}

// CheckoutRequest asks for an area of a municipality.
type CheckoutRequest struct {
	Comune  string   `json:"comune"`
	Cells   []string `json:"cells,omitempty"` // sheets, "section/sheet"; none for the whole municipality
	Purpose string   `json:"purpose,omitempty"`
}

// Checkout is an area that a device holds.
type Checkout struct {
	ID     string   `json:"id"`
	Comune string   `json:"comune"`
	Cells  []string `json:"cells,omitempty"`
	Cursor string   `json:"cursor"` // where its changes begin
}

// Result is what became of an operation.
type Result struct {
	Seq      uint64   `json:"seq"`
	Status   string   `json:"status"`
	Conflict []string `json:"conflicts,omitempty"` // ids of those it stands in
	Code     string   `json:"code,omitempty"`      // why it was set aside
	First    *Result  `json:"first,omitempty"`     // of a duplicate: what became of it the first time
}

// The statuses of a result.
const (
	Applied   = "applied"
	Merged    = "merged"
	Conflict  = "conflict"
	Duplicate = "duplicate"
	Parked    = "parked" // kept whole, joined to nothing
)

// Change is one entry of the changes of a municipality: an operation in the
// order in which it was accepted, or a whole row that enters the area.
type Change struct {
	Kind  string          `json:"kind"`
	CSeq  uint64          `json:"cseq"`
	Layer string          `json:"layer"`
	ID    string          `json:"id"`
	Op    json.RawMessage `json:"op,omitempty"`  // as its device wrote it, byte for byte
	Row   *merge.Row      `json:"row,omitempty"` // in place of Op, for a row that enters
	// User is the enrolled user of the device that wrote Op, where Op names
	// another author: who signs in at a desk's system is what that desk says.
	User string `json:"user,omitempty"`
}

// Operation reads the operation of a change. Its author is the user for whom
// the server vouches; the bytes stay as the device wrote them.
func (c *Change) Operation() (Signed, error) {
	o, err := ParseOperation(c.Op)
	if c.User != "" {
		o.Actor = c.User
	}
	return o, err
}

// The kinds of change: what the operation did to its row.
const (
	PutChange       = "put"
	TombstoneChange = "tombstone" // the row was deleted
	LeaveChange     = "leave"     // the row left the area; it was not deleted
	ConflictChange  = "conflict"  // the row has values against each other
	ResolvedChange  = "resolved"  // it had, and has not any more
)

// Page ends a page of changes, and is covered by its hash.
type Page struct {
	Cursor string `json:"cursor"`
	More   bool   `json:"more"`
	Own    uint64 `json:"own"` // last operation of the caller up to here
}

// Line is a line of a page: a change, or the page's end.
type Line struct {
	*Change
	Page *Page `json:"page,omitempty"`
}
