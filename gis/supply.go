package gis

import (
	"context"
	"time"
)

// Supply is a file that entered the archive: the fornitura of the offices.
type Supply struct {
	ID       uint32    `json:"id"`
	Source   string    `json:"source"`
	File     string    `json:"file"`               // base name
	SHA256   string    `json:"sha256"`             // of a geodatabase: of the list that sha256sum makes of its files
	Sidecars []string  `json:"sidecars,omitempty"` // "roads.dbf sha256" of the files that belong to it
	Size     int64     `json:"size"`
	Date     Date      `json:"date"`     // the day the supply speaks of
	Imported time.Time `json:"imported"` // when it entered
	Operator string    `json:"operator"`
	Read     int64     `json:"read"` // always Accepted + Rejected
	Accepted int64     `json:"accepted"`
	Rejected int64     `json:"rejected"`
	Added    int64     `json:"added"` // rows that were not there before, by key
	Changed  int64     `json:"changed"`
	Removed  int64     `json:"removed"`
	CRS      int       `json:"crs,omitempty"`   // EPSG code of the file's coordinates
	Asked    string    `json:"asked,omitempty"` // how the file was to be read, where the user said it: CRS, layer, profile, day
	Warnings []Message `json:"warnings,omitempty"`
	Head     string    `json:"head,omitempty"`     // of a table with rejects: the lines before its first row
	Replaces []uint32  `json:"replaces,omitempty"` // supplies of which it took the place, whole or in part

	Kind     SupplyKind  `json:"kind,omitempty"`
	Since    Date        `json:"since,omitempty"`    // first day of the period of an update, 0 when unknown
	Delivery uint64      `json:"delivery,omitempty"` // of the files that came together; 0 from before deliveries were told apart
	Acts     []SupplyAct `json:"acts,omitempty"`     // what people did with the supply as a whole, oldest first
	Broken   []Message   `json:"broken,omitempty"`   // what shows that the file was not whole

	// Of a supply that another desk imported and that came from the central
	// repository: the device and the number that it has there, "device/number".
	Origin string `json:"origin,omitempty"`
	// Partial: rows of some cells only are here, and no rejects; the counts are
	// those of the file.
	Partial bool `json:"partial,omitempty"`
}

// SupplyKind says what a supply does to what is there of its scope.
type SupplyKind string

// The kinds.
const (
	FullSupply   SupplyKind = ""       // a picture of the whole: what it does not repeat has ended
	UpdateSupply SupplyKind = "update" // what changed in a period: a row takes the place of that of its identity
	AddedSupply  SupplyKind = "added"  // stands beside what is there
	// IncompleteSupply is a picture of the whole of which a part is visibly
	// missing: it adds rows of new identities, and of what was there nothing ends
	// or changes.
	IncompleteSupply SupplyKind = "incomplete"
)

// SupplyAct is a supply taken out of the archive's knowledge, or back in.
type SupplyAct struct {
	Withdrawn bool      `json:"withdrawn"` // false: taken back
	At        time.Time `json:"at"`
	Actor     string    `json:"actor"`
	Reason    string    `json:"reason,omitempty"`
}

// Withdrawn reports whether the supply counts as if it had never come.
func (s *Supply) Withdrawn() bool {
	return len(s.Acts) > 0 && s.Acts[len(s.Acts)-1].Withdrawn
}

// Incomplete reports whether the file was not whole, or came with one that was
// not, so that of what was there nothing ended or changed.
func (s *Supply) Incomplete() bool { return len(s.Broken) > 0 && s.Kind != FullSupply }

// Reject is a row that did not go in, kept as it came.
type Reject struct {
	Supply uint32  `json:"supply"`
	Line   int     `json:"line"`
	Reason Message `json:"reason"`
	Text   string  `json:"text"` // the original line, or a short form of the feature

	Fixed   string    `json:"fixed,omitempty"` // what a person wrote beside it; the text stays
	FixedBy string    `json:"fixed_by,omitempty"`
	FixedAt time.Time `json:"fixed_at,omitzero"`
	Passed  bool      `json:"passed,omitempty"` // the row went in as it was fixed: it is no reject any more
}

// Sink takes what a reader makes of a supply file. Its methods are called from
// one goroutine. An error from it ends the reading and is returned as it is.
type Sink interface {
	// Rows takes the rows of a batch; the batch belongs to the reader again
	// after the call.
	Rows(ctx context.Context, b *Batch) error
	// Reject takes a row that cannot go in. Lines that a reader skips by
	// rule (blank lines, headers) are neither rows nor rejects.
	Reject(line int, reason Message, text string) error
	// Warn takes a remark on the file as a whole.
	Warn(m Message)
}

// Counts is what a reader met in a file: accepted rows are Read − Rejected.
type Counts struct {
	Read     int64
	Rejected int64
}
