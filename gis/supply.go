package gis

import (
	"context"
	"time"
)

// Supply is a file that entered the archive: the fornitura of the offices.
type Supply struct {
	ID       uint32    `json:"id"`
	Source   string    `json:"source"`
	File     string    `json:"file"` // base name
	SHA256   string    `json:"sha256"`
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
	Replaces []uint32  `json:"replaces,omitempty"` // supplies of which it took the place, whole or in part
}

// Reject is a row that did not go in, kept as it came.
type Reject struct {
	Supply uint32  `json:"supply"`
	Line   int     `json:"line"`
	Reason Message `json:"reason"`
	Text   string  `json:"text"` // the original line, or a short form of the feature
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
