package spill

// Raw is the bytes of a working file as they stand on the disk.
func Raw(f *File) ([]byte, error) {
	b := make([]byte, f.Size())
	_, err := f.file.ReadAt(b, 0)
	return b, err
}
