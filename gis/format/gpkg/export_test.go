package gpkg

import "segit/gis"

// Direct reports whether a layer is read from the pages of the file, and why
// not.
func (f *File) Direct(name string) (bool, gis.Message) {
	for i := range f.layers {
		if f.layers[i].Name == name {
			return f.layers[i].stored != nil, f.layers[i].why
		}
	}
	return false, gis.Message{}
}

// BySQL makes the file read all its layers through SQL from now on.
func (f *File) BySQL() {
	for i := range f.layers {
		f.layers[i].stored = nil
	}
}

// LotPages sets how many pages are read by one goroutine at a time.
func (f *File) LotPages(n int) { f.lotPages = n }
