package wire

import "segit/sync/supply"

// MaxEntryBytes is how large the parts of an entry may be together, and
// MaxManifestBytes a page of a manifest, which has one entry at least.
const (
	MaxEntryBytes    = 32 << 20
	MaxManifestBytes = MaxEntryBytes + MaxPageBytes
)

// MaxBlobBytes is how large a blob may be as it travels.
const MaxBlobBytes = 1 << 30

// EntryReply is what becomes of an entry that was sent.
type EntryReply struct {
	N       uint64   `json:"n"`                 // of its writing; 0 when it was not taken
	Missing []string `json:"missing,omitempty"` // blobs that must come first
}

// Area is what a checkout holds.
type Area struct {
	Whole   bool     `json:"whole"`
	Cells   []string `json:"cells,omitempty"`   // sheets
	Squares []string `json:"squares,omitempty"` // grid squares that meet them
}

// Entry is an entry in a manifest: its head, and the digests of all its parts.
// The parts that lie in the area follow it.
type Entry struct {
	N       uint64        `json:"n"`
	Signed  supply.Signed `json:"signed"`
	Digests []byte        `json:"digests"` // 32 bytes each
}

// PartOf is a part of the entry before it.
type PartOf struct {
	Number int    `json:"i"`
	Raw    string `json:"raw"` // byte for byte as its digest has it
}

// ManifestEnd ends a page of a manifest.
type ManifestEnd struct {
	After uint64 `json:"after"` // where the next page begins
	More  bool   `json:"more"`
}

// ManifestLine is a line of a manifest: the area first, then entries with their
// parts, then the end.
type ManifestLine struct {
	Area  *Area        `json:"area,omitempty"`
	Entry *Entry       `json:"entry,omitempty"`
	Part  *PartOf      `json:"part,omitempty"`
	End   *ManifestEnd `json:"done,omitempty"`
}

// UploadRequest announces a blob.
type UploadRequest struct {
	Comune string `json:"comune"`
	SHA256 string `json:"sha256"`           // of the plain bytes
	Size   int64  `json:"size"`             // of the bytes as they travel
	Packed bool   `json:"packed,omitempty"` // they travel compressed with zstd
}

// UploadReply says where an upload is.
type UploadReply struct {
	ID     string `json:"id"`
	Offset int64  `json:"offset"`
	Done   bool   `json:"done"` // the blob is here
}

// OffsetHeader says from where the bytes of an upload go on, and how far they
// have come.
const OffsetHeader = "Upload-Offset"

// CheckoutChange is the area that a checkout is to have.
type CheckoutChange struct {
	Cells []string `json:"cells"`
}
