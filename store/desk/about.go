package desk

import "github.com/paulmach/orb"

// About is what the window's title and status bar say of an archive.
type About struct {
	Path       string
	Comune     string // Belfiore code
	Name       string // municipality's name, "" when the code is unassigned
	EPSG       int    // CRS of the archive; all coordinates that desk gives are in it, east then north
	Plaintext  bool   // nothing in the file is encrypted
	Generation uint64 // grows with every change: compare it to know that something is new
	Bound      orb.Bound
}
