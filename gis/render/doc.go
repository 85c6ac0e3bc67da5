// Package render draws layers: pixels for the screen, vector paths for paper.
//
// What is drawn is a [Drawing]: a chunk of a layer, simplified for a scale,
// flat and without a pointer per feature. A layer keeps drawings of four
// levels (full, 1 m, 4 m, 16 m); [LevelFor] says which one a view needs.
// [Draw] fills and strokes them into an image with its own scan-line filler,
// cut into bands over all cores; [DrawMap] writes shapes into a PDF as paths.
//
// Coordinates are metres, east then north, in the CRS of the archive; pixels
// count from the top left corner, x to the right and y down.
package render
