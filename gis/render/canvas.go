package render

import (
	"encoding/binary"
	"image"
	"image/color"
)

// canvas is a band of an image: all columns, rows from top to bottom (not
// included), counted from the top of the image. What lies outside is not drawn.
type canvas struct {
	pix                []uint8 // from the first pixel of the image
	stride             int
	width              int
	firstRow, afterRow int

	edges  []edge
	active []crossing
	cover  []int32 // see fillFine
}

func newCanvas(img *image.RGBA, top, bottom int) canvas {
	return canvas{pix: img.Pix, stride: img.Stride, width: img.Rect.Dx(), firstRow: top, afterRow: bottom}
}

// ink is a colour ready to be laid on pixels.
type ink struct {
	color.RGBA        // premultiplied
	word       uint32 // the four bytes as they stand in the image
}

func inkOf(c color.RGBA) ink {
	return ink{c, uint32(c.R) | uint32(c.G)<<8 | uint32(c.B)<<16 | uint32(c.A)<<24}
}

// pixel lays ink on one pixel.
func (c *canvas) pixel(x, y int, k ink) {
	if x < 0 || x >= c.width || y < c.firstRow || y >= c.afterRow {
		return
	}
	at := y*c.stride + 4*x
	if k.A == 255 {
		binary.LittleEndian.PutUint32(c.pix[at:], k.word)
		return
	}
	blend(c.pix[at:at+4:at+4], k.RGBA)
}

// shade lays ink on one pixel at a share of 0 to 255.
func (c *canvas) shade(x, y int, k ink, share uint32) {
	if x < 0 || x >= c.width || y < c.firstRow || y >= c.afterRow || share == 0 {
		return
	}
	at := y*c.stride + 4*x
	blend(c.pix[at:at+4:at+4], k.part(share))
}

// part is the colour at a share of 0 to 255.
func (k ink) part(share uint32) color.RGBA {
	return color.RGBA{
		R: uint8((uint32(k.R)*share + 127) / 255),
		G: uint8((uint32(k.G)*share + 127) / 255),
		B: uint8((uint32(k.B)*share + 127) / 255),
		A: uint8((uint32(k.A)*share + 127) / 255),
	}
}

// blend lays a premultiplied colour over a pixel of four bytes.
func blend(pixel []uint8, c color.RGBA) {
	_ = pixel[3]
	rest := 255 - uint32(c.A)
	pixel[0] = uint8(uint32(c.R) + (uint32(pixel[0])*rest+127)/255)
	pixel[1] = uint8(uint32(c.G) + (uint32(pixel[1])*rest+127)/255)
	pixel[2] = uint8(uint32(c.B) + (uint32(pixel[2])*rest+127)/255)
	pixel[3] = uint8(uint32(c.A) + (uint32(pixel[3])*rest+127)/255)
}

// span lays ink on the pixels from x0 to x1 (not included) of a row of the
// band. Both must be in the image.
func (c *canvas) span(y, x0, x1 int, k ink) {
	if x0 >= x1 {
		return
	}
	row := c.pix[y*c.stride+4*x0 : y*c.stride+4*x1]
	if k.A != 255 {
		for i := 0; i+4 <= len(row); i += 4 {
			blend(row[i:i+4:i+4], k.RGBA)
		}
		return
	}
	first := min(len(row), 64)
	for i := 0; i+4 <= first; i += 4 {
		binary.LittleEndian.PutUint32(row[i:], k.word)
	}
	for done := first; done < len(row); done *= 2 {
		copy(row[done:], row[:done])
	}
}
