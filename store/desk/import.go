package desk

import "segit/gis"

// ImportRequest names files or folders and how to read them; empty fields are
// recognised by name and content.
type ImportRequest struct {
	Paths    []string
	Source   string   // source id
	Profile  string   // path of a descriptor file
	Layer    string   // layer of a file that has many
	Date     gis.Date // day the supply speaks of; Always = the file's own date
	EPSG     int      // CRS of the files, 0 = as the file says
	Add      bool     // keep what is there of the same source, instead of replacing it
	Operator string
}

// ImportedFile is what became of one file.
type ImportedFile struct {
	Path    string
	Supply  gis.Supply    // counts, hash, source; ID 0 when nothing went in
	Same    bool          // this very file was in the archive already: nothing changed
	Why     []gis.Message // how it was recognised
	Refused error         // the file as a whole was refused, with the reason
}
