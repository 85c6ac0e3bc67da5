package desk

import (
	"encoding/csv"
	"io"
	"math"
	"slices"
	"strconv"

	"segit/gis"
	"segit/gis/overlay"
	"segit/gis/text"
)

// OverlayNote is a row that an overlay repaired, or that took no part in it.
type OverlayNote struct {
	Side          string // "a" or "b"
	File          string // its name, "" for a layer of an archive
	Layer         string
	Number        int64 // of the feature in its file, or of the row in its supply
	Key           gis.Key
	Reason        gis.Message
	X, Y          float64 // where, in the CRS of the result; NaN when nowhere
	Before, After float64 // area in m² or length in m
	Aside         bool    // took no part
}

// note tells which rows of a side's window were repaired or set aside; those
// that were refused at reading are told already.
func (s *overlaySide) note() {
	type found struct {
		row  int
		note OverlayNote
	}
	var all []found
	for _, n := range s.layer.Noted() {
		reason := n.Fault.Message()
		if code := s.stray[s.number(int32(n.Row))]; code != "" {
			reason = gis.Say(code)
		}
		all = append(all, found{n.Row, s.noteOf(n.Row, OverlayNote{
			Reason: reason, X: n.X, Y: n.Y, Before: n.Before, After: n.After, Aside: n.Aside,
		})})
	}
	for row, line := range s.rows.Line {
		if len(s.closed) > 0 && s.closed[line] && s.layer.Used(row) {
			first, m := s.layer.Shapes().RowXY(row), s.layer.Measure(row)
			all = append(all, found{row, s.noteOf(row, OverlayNote{Reason: overlay.OpenRing.Message(), X: first[0], Y: first[1], Before: m, After: m})})
		}
	}
	slices.SortStableFunc(all, func(p, q found) int { return p.row - q.row })
	for i := range all {
		s.notes = append(s.notes, all[i].note)
	}
}

func (s *overlaySide) noteOf(row int, n OverlayNote) OverlayNote {
	n.Side, n.File, n.Layer, n.Number = s.letter, s.file, s.name, int64(s.rows.Line[row])
	if s.keyed {
		n.Key = s.keys.Key(s.rows, row, "")
	}
	return n
}

// unsolved tells of pairs that the engine could not settle: their pieces are
// missing.
func (r *overlayRun) unsolved(pairs []overlay.Pair) {
	for _, p := range pairs {
		if r.req.Op == "dissolve" { // p.A is a group
			r.missing = append(r.missing, OverlayNote{
				Side: "a", File: r.a.file, Layer: r.a.name, Reason: gis.Say("overlay.fault.group", p.A+1), X: math.NaN(), Y: math.NaN(), Aside: true,
			})
			continue
		}
		side, row := r.a, p.A
		if p.A < 0 {
			side, row = r.b, p.B
		}
		n := OverlayNote{Reason: gis.Say("overlay.fault.piece"), X: math.NaN(), Y: math.NaN(), Before: side.layer.Measure(int(row)), Aside: true}
		if p.A >= 0 && p.B >= 0 && r.req.Op != "tabulate" {
			n.Reason = gis.Say("overlay.fault.pair", r.b.rows.Line[p.B])
		}
		if b := side.layer.Bound(int(row)); b.Min[0] <= b.Max[0] {
			n.X, n.Y = b.Center()[0], b.Center()[1]
		}
		r.missing = append(r.missing, side.noteOf(int(row), n))
	}
}

// WriteOverlayNotes writes the table of rows that were repaired or set aside.
func WriteOverlayNotes(w io.Writer, notes []OverlayNote, words text.Catalogue) error {
	out := csv.NewWriter(w)
	out.Write([]string{"side", "file", "layer", "feature", "key", "taken", "reason", "x", "y", "before", "after", "change"}) //nolint:errcheck // Flush tells
	for _, n := range notes {
		taken, key := "repaired", ""
		if n.Aside {
			taken = "set-aside"
		}
		if n.Key != (gis.Key{}) {
			key = n.Key.String()
		}
		cells := []string{n.Side, n.File, n.Layer, strconv.FormatInt(n.Number, 10), key, taken, words.Say(n.Reason)}
		for _, v := range []float64{n.X, n.Y, n.Before, n.After, n.After - n.Before} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				cells = append(cells, "")
				continue
			}
			cells = append(cells, strconv.FormatFloat(v, 'f', 3, 64))
		}
		out.Write(cells) //nolint:errcheck // Flush tells
	}
	out.Flush()
	return out.Error()
}
