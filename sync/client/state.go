package client

import (
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"segit/gis"
	"segit/sync/merge"
	"segit/sync/wire"
)

// state is where a device stands with its central repository.
type state struct {
	Server      string     `json:"server"` // URL
	CA          []byte     `json:"ca"`     // PEM
	Key         []byte     `json:"key"`    // PEM, of this device
	Certificate []byte     `json:"certificate,omitempty"`
	Request     []byte     `json:"request,omitempty"` // that went out, until it is answered
	User        string     `json:"user"`
	Role        string     `json:"role"`
	Checkout    string     `json:"checkout"`
	Cursor      string     `json:"cursor"`
	Epoch       string     `json:"epoch"`
	Round       int        `json:"round"`            // how often the rows were read anew
	Stale       bool       `json:"stale"`            // rows of an earlier reading are still here
	Acked       uint64     `json:"acked"`            // last operation that the server has said it has
	Own         uint64     `json:"own"`              // last operation of ours that came back in a page
	Joined      uint64     `json:"joined,omitempty"` // last operation that was written as a former device: it comes back as one of another
	Synced      time.Time  `json:"synced"`
	Stopped     *stopped   `json:"stopped,omitempty"` // why the last sync did not come to its end
	Again       *successor `json:"again,omitempty"`   // the device that the archive is becoming
	Lease       int        `json:"lease,omitempty"`   // days that the server gives this device; 0 for one under no lease, or not known

	Want    []string  `json:"want,omitempty"`     // sheets to hold; none for the whole municipality
	Held    []string  `json:"held,omitempty"`     // sheets of the checkout
	Growing []string  `json:"growing,omitempty"`  // of them, those whose rows are not all here yet
	GrownTo string    `json:"grown_to,omitempty"` // where their snapshot is
	Area    wire.Area `json:"area,omitzero"`      // of the supplied rows that are here
	Listed  uint64    `json:"listed,omitempty"`   // last entry of the manifest that is here
	Tag     string    `json:"tag,omitempty"`      // of the manifest after it
}

// reading names the reading of the server's rows that is under way: what was
// read before it is replaced by it.
func (s *state) reading() string { return s.Epoch + "/" + strconv.Itoa(s.Round) }

// beginAgain reads the server's rows anew.
func (s *state) beginAgain() {
	s.Checkout, s.Cursor, s.Own = "", "", s.Joined
	s.Held, s.Growing, s.GrownTo, s.Listed, s.Tag = nil, nil, "", 0, ""
	s.Round++
	s.Stale = true
}

const notEnrolled = "sync.not-enrolled"

// The keys of what is kept.
const (
	stateKey    = "state"
	basePrefix  = "base/"     // rows as the server has them
	heldPrefix  = "entry/"    // by name: what is here of an entry
	chunkPrefix = "chunk/"    // by SHA-256: bytes that are not in the territory yet
	disputeKey  = "conflict/" // by row and column
)

// base is a row as the server has it.
type base struct {
	Layer string    `json:"layer"`
	ID    string    `json:"id"`
	CSeq  uint64    `json:"cseq"`  // last change of it
	Epoch string    `json:"epoch"` // and reading
	Row   merge.Row `json:"row"`
}

func baseKey(layer, id string) string { return basePrefix + layer + "\x00" + id }

// Parked is an operation of this device that the server set aside, whole.
type Parked struct {
	Result    wire.Result     `json:"result"`
	Operation json.RawMessage `json:"operation"`
	Resent    bool            `json:"resent,omitempty"`    // written again as another operation
	Dismissed bool            `json:"dismissed,omitempty"` // somebody looked at it and wants no more of it, or it was taken when it came again
}

// Reason says why.
func (p *Parked) Reason() gis.Message { return merge.Refusal(p.Result.Code) }

// readState reads where the device stands; an archive that never enrolled is
// refused.
func readState(tx Tx) (state, error) {
	var s state
	found, err := tx.Get(stateKey, &s)
	if err == nil && (!found || s.Certificate == nil) {
		err = gis.Refuse("client.state", gis.BadUsage, notEnrolled)
	}
	return s, err
}

// NotEnrolled reports the error of an archive that joined no central repository.
func NotEnrolled(err error) bool {
	var known *gis.Error
	return errors.As(err, &known) && known.Code == notEnrolled
}

func (l *Link) readState() (s state, err error) {
	err = l.archive.View(func(tx Tx) error {
		s, err = readState(tx)
		return err
	})
	return s, err
}
