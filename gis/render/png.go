package render

import (
	"image"
	"image/png"
	"io"
)

// EncodePNG writes an image as PNG at the quickest compression, which on maps
// is near the best one in size.
func EncodePNG(w io.Writer, img *image.RGBA) error {
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	return encoder.Encode(w, img)
}
