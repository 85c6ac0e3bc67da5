package spill

// Default is how many bytes of memory work may take when nobody says: half of
// what the machine has, and 1 GiB where it does not tell.
func Default() int64 {
	const unknown = 1 << 30
	if all := physical(); all > 0 {
		return all / 2
	}
	return unknown
}
