package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/geojson"
	"segit/store/desk"
)

type queryCmd struct {
	Archive  string  `arg:"" help:"Archive."`
	Dataset  string  `arg:"" help:"Layer, as layers lists it."`
	Where    string  `help:"Filter over the columns, such as: category == 'A05' and surface > 80." placeholder:"EXPR"`
	Bbox     string  `help:"Box in the archive's CRS." placeholder:"x1,y1,x2,y2"`
	BboxFile string  `help:"CSV of boxes: for each one line, the number of rows first, then their file lines." placeholder:"CSV"`
	Key      string  `help:"Only rows of keys that begin so, or of a range of them, in the order of keys." placeholder:"C351/A/12|C351/A/12/5..C351/A/12/80"`
	Sort     string  `help:"Rows in the order of a column, of key, valid_from or valid_to; those without a value last." placeholder:"COLUMN[:desc]"`
	Near     string  `help:"Rows by their distance from a point in the archive's CRS, the nearest first; 10 without --limit." placeholder:"x,y"`
	Within   float64 `help:"With --near: the greatest distance, in metres."`
	Offset   int     `help:"Pass over so many rows."`
	Limit    int     `help:"At most so many rows."`
	Said     bool    `help:"With --json: every supply that says a row, with its hash, file and line."`

	momentFlags
}

// fitting refuses options that would say nothing beside the others.
func (c *queryCmd) fitting() error {
	if c.Within < 0 || c.Within != 0 && c.Near == "" {
		return gis.Refuse("segitctl", gis.BadUsage, "cli.within-alone")
	}
	if c.BboxFile == "" {
		return nil
	}
	for _, other := range []struct {
		name  string
		given bool
	}{
		{"--where", c.Where != ""},
		{"--bbox", c.Bbox != ""},
		{"--key", c.Key != ""},
		{"--sort", c.Sort != ""},
		{"--near", c.Near != ""},
		{"--offset", c.Offset != 0},
		{"--limit", c.Limit != 0},
		{"--said", c.Said},
	} {
		if other.given {
			return gis.Refuse("segitctl", gis.BadUsage, "cli.bbox-file-alone", other.name)
		}
	}
	return nil
}

// Run prints the rows.
func (c *queryCmd) Run(s *session) error {
	if err := c.fitting(); err != nil {
		return err
	}
	req := desk.QueryRequest{Dataset: c.Dataset, Where: c.Where, Keys: c.Key, Offset: c.Offset, Limit: c.Limit, Said: c.Said}
	if c.Near != "" {
		at, err := parsePoint(c.Near)
		if err != nil {
			return err
		}
		req.Near, req.Reach = &at, c.Within
		if c.Limit == 0 && c.Within == 0 {
			req.Limit = nearLimit
		}
	}
	req.Sort, req.Down = strings.CutSuffix(c.Sort, ":desc")
	if c.Bbox != "" {
		b, err := parseBox(strings.Split(c.Bbox, ","))
		if err != nil {
			return err
		}
		req.Within = &b
	}
	return s.atMoment(c.Archive, c.momentFlags, func(d *desk.Desk) error {
		if c.BboxFile != "" {
			return s.windows(d, c.Dataset, c.BboxFile)
		}
		header := false
		return d.Query(s.ctx, req, func(f desk.Feature) error {
			if s.json {
				return s.print(featureJSON(&f))
			}
			if !header {
				header = true
				if _, err := fmt.Fprintf(s.out, "# %s\n", f.Layer); err != nil {
					return err
				}
			}
			return s.feature(&f)
		})
	})
}

// featureJSON is a row as an object: its columns, where it came from, its
// geometry in the archive's CRS.
func featureJSON(f *desk.Feature) map[string]any {
	o := map[string]any{"layer": f.Layer, "source": f.Source, "sha256": f.Supply.SHA256, "file": f.Supply.File, "row": f.Line}
	for _, v := range f.Fields {
		o[v.Name] = valueJSON(v)
	}
	if !f.Key.IsZero() {
		o["key"] = f.Key.String()
	}
	if f.Said != nil {
		o["said"] = f.Said
	}
	if len(f.Assertions) > 0 {
		o["assertions"] = f.Assertions
	}
	if f.Shape != nil {
		var shape gis.Shapes
		shape.Append(f.Shape)
		o["geometry"] = json.RawMessage(geojson.AppendGeometry(nil, &shape, 0))
	}
	return o
}

// valueJSON keeps numbers exact: they go out as they are written.
func valueJSON(v desk.Field) any {
	switch v.Type {
	case gis.Integer, gis.Number, gis.Money, gis.Real:
		if _, err := strconv.ParseFloat(v.Value, 64); err == nil && v.Value != "NaN" && !strings.Contains(v.Value, "Inf") {
			return json.Number(v.Value)
		}
	case gis.Flag:
		return v.Value == "true"
	}
	return v.Value
}

func (s *session) feature(f *desk.Feature) error {
	var parts []string
	if !f.Key.IsZero() {
		parts = append(parts, f.Key.String())
	}
	for _, v := range f.Fields {
		switch v.Name {
		case "comune", "section", "sheet", "parcel", "sub":
			if !f.Key.IsZero() {
				continue
			}
		}
		parts = append(parts, v.Name+"="+v.Value)
	}
	for _, a := range f.Assertions {
		parts = append(parts, s.words.Say(gis.Say("cli.asserted", a.Author, a.Text)))
	}
	_, err := fmt.Fprintln(s.out, strings.Join(parts, "  "))
	return err
}

// nearLimit is how many rows --near gives when nothing else ends it.
const nearLimit = 10

func parsePoint(text string) (orb.Point, error) {
	x, y, ok := strings.Cut(text, ",")
	east, errX := strconv.ParseFloat(strings.TrimSpace(x), 64)
	north, errY := strconv.ParseFloat(strings.TrimSpace(y), 64)
	if !ok || errX != nil || errY != nil || !finite(east) || !finite(north) {
		return orb.Point{}, gis.Refuse("segitctl", gis.BadUsage, "cli.near", text)
	}
	return orb.Point{east, north}, nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func parseBox(parts []string) (orb.Bound, error) {
	var v [4]float64
	ok := len(parts) == 4
	for i := 0; ok && i < 4; i++ {
		var err error
		v[i], err = strconv.ParseFloat(strings.TrimSpace(parts[i]), 64)
		ok = err == nil && finite(v[i])
	}
	if !ok || v[0] > v[2] || v[1] > v[3] {
		return orb.Bound{}, gis.Refuse("segitctl", gis.BadUsage, "cli.bbox", strings.Join(parts, ","))
	}
	return orb.Bound{Min: orb.Point{v[0], v[1]}, Max: orb.Point{v[2], v[3]}}, nil
}

// readBoxes reads a CSV of boxes; a first line that holds no numbers is its
// header, and columns before the last four (numbers, names) are passed over.
func readBoxes(in io.Reader, name string) ([]orb.Bound, error) {
	r := csv.NewReader(in)
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	var boxes []orb.Bound
	for line := 1; ; line++ {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return boxes, nil
		}
		if err != nil {
			return nil, gis.Wrap("segitctl", gis.BadInput, err, "cli.bbox-file").At(name, line)
		}
		b, err := parseBox(row[max(0, len(row)-4):])
		if err != nil {
			if line == 1 {
				continue
			}
			return nil, gis.Refuse("segitctl", gis.BadInput, "cli.bbox", strings.Join(row, ",")).At(name, line)
		}
		boxes = append(boxes, b)
	}
}

func (s *session) windows(d *desk.Desk, dataset, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return gis.Wrap("segitctl", gis.BadUsage, err, "cli.bbox-file")
	}
	defer file.Close() //nolint:errcheck // only read
	boxes, err := readBoxes(file, path)
	if err != nil {
		return err
	}
	var line []byte
	return d.Windows(s.ctx, dataset, boxes, func(i int, lines []uint32, points int) error {
		if s.json {
			return s.print(map[string]any{"window": i, "count": len(lines), "rows": lines, "points": points})
		}
		line = strconv.AppendInt(line[:0], int64(len(lines)), 10)
		for _, n := range lines {
			line = strconv.AppendUint(append(line, ' '), uint64(n), 10)
		}
		_, err := s.out.Write(append(line, '\n'))
		return err
	})
}
