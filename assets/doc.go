// Package assets holds what SE.G.I.T. carries inside its programs: user texts,
// source descriptors, code lists, fonts. It is a leaf: it imports nothing of
// ours, everybody may import it, and it hands out bytes without reading them.
package assets
