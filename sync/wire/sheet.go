package wire

// Sheets are the cells of a municipality, so that an area can be chosen before
// anything of it is here.
type Sheets struct {
	EPSG   int     `json:"epsg"` // of the outlines; 0 when there is none
	Sheets []Sheet `json:"sheets"`
}

// Sheet is a cell that a checkout may name, with what the asking user would get
// of it.
type Sheet struct {
	Cell    string `json:"cell"`
	Outline []byte `json:"outline,omitempty"` // WKB; of "-", none
	Rows    int64  `json:"rows"`
	Bytes   int64  `json:"bytes"` // of their chunks, unpacked
}
