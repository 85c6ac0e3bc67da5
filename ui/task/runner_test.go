package task

import (
	"context"
	"errors"
	"testing"
	"time"

	"segit/gis"
)

// bench is a runner whose UI goroutine is the test: posted functions wait in a
// channel until the test lets them run.
type bench struct {
	*Runner
	posted   chan func()
	failures []error
	statuses []Status
}

func newBench() *bench {
	b := &bench{posted: make(chan func(), 1000)}
	b.Runner = NewRunner(func(f func()) { b.posted <- f },
		func(err error) { b.failures = append(b.failures, err) },
		func(s Status) { b.statuses = append(b.statuses, s) })
	return b
}

// until runs posted functions until the condition holds.
func (b *bench) until(t *testing.T, condition func() bool) {
	t.Helper()
	deadline := time.After(5 * time.Second)
	for !condition() {
		select {
		case f := <-b.posted:
			f()
		case <-deadline:
			t.Fatal("the job did not come to the expected state in 5 s")
		}
	}
}

func waitForCancel(ctx context.Context, _ gis.Progress) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestDoneRunsAfterTheWork(t *testing.T) {
	b := newBench()
	worked, done := make(chan bool, 1), false
	b.Run(Job{Slot: "import", Work: func(context.Context, gis.Progress) error {
		worked <- true
		return nil
	}, Done: func() { done = len(worked) == 1 }})
	if !b.Busy("import") {
		t.Error("the slot is not busy while the job runs")
	}
	b.until(t, func() bool { return done })
	if b.Busy("import") || len(b.failures) != 0 {
		t.Errorf("busy = %v, failures = %v after the end", b.Busy("import"), b.failures)
	}
}

func TestFailureIsShownOnce(t *testing.T) {
	wrong := gis.Refuse("test", gis.BadInput, "key.form", "x")
	for _, own := range []bool{false, true} {
		b := newBench()
		var caught error
		job := Job{Slot: "open", Work: func(context.Context, gis.Progress) error { return wrong }}
		if own {
			job.Failed = func(err error) { caught = err }
		}
		b.Run(job)
		b.until(t, func() bool { return !b.Busy("open") })
		if own != errors.Is(caught, wrong) || own != (len(b.failures) == 0) {
			t.Errorf("own handler %v: it got %v, the dialog got %v", own, caught, b.failures)
		}
	}
}

func TestWorkThatOnlySpeaksOfCancellingHasFailed(t *testing.T) {
	b := newBench()
	b.Run(Job{Slot: "search", Work: func(context.Context, gis.Progress) error {
		return gis.Refuse("test", gis.Cancelled, "text.cancelled")
	}})
	b.until(t, func() bool { return !b.Busy("search") })
	if len(b.failures) != 1 {
		t.Errorf("failures = %v, want the error", b.failures)
	}
}

func TestNewerRequestWins(t *testing.T) {
	b := newBench()
	var order []string
	b.Run(Job{Slot: "search", Work: waitForCancel, Done: func() { order = append(order, "old") }})
	b.Run(Job{
		Slot: "search", Work: func(context.Context, gis.Progress) error { return nil },
		Done: func() { order = append(order, "new") },
	})
	b.until(t, func() bool { return len(order) > 0 })
	b.Wait()
	for len(b.posted) > 0 {
		(<-b.posted)()
	}
	if len(order) != 1 || order[0] != "new" || len(b.failures) != 0 {
		t.Errorf("done: %v, failures: %v; want only the newer", order, b.failures)
	}
}

func TestWorkThatMissesTheCancelIsStillThrownAway(t *testing.T) {
	b := newBench()
	release, done := make(chan bool), false
	b.Run(Job{Slot: "map", Work: func(context.Context, gis.Progress) error {
		<-release
		return nil
	}, Done: func() { done = true }})
	b.Cancel("map")
	close(release)
	b.until(t, func() bool { return !b.Busy("map") })
	if done {
		t.Error("a cancelled job delivered its result")
	}
}

func TestCancelAnswersAndShowsNoError(t *testing.T) {
	b := newBench()
	b.Run(Job{Slot: "controls", Title: gis.Say("ui.task.controls"), Work: waitForCancel})
	b.Cancel("controls")
	b.until(t, func() bool { return !b.Busy("controls") })
	last := b.statuses[len(b.statuses)-1]
	if len(b.failures) != 0 || last.Running || !Cancelled(last.Err) {
		t.Errorf("failures %v, last status %+v; want a quiet end as cancelled", b.failures, last)
	}
}

func TestStatusTellsStageAndFraction(t *testing.T) {
	b := newBench()
	release := make(chan bool)
	b.Run(Job{Slot: "import", Title: gis.Say("ui.task.import"), Work: func(_ context.Context, p gis.Progress) error {
		p.Stage(gis.Say("ui.task.import"), 4)
		p.Add(1)
		<-release
		return nil
	}})
	b.until(t, func() bool {
		part, known := b.statuses[len(b.statuses)-1].Fraction()
		return known && part == 0.25
	})
	close(release)
	b.until(t, func() bool { return !b.Busy("import") })
	if first := b.statuses[0]; !first.Running || first.Title.Code != "ui.task.import" {
		t.Errorf("first status = %+v", first)
	}
	if _, known := (Status{}).Fraction(); known {
		t.Error("an unknown size has a fraction")
	}
}

func TestDrainWaitsForEveryJob(t *testing.T) {
	b := newBench()
	ended := make(chan bool, 2)
	for _, slot := range []string{"a", "b"} {
		b.Run(Job{Slot: slot, Work: func(ctx context.Context, _ gis.Progress) error {
			<-ctx.Done()
			ended <- true
			return ctx.Err()
		}})
	}
	drained := false
	b.Drain(func() { drained = len(ended) == 2 })
	b.until(t, func() bool { return drained })
}

// A job begun while the runner drains would use what is about to be closed.
func TestNothingStartsWhileDraining(t *testing.T) {
	b := newBench()
	b.Run(Job{Slot: "a", Work: waitForCancel})
	var order []string
	b.Drain(func() { order = append(order, "drained") })
	b.Run(Job{Slot: "map", Work: func(context.Context, gis.Progress) error { return nil }, Done: func() { order = append(order, "quiet") }})
	b.Run(Job{
		Slot: "import", Title: gis.Say("ui.task.import"), Work: func(context.Context, gis.Progress) error { return nil },
		Done: func() { order = append(order, "titled") },
	})
	b.until(t, func() bool { return len(order) == 2 })
	if order[0] != "drained" || order[1] != "titled" || b.Busy("map") {
		t.Errorf("order %v", order)
	}
}

func TestPause(t *testing.T) {
	if err := Pause(context.Background(), time.Millisecond); err != nil {
		t.Errorf("Pause = %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Pause(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("Pause of an ended context = %v", err)
	}
}
