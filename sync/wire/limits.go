package wire

// What is read at once: more is refused before it is kept in memory.
const (
	MaxBatchOps   = 500
	MaxBatchBytes = 4 << 20
	MaxOpBytes    = 1 << 20  // a larger operation is set aside
	MaxBodyBytes  = 64 << 10 // of a request that is no batch
	MaxPage       = 500
	MaxPageBytes  = 16 << 20
)

// StreamType is the media type of a stream.
const StreamType = "application/x-ndjson"
