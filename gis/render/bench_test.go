package render

import (
	"context"
	"image"
	"io"
	"testing"

	"github.com/paulmach/orb"
)

// screen is the view that the budgets are stated for.
func screen(bound orb.Bound) (*image.RGBA, View) {
	view := View{Width: 1600, Height: 1000, PixelRatio: 1, MetresPerPixel: 1}.Fit(bound)
	return image.NewRGBA(image.Rect(0, 0, 1600, 1000)), view
}

// benchmarkTown draws n by n parcels with houses at full extent.
func benchmarkTown(b *testing.B, n, level int, quality Quality) {
	parcels := town(n, 40)
	layers := []Layer{
		{Styles: StylesFor("buildings", Light), Drawings: blocks(houses(parcels), level)},
		{Styles: StylesFor("parcels", Light), Drawings: blocks(parcels, level)},
	}
	img, view := screen(boundOf(parcels))
	b.ResetTimer()
	for b.Loop() {
		if err := Draw(context.Background(), img, view, layers, quality); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDraw250kParcelsFar(b *testing.B)     { benchmarkTown(b, 500, 3, Fast) }
func BenchmarkDraw250kParcelsFarFine(b *testing.B) { benchmarkTown(b, 500, 3, Fine) }
func BenchmarkDraw100kParcelsFull(b *testing.B)    { benchmarkTown(b, 316, 0, Fast) }

func BenchmarkDraw100kFilledFull(b *testing.B) {
	parcels := town(316, 40)
	layers := []Layer{{Styles: StylesFor("aggregates", Light), Drawings: blocks(parcels, 0)}}
	img, view := screen(boundOf(parcels))
	b.ResetTimer()
	for b.Loop() {
		if err := Draw(context.Background(), img, view, layers, Fast); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDrawStreetLevelFine(b *testing.B) {
	parcels := town(60, 40)
	layers := []Layer{
		{Styles: StylesFor("buildings", Light), Drawings: blocks(houses(parcels), 0)},
		{Styles: StylesFor("parcels", Light), Drawings: numbered(blocks(parcels, 0))},
	}
	img, view := screen(boundOf(parcels))
	view = view.WithScale(2000)
	b.ResetTimer()
	for b.Loop() {
		if err := Draw(context.Background(), img, view, layers, Fine); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPyramidOfBlock(b *testing.B) {
	parcels := town(55, 40) // 3025 rows
	for b.Loop() {
		new(Drafter).Pyramid(parcels, nil, townOrigin)
	}
}

func BenchmarkDecodeBlock(b *testing.B) {
	encodedBlock := encoded(b, Simplify(town(55, 40), nil, 0, townOrigin))
	b.SetBytes(int64(len(encodedBlock)))
	for b.Loop() {
		if _, err := DecodeDrawing(encodedBlock); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPreviewZoom(b *testing.B) {
	src, was := screen(orb.Bound{Max: orb.Point{1000, 1000}})
	dst, now := image.NewRGBA(src.Rect), was.ZoomAt(700, 300, 1.25)
	for b.Loop() {
		if err := Preview(dst, now, src, was, white); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPreviewPan(b *testing.B) {
	src, _ := screen(orb.Bound{Max: orb.Point{1000, 1000}})
	dst := image.NewRGBA(src.Rect)
	for b.Loop() {
		Shift(dst, src, 37, -21, white)
	}
}

func BenchmarkEncodePNG(b *testing.B) {
	parcels := town(60, 40)
	img, view := screen(boundOf(parcels))
	Clear(img, Light.Ground())
	layers := []Layer{{Styles: StylesFor("parcels", Light), Drawings: blocks(parcels, 0)}}
	if err := Draw(context.Background(), img, view, layers, Fine); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := EncodePNG(io.Discard, img); err != nil {
			b.Fatal(err)
		}
	}
}
