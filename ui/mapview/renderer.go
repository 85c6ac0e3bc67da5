package mapview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// renderer lays the raster over the whole widget; the zoom box lies above it
// where the hand draws it.
type renderer struct{ m *Map }

func (r *renderer) Layout(size fyne.Size) { r.m.raster.Resize(size) }
func (r *renderer) MinSize() fyne.Size    { return fyne.NewSize(120, 80) }
func (r *renderer) Refresh()              { canvas.Refresh(r.m.raster) }
func (r *renderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.m.raster, r.m.pen, r.m.box}
}
func (r *renderer) Destroy() {}
