package wire

// FormerRequest asks which entries of a device that the archive of the one who
// asks was before are here: by number and hash, so that who does not have them
// learns nothing of them.
type FormerRequest struct {
	Comune string `json:"comune"`
	Ops    []Link `json:"ops,omitempty"`
	Log    []Link `json:"log,omitempty"` // entries of its access log
}

// FormerReply gives the last of the entries asked for that are here; 0 for none.
type FormerReply struct {
	Ops uint64 `json:"ops"`
	Log uint64 `json:"log"`
}

// MostLinks is how many entries of each chain may be asked for at once.
const MostLinks = 128
