package geojson

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"segit/gis"
)

// Writer writes one layer as a collection.
type Writer struct {
	out    *bufio.Writer
	schema *gis.Schema
	count  int64
	buf    []byte
}

// NewWriter begins a collection on out. A system other than 4326 and 6706 is
// written as the "crs" member of the 2008 form, which QGIS and GDAL honour; 0
// writes none.
func NewWriter(out io.Writer, schema *gis.Schema, epsg int) (*Writer, error) {
	w := &Writer{out: bufio.NewWriter(out), schema: schema}
	name, err := json.Marshal(schema.Dataset)
	if err != nil {
		return nil, err
	}
	system := ""
	if epsg != 0 && epsg != 4326 && epsg != 6706 {
		system = fmt.Sprintf("\n\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::%d\"}},", epsg)
	}
	_, err = fmt.Fprintf(w.out, "{\"type\":\"FeatureCollection\",\n\"name\":%s,%s\n\"features\":[", name, system)
	return w, err
}

// Rows appends the rows of a batch of the writer's schema.
func (w *Writer) Rows(ctx context.Context, b *gis.Batch) error {
	for row := range b.Len() {
		if row%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		line := append(w.buf[:0], "\n{\"type\":\"Feature\",\"properties\":{"...)
		if w.count > 0 {
			line = append(w.buf[:0], ",\n{\"type\":\"Feature\",\"properties\":{"...)
		}
		for col, c := range w.schema.Columns {
			if col > 0 {
				line = append(line, ',')
			}
			line = append(appendText(line, c.Name), ':')
			line = appendValue(line, b, col, row)
		}
		line = append(line, "},\"geometry\":"...)
		if w.schema.Shape == gis.NoShape {
			line = append(line, "null"...)
		} else {
			line = AppendGeometry(line, &b.Shapes, row)
		}
		w.buf = append(line, '}')
		w.count++
		if _, err := w.out.Write(w.buf); err != nil {
			return err
		}
	}
	return nil
}

// Close ends the collection; the writer below stays open.
func (w *Writer) Close() error {
	if _, err := w.out.WriteString("\n]}\n"); err != nil {
		return err
	}
	return w.out.Flush()
}

// appendText writes a JSON text.
func appendText(dst []byte, s string) []byte {
	b, err := json.Marshal(s)
	if err != nil { // no string fails
		return append(dst, `""`...)
	}
	return append(dst, b...)
}

// appendValue writes a cell: decimals and money keep their own digits.
func appendValue(dst []byte, b *gis.Batch, col, row int) []byte {
	if b.Null(col, row) {
		return append(dst, "null"...)
	}
	n, _ := b.Num(col, row)
	switch b.Schema.Columns[col].Type {
	case gis.Text:
		return appendText(dst, b.Text(col, row))
	case gis.Number:
		return append(dst, gis.Decimal(n).String()...)
	case gis.Money:
		return append(dst, gis.Cents(n).String()...)
	case gis.DayType:
		return appendText(dst, gis.Date(n).String())
	case gis.Flag:
		return strconv.AppendBool(dst, n != 0)
	case gis.Real:
		if f := math.Float64frombits(uint64(n)); !math.IsNaN(f) && !math.IsInf(f, 0) {
			return strconv.AppendFloat(dst, f, 'g', -1, 64)
		}
		return append(dst, "null"...)
	}
	return strconv.AppendInt(dst, n, 10)
}

// AppendGeometry writes the geometry of a row as a GeoJSON object, null for an
// empty one: the multi form where there is more than one part. Coordinates have
// all their digits.
func AppendGeometry(dst []byte, s *gis.Shapes, row int) []byte {
	from, to := s.Parts(row)
	if from == to {
		return append(dst, "null"...)
	}
	several := to-from > 1
	kind := map[gis.ShapeKind]string{gis.PointShape: "Point", gis.LineShape: "LineString", gis.PolygonShape: "Polygon"}[s.Kind[row]]
	if several {
		kind = "Multi" + kind
	}
	dst = append(append(append(dst, `{"type":"`...), kind...), `","coordinates":`...)
	if several {
		dst = append(dst, '[')
	}
	for part := from; part < to; part++ {
		if part > from {
			dst = append(dst, ',')
		}
		dst = appendPart(dst, s, part, s.Kind[row])
	}
	if several {
		dst = append(dst, ']')
	}
	return append(dst, '}')
}

func appendPart(dst []byte, s *gis.Shapes, part int, kind gis.ShapeKind) []byte {
	r0, r1 := s.Rings(part)
	switch kind {
	case gis.PointShape:
		xy := s.Ring(r0)
		return appendPosition(dst, xy[0], xy[1])
	case gis.LineShape:
		return appendRun(dst, s.Ring(r0))
	}
	dst = append(dst, '[')
	for r := r0; r < r1; r++ {
		if r > r0 {
			dst = append(dst, ',')
		}
		dst = appendRun(dst, s.Ring(r))
	}
	return append(dst, ']')
}

func appendRun(dst []byte, xy []float64) []byte {
	dst = append(dst, '[')
	for i := 0; i+1 < len(xy); i += 2 {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendPosition(dst, xy[i], xy[i+1])
	}
	return append(dst, ']')
}

func appendPosition(dst []byte, x, y float64) []byte {
	dst = strconv.AppendFloat(append(dst, '['), x, 'f', -1, 64)
	return append(strconv.AppendFloat(append(dst, ','), y, 'f', -1, 64), ']')
}
