package desk

import (
	"image"
	"math"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/cadastre"
	"segit/gis/render"
	"segit/store"
)

// town makes an archive of side × side parcels, each an irregular hexagon that
// shares its corners with its neighbours, in sheets of 25 × 25.
func town(b *testing.B, side int) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "town.segit")
	d, err := Create(b.Context(), path, CreateRequest{Comune: "W001", Plaintext: true})
	if err != nil {
		b.Fatal(err)
	}
	build, err := d.archive.Build(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	schema := cadastre.Parcels(cadastre.MapSource)
	sink := build.Supply(store.Intake{Supply: gis.Supply{Source: schema.Source}, EPSG: 7792, Scope: func(*gis.Batch, int) string { return "" }})
	rows := gis.NewBatch(schema)
	sheet, parcel := schema.Role(gis.RoleSheet), schema.Role(gis.RoleParcel)
	corner := func(i, j int) orb.Point {
		return orb.Point{500_000 + 28*float64(i) + 6*math.Sin(float64(j)), 4_150_000 + 28*float64(j) + 6*math.Sin(float64(i))}
	}
	for j := range side {
		for i := range side {
			rows.SetText(sheet, strconv.Itoa(1+i/25+side/25*(j/25)))
			rows.SetText(parcel, strconv.Itoa(1+i%25+25*(j%25)))
			south, north := corner(i, j), corner(i+1, j+1)
			middle := func(p, q orb.Point) orb.Point { return orb.Point{(p[0] + q[0]) / 2, (p[1] + q[1]) / 2} }
			rows.Shapes.Append(orb.Polygon{{
				south, middle(south, corner(i+1, j)), corner(i+1, j), north, middle(north, corner(i, j+1)), corner(i, j+1), south,
			}})
			rows.Add(uint32(j*side+i+1), gis.Always, gis.OpenEnd)
		}
		if err := sink.Rows(b.Context(), rows); err != nil {
			b.Fatal(err)
		}
		rows.Reset()
	}
	if err := build.Commit(); err != nil {
		b.Fatal(err)
	}
	if err := d.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

// frame reads and draws what a window of 1600 × 1000 shows.
func frame(b *testing.B, d *Desk, view render.View, img *image.RGBA) {
	b.Helper()
	drawings, err := d.Drawings(b.Context(), "parcels", "", view.Bound(), view.MetresPerPixel, nil)
	if err != nil {
		b.Fatal(err)
	}
	render.Clear(img, render.Light.Ground())
	layers := []render.Layer{{Styles: render.StylesFor("parcels", render.Light), Drawings: drawings}}
	if err := render.Draw(b.Context(), img, view, layers, render.Fast); err != nil {
		b.Fatal(err)
	}
}

func benchmarkFrames(b *testing.B, reopen bool, fit func(view render.View, all orb.Bound) render.View) {
	path := town(b, 500)
	d, err := Open(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	view := fit(render.View{Width: 1600, Height: 1000, PixelRatio: 1}, d.About().Bound)
	img := image.NewRGBA(image.Rect(0, 0, view.Width, view.Height))
	frame(b, d, view, img)
	for b.Loop() {
		if reopen {
			if err := d.Close(); err != nil {
				b.Fatal(err)
			}
			if d, err = Open(b.Context(), path); err != nil {
				b.Fatal(err)
			}
		}
		frame(b, d, view, img)
	}
	if err := d.Close(); err != nil {
		b.Fatal(err)
	}
}

func whole(view render.View, all orb.Bound) render.View { return view.Fit(all) }

func near(view render.View, all orb.Bound) render.View {
	view = view.Fit(all)
	return view.WithScale(2000)
}

// BenchmarkFirstFrame250k opens an archive of 250 000 parcels and draws all of
// them at 1600 × 1000: from the file to the pixels. Aim: under 300 ms; 59 ms
// measured on two cores (2026-11-23).
func BenchmarkFirstFrame250k(b *testing.B) { benchmarkFrames(b, true, whole) }

// BenchmarkFrame250k draws all of them again from decoded drawings: 37 ms.
func BenchmarkFrame250k(b *testing.B) { benchmarkFrames(b, false, whole) }

// BenchmarkNearFrame250k reads and draws what 1:2000 shows of them: 1.9 ms.
func BenchmarkNearFrame250k(b *testing.B) { benchmarkFrames(b, false, near) }
