package desk

import (
	"context"
	"math"
	"strconv"
	"strings"

	"segit/gis"
	"segit/gis/overlay"
)

// grouping is the rows of a side by the values of some columns: a group each,
// in the order in which they are met first.
type grouping struct {
	of     []int32      // group of each row
	groups *overlaySide // a row per group: the columns, then count and sums
}

// group divides a side by columns, found by name, and adds up others. Where
// rows are only told apart there is no count.
func (s *overlaySide) group(by, sums []string, counted bool) (*grouping, error) {
	schema := &gis.Schema{Dataset: s.name}
	find := func(names []string, number bool) ([]int, error) {
		var cols []int
		for _, name := range names {
			at := -1
			for i, c := range s.rows.Schema.Columns {
				if strings.EqualFold(c.Name, name) {
					at = i
				}
			}
			if at < 0 {
				return nil, gis.Refuse(overlayOp, gis.BadUsage, "overlay.no-column", name, s.name)
			}
			if t := s.rows.Schema.Columns[at].Type; number && (t == gis.Text || t == gis.DayType || t == gis.Flag) {
				return nil, gis.Refuse(overlayOp, gis.BadUsage, "overlay.no-number", name)
			}
			cols = append(cols, at)
		}
		return cols, nil
	}
	keys, err := find(by, false)
	if err != nil {
		return nil, err
	}
	added, err := find(sums, true)
	if err != nil {
		return nil, err
	}
	for _, col := range keys {
		schema.Columns = append(schema.Columns, s.rows.Schema.Columns[col])
	}
	if counted {
		schema.Columns = append(schema.Columns, gis.Column{Name: "count", Type: gis.Integer})
	}
	for _, col := range added {
		c := s.rows.Schema.Columns[col]
		schema.Columns = append(schema.Columns, gis.Column{Name: "sum_" + c.Name, Type: c.Type})
	}
	g := &grouping{of: make([]int32, s.rows.Len()), groups: &overlaySide{name: s.name, rows: gis.NewBatch(schema)}}
	numbers := map[string]int32{}
	var first, count []int
	var key strings.Builder
	for row := range g.of {
		key.Reset()
		for _, col := range keys {
			if s.rows.Schema.Columns[col].Type == gis.Text {
				key.WriteString(s.rows.Text(col, row))
			} else if n, ok := s.rows.Num(col, row); ok {
				key.WriteString(strconv.FormatInt(n, 10))
			}
			key.WriteByte(0)
		}
		n, ok := numbers[key.String()]
		if !ok {
			n = int32(len(first))
			numbers[key.String()] = n
			first, count = append(first, row), append(count, 0)
		}
		g.of[row] = n
		count[n]++
	}
	totals := s.totals(g.of, added, len(first))
	for n, row := range first {
		g.groups.row(s, keys, row, totals, n, counted, count[n])
	}
	return g, nil
}

// totals adds up columns by group; reals as bits, as a batch keeps them.
func (s *overlaySide) totals(of []int32, cols []int, groups int) [][]int64 {
	all := make([][]int64, len(cols))
	for i, col := range cols {
		all[i] = make([]int64, groups)
		real := s.rows.Schema.Columns[col].Type == gis.Real
		for row, n := range of {
			v, ok := s.rows.Num(col, row)
			switch {
			case !ok:
			case real:
				sum := math.Float64frombits(uint64(all[i][n])) + math.Float64frombits(uint64(v))
				all[i][n] = int64(math.Float64bits(sum))
			default:
				all[i][n] += v
			}
		}
	}
	return all
}

// row adds the row of a group.
func (g *overlaySide) row(s *overlaySide, keys []int, of int, totals [][]int64, n int, counted bool, count int) {
	b := g.rows
	for i, col := range keys {
		if s.rows.Schema.Columns[col].Type == gis.Text {
			b.SetText(i, s.rows.Text(col, of))
		} else if v, ok := s.rows.Num(col, of); ok {
			b.SetNum(i, v)
		}
	}
	at := len(keys)
	if counted {
		b.SetNum(at, int64(count))
		at++
	}
	for i := range totals {
		b.SetNum(at+i, totals[i][n])
	}
	b.Add(uint32(n+1), gis.Always, gis.OpenEnd)
}

// beginDissolve: the columns by which, the count, the sums and the area.
func beginDissolve(r *overlayRun) error {
	var err error
	if r.groups, err = r.a.group(r.req.By, r.req.Sum, true); err != nil {
		return err
	}
	shape := r.a.rows.Schema.Shape
	r.dress.columns(shape, measureOf(shape), from{r.groups.groups, "_a", false, false})
	return nil
}

func runDissolve(ctx context.Context, r *overlayRun, o overlay.Options, sink func(*overlay.Chunk) error) (overlay.Stats, error) {
	return overlay.Dissolve(ctx, r.a.layer, r.groups.of, o, sink)
}

// beginTabulate: the columns of A, the class, how much of it and its share.
func beginTabulate(r *overlayRun) error {
	if r.req.Class == "" {
		return gis.Refuse(overlayOp, gis.BadUsage, "overlay.no-class", r.req.Op)
	}
	var err error
	if r.groups, err = r.b.group([]string{r.req.Class}, nil, false); err != nil {
		return err
	}
	own := append(measureOf(r.a.rows.Schema.Shape), ownColumn{"share_a", shareAField})
	r.dress.columns(gis.NoShape, own, from{r.a, "_a", true, false}, from{r.groups.groups, "_b", false, true})
	return nil
}

func runTabulate(ctx context.Context, r *overlayRun, o overlay.Options, sink func(*overlay.Chunk) error) (overlay.Stats, error) {
	return overlay.Tabulate(ctx, r.a.layer, r.b.layer, r.groups.of, o, sink)
}
