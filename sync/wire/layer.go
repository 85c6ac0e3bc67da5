package wire

// LayerPart is how many bytes of a layer that is published go in one blob, in
// the clear.
const LayerPart = 4 << 20

// MaxLayerParts is of how many blobs one layer may be.
const MaxLayerParts = 8192

// LayerRequest publishes a layer whose bytes, one blob after the other, have
// come as uploads.
type LayerRequest struct {
	Comune string   `json:"comune"`
	Name   string   `json:"name"`
	Parts  []string `json:"parts"` // SHA-256 of each blob
}

// LayerReply is what became of a layer that was published.
type LayerReply struct {
	Missing []string `json:"missing,omitempty"` // blobs that must come first; nothing was published
	Rows    uint32   `json:"rows"`
	Private bool     `json:"private"` // not for everybody
}

// PublishedLayer is a layer that is served to other programs, or was.
type PublishedLayer struct {
	Name      string `json:"name"`
	Print     string `json:"print"` // as [layer.Layer] has it
	Rows      uint32 `json:"rows"`
	Private   bool   `json:"private"`
	Withdrawn bool   `json:"withdrawn,omitempty"` // and served no more: no desk serves it anew unasked
}
