package desk

import (
	"context"

	"segit/gis"
)

// OverlayInLittleRoom is [Overlay] with room for some bytes of rows at a time,
// for both layers together, and for one beside one that has none.
func OverlayInLittleRoom(ctx context.Context, bytes, both, one int64, req OverlayRequest, p gis.Progress) (*OverlayResult, error) {
	room := overlayRoom{all: 64 << 20, whole: both, resident: one, chunk: 2 * bytes, near: bytes, sorted: bytes}
	return overlayIn(ctx, room, &req, overlayWorks()[req.Op], p)
}
