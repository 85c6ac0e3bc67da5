package render

import (
	"image"
	"image/png"
	"io"
)

// EncodePNG writes an image as PNG at the quickest compression: somebody waits
// for it, and maps are small.
func EncodePNG(w io.Writer, img *image.RGBA) error {
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	return encoder.Encode(w, img)
}
