package wire

import (
	"encoding/json"
	"time"
)

// Lease is the leave to open an archive: the server's half of its key.
type Lease struct {
	Half   []byte    `json:"half"`
	Until  time.Time `json:"until"`
	Time   time.Time `json:"time"` // of the server
	Office []byte    `json:"office"`
}

// LeaseBack gives a server back the half that it has forgotten.
type LeaseBack struct {
	Half []byte `json:"half"`
	Days int    `json:"days,omitempty"` // that the lease was of; 0 where the device does not know
}

// Unsent is what a device had not sent when it was revoked. It travels sealed
// to the office key.
type Unsent struct {
	Device string            `json:"device"`
	Comune string            `json:"comune"`
	Ops    []json.RawMessage `json:"ops,omitempty"` // as the device wrote them
	Log    []json.RawMessage `json:"log,omitempty"` // its access log, of which the server may have a part
}

// UnsentOf says of what is sealed what it is.
func UnsentOf(device string) string { return "segit unsent " + device }

// MaxUnsentBytes is how much a device may leave behind; more stays beside the
// erased archive.
const MaxUnsentBytes = 64 << 20
