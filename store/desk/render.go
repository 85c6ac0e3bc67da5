package desk

import (
	"bytes"
	"context"
	"image"
	"io"

	"codeberg.org/go-pdf/fpdf"
	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/render"
	"segit/store"
)

// RenderRequest says what picture is wanted.
type RenderRequest struct {
	Bound         orb.Bound // empty = everything
	Width, Height int       // pixels
	Form          string    // "png" or "pdf"
	// Told hears what of a file is not drawn, and what its reader warns of; nil for
	// nobody. An archive's layers are drawn whole.
	Told func(file string, m gis.Message)
}

const renderOp = "desk.Render"

// maxPixels is the largest side of a picture.
const maxPixels = 16_384

// Render draws the archive's layers, findings on top.
func (d *Desk) Render(ctx context.Context, req RenderRequest, w io.Writer) error {
	if req.Bound.IsEmpty() {
		req.Bound = d.About().Bound
	}
	view, err := req.view()
	if err != nil {
		return err
	}
	var layers []render.Layer
	err = d.with(func(s *store.Snapshot) error {
		for _, set := range drawOrder(s.Datasets()) {
			if set.Schema.Dataset == "sheets" {
				continue // their parcels say the same
			}
			drawings, err := d.Drawings(ctx, set.Schema.Dataset, set.Schema.Source, view.Bound(), view.MetresPerPixel, nil)
			if err != nil {
				return err
			}
			layers = append(layers, render.Layer{Styles: render.StylesFor(set.Schema.Dataset, render.Light), Drawings: drawings})
		}
		drawings, err := d.Drawings(ctx, store.DatasetFindings, "", view.Bound(), view.MetresPerPixel, nil)
		styles := render.Crowded(render.StylesFor(store.DatasetFindings, render.Light), render.Rows(drawings))
		layers = append(layers, render.Layer{Styles: styles, Drawings: drawings})
		return err
	})
	if err != nil {
		return err
	}
	return picture(ctx, view, layers, req.Form, w)
}

func (req *RenderRequest) view() (render.View, error) {
	if req.Width < 1 || req.Height < 1 || req.Width > maxPixels || req.Height > maxPixels {
		return render.View{}, gis.Refuse(renderOp, gis.BadUsage, "desk.size", "")
	}
	if req.Bound.IsEmpty() {
		return render.View{}, gis.Refuse(renderOp, gis.BadInput, "desk.nothing-to-draw", "")
	}
	view := render.View{Width: req.Width, Height: req.Height, PixelRatio: 1}
	return view.Fit(req.Bound), nil
}

// picture draws layers as PNG, or as vector paths in PDF.
func picture(ctx context.Context, view render.View, layers []render.Layer, form string, w io.Writer) error {
	switch form {
	case "png":
		img := image.NewRGBA(image.Rect(0, 0, view.Width, view.Height))
		render.Clear(img, render.Light.Ground())
		if err := render.Draw(ctx, img, view, layers, render.Fine); err != nil {
			return err
		}
		return render.EncodePNG(w, img)
	case "pdf":
		const margin = 10.0
		pdf := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "L", UnitStr: "mm", SizeStr: "A4"})
		pdf.AddPage()
		width, height := pdf.GetPageSize()
		frame := render.Frame{X: margin, Y: margin, Width: width - 2*margin, Height: height - 2*margin}
		if _, err := render.DrawMap(ctx, pdf, frame, view.Bound(), layers, render.PaperOptions{ScaleBar: true, North: true}); err != nil {
			return err
		}
		var page bytes.Buffer
		if err := pdf.Output(&page); err != nil {
			return gis.Wrap(renderOp, gis.Internal, err, "desk.output", "pdf")
		}
		_, err := w.Write(page.Bytes())
		return err
	}
	return gis.Refuse(renderOp, gis.BadUsage, "desk.form", form, "png, pdf")
}
