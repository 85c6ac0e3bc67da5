package render_test

import (
	"context"
	"fmt"
	"image"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/render"
)

// A parcel of 100 by 60 m, drawn at 1:2000.
func ExampleDraw() {
	var shapes gis.Shapes
	shapes.Append(orb.Bound{Min: orb.Point{507_000, 4_151_000}, Max: orb.Point{507_100, 4_151_060}})
	drawing := render.Simplify(&shapes, nil, 0, orb.Point{507_000, 4_151_000})

	view := render.View{Width: 320, Height: 200, PixelRatio: 1}.WithScale(2000)
	view.Centre = drawing.Bound.Center()
	img := image.NewRGBA(image.Rect(0, 0, view.Width, view.Height))
	render.Clear(img, render.Light.Ground())
	layers := []render.Layer{{
		Styles:   []render.Style{render.StyleFor("map-buildings", render.Light)},
		Drawings: []*render.Drawing{drawing},
	}}
	if err := render.Draw(context.Background(), img, view, layers, render.Fine); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(img.RGBAAt(160, 100) == render.StyleFor("map-buildings", render.Light).Fill)
	fmt.Println(img.RGBAAt(5, 5) == render.Light.Ground())
	// Output:
	// true
	// true
}

// An archive keeps drawings of a block of rows in their stored form.
func ExampleDrafter_Pyramid() {
	var shapes gis.Shapes
	shapes.Append(orb.Polygon{{{0, 0}, {30, 0.4}, {60, 0}, {60, 40}, {0, 40}, {0, 0}}})
	for level, drawing := range new(render.Drafter).Pyramid(&shapes, nil, orb.Point{}) {
		if drawing == nil {
			continue // the full shape
		}
		stored, err := drawing.AppendBinary(nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		back, err := render.DecodeDrawing(stored)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%2.0f m: %d points\n", render.LevelTolerance(level), len(back.Ring(0))/2)
	}
	// Output:
	//  1 m: 4 points
	//  4 m: 4 points
	// 16 m: 4 points
}

func ExampleView_Scale() {
	v := render.View{MetresPerPixel: 0.56, Width: 800, Height: 600, PixelRatio: 1}
	fmt.Printf("1:%.0f, level %d\n", v.Scale(), render.LevelFor(v.MetresPerPixel))
	// Output: 1:2000, level 0
}
