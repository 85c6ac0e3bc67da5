package store_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
)

// bowTied is a sheet of 3×3 parcels of which the last crosses itself.
func bowTied() *gis.Batch {
	b := gis.NewBatch(plots())
	b.Append(grid(plots(), "12", 3, corner), []int{0, 1, 2, 3, 4, 5, 6, 7})
	b.SetText(0, "12")
	b.SetText(1, "9")
	x, y := corner[0]+100, corner[1]+100
	b.Shapes.Append(orb.Polygon{{{x, y}, {x + 10, y + 10}, {x + 10, y}, {x, y + 10}, {x, y}}})
	b.Add(9, gis.Always, gis.OpenEnd)
	return b
}

// What was noted of the door is known until it is told otherwise, and the check
// looks the rows through again.
func TestDoorIsNoted(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", bowTied())
	s := a.Snapshot()
	var segment uint32
	tied := uint32(0)
	for rows, err := range s.Scan(t.Context(), store.Ask{Dataset: "parcels"}) {
		if err != nil {
			t.Fatal(err)
		}
		segment = rows.Segment
		for row := range rows.Len() {
			if rows.Line[row] == 9 {
				tied = rows.Ref(row).Row
			}
		}
	}
	for _, noted := range [][]uint32{{tied}, {tied, 8}, nil} {
		if door, err := s.Door(segment); err != nil || door.Known != (len(noted) != 1) || door.Rows != 9 {
			t.Errorf("before: %+v, %v", door, err)
		}
		if err := a.NoteDoor(map[uint32][]uint32{segment: noted, 99: {1}}); err != nil {
			t.Fatal(err)
		}
		door, err := s.Door(segment)
		if err != nil || !door.Known || !slices.Equal(door.Faults, noted) {
			t.Errorf("noted %v: %+v, %v", noted, door, err)
		}
	}
	if err := s.Release(); err != nil {
		t.Fatal(err)
	}
	for _, noted := range [][]uint32{nil, {tied}} {
		b, err := store.Open(t.Context(), closeAndPath(t, a))
		if err != nil {
			t.Fatal(err)
		}
		if err := b.NoteDoor(map[uint32][]uint32{segment: noted}); err != nil {
			t.Fatal(err)
		}
		if done, told := checked(t, closeAndPath(t, b)); done.Troubles != 1-len(noted) {
			t.Errorf("noted %v: the check tells %v", noted, told)
		}
	}
}

func closeAndPath(t testing.TB, a *store.Archive) string {
	t.Helper()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return a.Path
}

// A brief scan gives what any other does, as long as it holds.
func TestBriefScan(t *testing.T) {
	a, _ := sheetTwice(t)
	read := func(q store.Ask) (all []string) {
		s := a.Snapshot()
		defer s.Release() //nolint:errcheck // nothing was replaced
		for rows, err := range s.Scan(t.Context(), q) {
			if err != nil {
				t.Fatal(err)
			}
			for row := range rows.Len() {
				area, known := rows.Num(2, row)
				all = append(all, fmt.Sprint(rows.Ref(row), rows.Supply, rows.Line[row], rows.From[row], rows.To[row],
					rows.Text(0, row), rows.Text(1, row), area, known, q.Shapes && rows.Shapes.Geometry(row) != nil, rows.Shapes.Len()))
				if q.Shapes {
					all = append(all, fmt.Sprint(rows.Shapes.RowXY(row)))
				}
			}
		}
		return all
	}
	for _, q := range []store.Ask{{Dataset: "parcels"}, {Dataset: "parcels", Shapes: true}, {Dataset: "parcels", Columns: []string{"parcel"}}} {
		want := read(q)
		q.Brief = true
		if got := read(q); len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("%+v: %d lines, want %d, or others", q, len(got), len(want))
		}
	}
	// Whoever stops early leaves nothing behind that reads on.
	s := a.Snapshot()
	for rows, err := range s.Scan(t.Context(), store.Ask{Dataset: "parcels", Brief: true}) {
		if err != nil || rows.Len() == 0 {
			t.Error(err)
		}
		break
	}
	if err := s.Release(); err != nil {
		t.Error(err)
	}
}
