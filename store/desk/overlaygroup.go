package desk

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"segit/gis"
	"segit/gis/overlay"
)

// grouping is the rows of a side by the values of some columns: a group each,
// in the order in which they are met first.
type grouping struct {
	side    *overlaySide
	of      []int32      // group of each row
	groups  *overlaySide // a row per group: the columns, then count and sums
	keys    []int        // the columns by which
	added   []int        // the columns that are added up
	counted bool

	numbers map[string]int32
	first   *gis.Batch // the columns of the first row of each group
	count   []int64
	totals  [][]int64 // by column and group; reals as bits, as a batch keeps them
	unknown [][]bool  // of those: no row has a value, or they are too many for a number
	over    [][]bool  // of those: too many
}

// group divides a side by columns, found by name, and adds up others. Where
// rows are only told apart there is no count.
func (s *overlaySide) group(by, sums []string, counted bool) (*grouping, error) {
	columns := s.rows.Schema.Columns
	find := func(names []string, number bool) ([]int, error) {
		var cols []int
		for _, name := range names {
			at := -1
			for i, c := range columns {
				if strings.EqualFold(c.Name, name) {
					at = i
				}
			}
			if at < 0 {
				return nil, gis.Refuse(overlayOp, gis.BadUsage, "overlay.no-column", name, s.name)
			}
			if t := columns[at].Type; number && (t == gis.Text || t == gis.DayType || t == gis.Flag) {
				return nil, gis.Refuse(overlayOp, gis.BadUsage, "overlay.no-number", name)
			}
			cols = append(cols, at)
		}
		return cols, nil
	}
	g := &grouping{side: s, counted: counted, numbers: map[string]int32{}}
	var err error
	if g.keys, err = find(by, false); err != nil {
		return nil, err
	}
	if g.added, err = find(sums, true); err != nil {
		return nil, err
	}
	narrow, schema := &gis.Schema{Dataset: s.name}, &gis.Schema{Dataset: s.name}
	for _, col := range g.keys {
		narrow.Columns = append(narrow.Columns, columns[col])
	}
	schema.Columns = append(schema.Columns, narrow.Columns...)
	if counted {
		schema.Columns = append(schema.Columns, gis.Column{Name: "count", Type: gis.Integer})
	}
	for _, col := range g.added {
		schema.Columns = append(schema.Columns, gis.Column{Name: "sum_" + columns[col].Name, Type: columns[col].Type})
	}
	g.first, g.totals = gis.NewBatch(narrow), make([][]int64, len(g.added))
	g.unknown, g.over = make([][]bool, len(g.added)), make([][]bool, len(g.added))
	g.groups = &overlaySide{name: s.name, rows: gis.NewBatch(schema)}
	return g, nil
}

// take puts the rows of the side's window into their groups. Rows that were set
// aside are of none: they are neither counted nor added up.
func (g *grouping) take() {
	s := g.side
	var key strings.Builder
	for row := range s.rows.Len() {
		if !s.layer.Used(row) {
			g.of = append(g.of, -1)
			continue
		}
		key.Reset()
		for _, col := range g.keys {
			if s.rows.Schema.Columns[col].Type == gis.Text {
				key.WriteString(s.rows.Text(col, row))
			} else if n, ok := s.rows.Num(col, row); ok {
				key.WriteString(strconv.FormatInt(n, 10))
			}
			key.WriteByte(0)
		}
		n, ok := g.numbers[key.String()]
		if !ok {
			n = int32(len(g.count))
			g.numbers[key.String()] = n
			g.open(row)
		}
		g.of = append(g.of, n)
		g.count[n]++
		g.add(n, row)
	}
}

// open begins a group with its first row.
func (g *grouping) open(row int) {
	for i, col := range g.keys {
		if g.side.rows.Schema.Columns[col].Type == gis.Text {
			g.first.SetText(i, strings.Clone(g.side.rows.Text(col, row)))
		} else if v, ok := g.side.rows.Num(col, row); ok {
			g.first.SetNum(i, v)
		}
	}
	g.first.Add(uint32(len(g.count)+1), gis.Always, gis.OpenEnd)
	g.count = append(g.count, 0)
	for i := range g.totals {
		g.totals[i], g.unknown[i], g.over[i] = append(g.totals[i], 0), append(g.unknown[i], true), append(g.over[i], false)
	}
}

// add adds the columns of a row to the sums of its group.
func (g *grouping) add(n int32, row int) {
	for i, col := range g.added {
		v, ok := g.side.rows.Num(col, row)
		if !ok || g.over[i][n] {
			continue
		}
		g.unknown[i][n] = false
		switch total := &g.totals[i][n]; {
		case g.side.rows.Schema.Columns[col].Type == gis.Real:
			sum := math.Float64frombits(uint64(*total)) + math.Float64frombits(uint64(v))
			*total = int64(math.Float64bits(sum))
		case (*total+v < *total) != (v < 0): // past the largest number
			g.over[i][n], g.unknown[i][n] = true, true
		default:
			*total += v
		}
	}
}

// finish makes the row of each group, when all rows are in theirs.
func (g *grouping) finish() {
	b := g.groups.rows
	b.From, b.To, b.Line = g.first.From, g.first.To, g.first.Line
	for i := range g.keys {
		if g.first.Schema.Columns[i].Type == gis.Text {
			b.PutTexts(i, g.first.Texts(i))
			continue
		}
		nums, null := g.first.Nums(i)
		b.PutNums(i, nums, null)
	}
	at, known := len(g.keys), make([]bool, len(g.count))
	if g.counted {
		b.PutNums(at, g.count, known)
		at++
	}
	for i := range g.totals {
		b.PutNums(at+i, g.totals[i], g.unknown[i])
	}
}

// tooMany are the columns whose sum is not known for a group, because it is past
// the largest number.
func (g *grouping) tooMany() []string {
	var names []string
	for i, col := range g.added {
		if slices.Contains(g.over[i], true) {
			names = append(names, g.side.rows.Schema.Columns[col].Name)
		}
	}
	return names
}

// ofWindow is the group of each row of the side's window.
func (g *grouping) ofWindow() []int32 {
	if g.side.numbers == nil {
		return g.of
	}
	some := make([]int32, len(g.side.numbers))
	for i, row := range g.side.numbers {
		some[i] = g.of[row]
	}
	return some
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
	return overlay.Tabulate(ctx, r.a.layer, r.b.layer, r.groups.ofWindow(), o, sink)
}
