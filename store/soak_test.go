package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
)

// The torture: a process does random work on an archive and is killed, or its
// disk fails, at a random call; what it said to be done must be there, what it
// did not say may be, and nothing else. A simple model in memory knows what.

// soakMinutes is how long the torture lasts; soakSeed repeats one.
const (
	soakMinutes = "SEGIT_SOAK_MINUTES"
	soakSeed    = "SEGIT_SOAK_SEED"
	soakStep    = "SEGIT_SOAK_STEP"
)

// work is one thing done to an archive, the same for the same seed and step.
type work struct {
	kind          string
	sheet         string
	side, variant int
	id, value     string
}

func workOf(seed uint64, step int) work {
	random := rand.New(rand.NewPCG(seed, uint64(step)))
	w := work{
		sheet: strconv.Itoa(10 + random.IntN(4)), side: 2 + random.IntN(24), variant: random.IntN(5),
		id: "f" + strconv.Itoa(random.IntN(8)), value: strconv.Itoa(step),
	}
	kinds := []string{"load", "load", "load", "edit", "edit", "edit", "edit", "undo", "undo", "redo", "derive", "compact", "hold", "rotate"}
	w.kind = kinds[random.IntN(len(kinds))]
	return w
}

// plot is what the work loads into a sheet, or derives.
func (w *work) plot() *gis.Batch {
	s := plots()
	if w.kind == "derive" {
		s.Source = "controls"
	}
	return grid(s, w.sheet, w.side, orb.Point{507_000 + float64(w.variant)/1000, 4_151_000})
}

// soaked is an archive under torture.
type soaked struct {
	path   string
	sealed bool
	open   *store.Archive
}

func (s *soaked) keys() store.Keys {
	if s.sealed {
		return by(string(passphrase))
	}
	return store.Keys{}
}

func (s *soaked) reopen() (err error) {
	s.open, err = store.OpenWith(context.Background(), s.path, s.keys())
	return err
}

// do does the work.
func (s *soaked) do(w work) error {
	ctx := context.Background()
	switch w.kind {
	case "load", "derive":
		build, err := s.open.Build(ctx)
		if err != nil {
			return err
		}
		var supply *store.SupplyBuild
		if w.kind == "load" {
			supply = build.Supply(intakeOf(w.value))
			for line := range w.variant {
				if err := supply.Reject(line+1, gis.Say("test.reason"), "riga"); err != nil {
					return errors.Join(err, build.Abandon())
				}
			}
			supply.Counted(gis.Counts{Read: int64(w.side*w.side + w.variant), Rejected: int64(w.variant)})
		} else {
			supply = build.Derived("prova/2025", 7792)
		}
		if err := supply.Rows(ctx, w.plot()); err != nil {
			return errors.Join(err, build.Abandon())
		}
		return build.Commit()
	case "edit":
		raw, err := json.Marshal(w.value)
		if err == nil {
			_, err = s.open.Append(store.Operation{
				Layer: store.DatasetFindings, ID: w.id, Kind: store.SetKind, Actor: "analista", Set: map[string]store.Change{"state": {New: raw}},
			})
		}
		return err
	case "undo", "redo":
		f := s.open.Undo
		if w.kind == "redo" {
			f = s.open.Redo
		}
		_, err := f("analista", "")
		if gis.KindOf(err) == gis.NotFound && err != nil {
			return nil
		}
		return err
	case "compact":
		if err := s.open.Close(); err != nil {
			return err
		}
		if _, err := store.Compact(ctx, s.path, s.keys(), gis.Quiet{}); err != nil {
			return err
		}
		return s.reopen()
	case "hold":
		// A snapshot sees the same before and after an import beside it.
		held := s.open.Snapshot()
		before, err := rowsOf(held)
		if err == nil {
			err = s.do(work{kind: "load", sheet: w.sheet, side: w.side, variant: w.variant, value: w.value})
		}
		after, again := rowsOf(held)
		if err == nil && again == nil && before != after {
			err = fmt.Errorf("a snapshot saw %d rows, then %d", before, after)
		}
		return errors.Join(err, again, held.Release())
	case "rotate":
		if !s.sealed {
			return nil
		}
		_, err := s.open.Rotate(ctx, passphrase, nil, gis.Quiet{})
		return err
	}
	return fmt.Errorf("no such work: %s", w.kind)
}

func rowsOf(s *store.Snapshot) (n int, err error) {
	for rows, err := range s.Scan(context.Background(), store.Ask{Dataset: "parcels", Shapes: true}) {
		if err != nil {
			return n, err
		}
		n += rows.Len()
	}
	return n, nil
}

// soakChild works until it is killed, something fails, or a few works are done.
func soakChild() int {
	seed, err := strconv.ParseUint(os.Getenv(soakSeed), 10, 64)
	step, wrong := strconv.Atoi(os.Getenv(soakStep))
	s := &soaked{path: os.Args[len(os.Args)-1], sealed: seed%4 == 0}
	if err := errors.Join(err, wrong, s.reopen()); err != nil {
		fmt.Println("not opened:", err)
		return 1
	}
	for n := range 12 {
		if err := s.do(workOf(seed, step+n)); err != nil {
			fmt.Println("failed:", err)
			return 1
		}
		fmt.Println("did", step+n)
	}
	if err := s.open.Close(); err != nil {
		fmt.Println("not closed:", err)
		return 1
	}
	return 0
}
