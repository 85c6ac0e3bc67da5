package mapview

import "image"

// lay puts a premultiplied frame over an opaque one of the same size. Most
// pixels of a layer are empty or full, so those two cases come first.
func lay(dst, src *image.RGBA) {
	d, s := dst.Pix, src.Pix
	for i := 0; i+3 < len(s) && i+3 < len(d); i += 4 {
		a := s[i+3]
		switch a {
		case 0:
		case 255:
			copy(d[i:i+4], s[i:i+4])
		default:
			rest := 255 - uint32(a)
			for j := i; j < i+3; j++ {
				d[j] = s[j] + uint8((uint32(d[j])*rest+127)/255)
			}
		}
	}
}
