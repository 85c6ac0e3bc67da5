package mapview

import "segit/gis/render"

// history is the trail of views for "previous" and "next", as in a browser: a
// new view cuts off what was ahead.
type history struct {
	views []render.View
	at    int
}

// longest keeps the trail small; nobody walks back further.
const longest = 64

// visit adds a view unless it is the one that shows.
func (h *history) visit(v render.View) {
	if len(h.views) > 0 && sameGround(h.views[h.at], v) {
		return
	}
	if len(h.views) > 0 {
		h.views = h.views[:h.at+1]
	}
	h.views = append(h.views, v)
	if len(h.views) > longest {
		h.views = h.views[1:]
	}
	h.at = len(h.views) - 1
}

// step moves along the trail and gives the view there.
func (h *history) step(by int) (render.View, bool) {
	to := h.at + by
	if to < 0 || to >= len(h.views) {
		return render.View{}, false
	}
	h.at = to
	return h.views[to], true
}

// sameGround reports whether two views show the same middle at the same scale;
// the size of the widget does not matter.
func sameGround(a, b render.View) bool {
	return a.Centre == b.Centre && a.MetresPerPixel == b.MetresPerPixel
}
