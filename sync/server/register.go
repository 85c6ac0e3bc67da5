package server

import (
	"context"
	"errors"
	"slices"
	"time"

	"segit/store"
	"segit/sync/rights"
)

// Register keeps what is of no one municipality: codes, devices, checkouts.
type Register interface {
	// Identity is made with the store and does not change, but for the epoch,
	// which a restore renews.
	Identity(ctx context.Context) (Identity, error)
	AddCode(ctx context.Context, c Code) error
	// Enrol uses a code up and adds the device that grant makes of it, in one
	// transaction. A code that was used gives the device that used it, so that a
	// lost answer can be repeated: grant is given that device then.
	Enrol(ctx context.Context, codeHash string, grant func(c Code, before *Device) (Device, error)) (Device, error)
	// Readmit adds a device that a restore forgot, and uses up the code that it
	// had, where that is known.
	Readmit(ctx context.Context, codeHash string, d Device) error
	// Device is a device by id; ErrUnknown for one that never enrolled.
	Device(ctx context.Context, id string) (Device, error)
	// Standing is a device with what is known of its user; nil for one whom
	// nobody entered.
	Standing(ctx context.Context, id string) (Device, *User, error)
	Devices(ctx context.Context) ([]Device, error)
	// PutUser keeps a user, in the place of what was known of the name.
	PutUser(ctx context.Context, u User) error
	// User is a user by name; ErrUnknown for one nobody entered.
	User(ctx context.Context, name string) (User, error)
	// Users are all users, by name.
	Users(ctx context.Context) ([]User, error)
	// SetOffice keeps the public key to which a lost device seals what it has
	// not sent.
	SetOffice(ctx context.Context, public []byte) error
	// SetStatus changes what a device may do.
	SetStatus(ctx context.Context, id string, s Status, at time.Time) error
	// Freeze stops a device that is active, for a reason; another stays as it is.
	Freeze(ctx context.Context, id, why string, at time.Time) error
	// SetLease puts a device under a lease that has none; ErrUnknown for one that
	// is not there, or is under one.
	SetLease(ctx context.Context, id string, days int, half []byte) error
	// EndSession keeps that a session of a browser is over, until a moment at which
	// it is over anyway, and forgets those that are so now; SessionEnded reports whether it was ended.
	EndSession(ctx context.Context, id string, until, now time.Time) error
	SessionEnded(ctx context.Context, id string) (bool, error)
	// Comuni are the municipalities to which something was written, or a code was
	// given where that makes room for it, ascending.
	Comuni(ctx context.Context) ([]string, error)
	PutCheckout(ctx context.Context, c Checkout) error
	Checkout(ctx context.Context, comune, id string) (Checkout, error)
	// Checkouts are those of a municipality, by id.
	Checkouts(ctx context.Context, comune string) ([]Checkout, error)
}

// What a register says.
var (
	ErrUnknown  = errors.New("server: not there")               // a code, device or checkout that nobody entered
	ErrEnrolled = errors.New("server: the device has enrolled") // with another code
)

// Identity is what a store is.
type Identity struct {
	Epoch string `json:"epoch"` // renewed by a restore, so that devices notice
	Key   []byte `json:"key"`   // signs cursors and tokens
	// Office is the public half of the office key, nil where there is none yet.
	Office []byte `json:"office,omitempty"`
}

// Code lets one device enrol, once.
type Code struct {
	Hash    string    `json:"hash"` // of the code: what is kept does not enrol anybody
	User    string    `json:"user"`
	Role    string    `json:"role"`
	Comuni  []string  `json:"comuni"`
	Expires time.Time `json:"expires"`
	Device  string    `json:"device,omitempty"` // that used it
	Lease   int       `json:"lease,omitempty"`  // days that the device may be away; 0: for ever
}

// Device is a desk or laptop that enrolled.
type Device struct {
	ID          string    `json:"id"`
	User        string    `json:"user"`
	Role        string    `json:"role"`
	Comuni      []string  `json:"comuni"`
	Certificate string    `json:"certificate"` // PEM
	Enrolled    time.Time `json:"enrolled"`
	Status      Status    `json:"status"`
	Since       time.Time `json:"since"`            // of the status
	Lease       int       `json:"lease,omitempty"`  // days that it may be away; 0: for ever
	Half        []byte    `json:"half,omitempty"`   // the server's half of the key of a device under lease
	Why         string    `json:"why,omitempty"`    // it is frozen
	Former      []string  `json:"former,omitempty"` // devices that its archive was before
}

// Status is what a device may do.
type Status string

// The statuses.
const (
	Active  Status = "active"
	Revoked Status = "revoked" // nothing: it was lost, or its user left
	Frozen  Status = "frozen"  // nothing until somebody looks: it was copied
)

// EveryComune in the place of a municipality stands for all of them.
const EveryComune = rights.EveryComune

// Caller is the device as one who asks.
func (d *Device) Caller() rights.Caller {
	return rights.Caller{Device: d.ID, User: d.User, Role: d.Role, Comuni: d.Comuni}
}

// Sees reports whether the device may speak of a municipality.
func (d *Device) Sees(comune string) bool {
	c := d.Caller()
	return d.User != "" && c.Sees(comune)
}

// Checkout is the area that a device holds of a municipality.
type Checkout struct {
	ID      string    `json:"id"`
	Device  string    `json:"device"`
	Comune  string    `json:"comune"`
	Cells   []string  `json:"cells,omitempty"` // none: the whole municipality
	Purpose string    `json:"purpose,omitempty"`
	At      time.Time `json:"at"`
	// Since says of cells that were added after which change they were.
	Since map[string]uint64 `json:"since,omitempty"`
	// Squares are the grid squares that meet the sheets, as the last manifest had
	// them: supplied rows of datasets without sheets lie in them.
	Squares []string `json:"squares,omitempty"`
}

// Holds reports whether a cell lies in the area. What lies in no cell is of the
// whole municipality, and of an area that names it.
func (c *Checkout) Holds(cell string) bool {
	return len(c.Cells) == 0 || slices.Contains(c.Cells, store.CellName(cell))
}
