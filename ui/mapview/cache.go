package mapview

import (
	"image"
	"sync"

	"segit/gis/render"
)

// key says what a frame holds. Two equal keys mean the same pixels as long as
// the archive has not changed.
type key struct {
	layer, source string
	view          render.View
	quality       render.Quality
	theme         render.Theme
}

// cache keeps the drawn frame of each layer, so that a layer that is switched
// on or off costs a new composition and no drawing. The oldest used frames go
// when the budget is spent.
type cache struct {
	mu     sync.Mutex
	budget int // bytes
	spent  int
	frames map[key]*entry
	clock  uint64
}

type entry struct {
	img  *image.RGBA
	used uint64
}

func newCache(budget int) *cache {
	return &cache{budget: budget, frames: map[key]*entry{}}
}

// get is the frame of a key, nil when it has to be drawn.
func (c *cache) get(k key) *image.RGBA {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.frames[k]
	if e == nil {
		return nil
	}
	c.clock++
	e.used = c.clock
	return e.img
}

// put keeps a frame. A frame in the cache is never drawn into again.
func (c *cache) put(k key, img *image.RGBA) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(k)
	c.clock++
	c.frames[k] = &entry{img: img, used: c.clock}
	c.spent += len(img.Pix)
	for c.spent > c.budget && len(c.frames) > 1 {
		c.drop(c.oldest())
	}
}

func (c *cache) drop(k key) {
	if e := c.frames[k]; e != nil {
		c.spent -= len(e.img.Pix)
		delete(c.frames, k)
	}
}

func (c *cache) oldest() key {
	var first key
	used := c.clock + 1
	for k, e := range c.frames {
		if e.used < used {
			first, used = k, e.used
		}
	}
	return first
}

// clear forgets the frames that match.
func (c *cache) clear(match func(key) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k := range c.frames {
		if match(k) {
			c.drop(k)
		}
	}
}
