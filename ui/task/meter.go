package task

import (
	"context"
	"sync"
	"time"

	"segit/gis"
)

// meter is the progress of a job, written by its worker and read by the watch.
type meter struct {
	mu    sync.Mutex
	now   Status
	start time.Time
	stage time.Time // when the stage began
}

func newMeter(job Job) *meter {
	return &meter{now: Status{Slot: job.Slot, Title: job.Title, Running: true}, start: time.Now(), stage: time.Now()}
}

// Stage begins a part of the work.
func (m *meter) Stage(name gis.Message, size int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now.Stage, m.now.Size, m.now.Done, m.stage = name, size, 0, time.Now()
}

// Add reports n more units done.
func (m *meter) Add(n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now.Done += n
}

func (m *meter) status() Status {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now
	now.Elapsed, now.Spent = time.Since(m.start), time.Since(m.stage)
	return now
}

// Pause waits for d or for the end of ctx, whose error it then gives. It lets
// a job hold back until the user has stopped typing or moving.
func Pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
