// Package task runs what takes time away from the UI goroutine. It owns the
// window's only goroutines, the way back to the UI goroutine, cancelling, and
// the one place where a failure reaches the user.
package task

import (
	"context"
	"errors"
	"sync"
	"time"

	"segit/gis"
)

// Job is a piece of work.
type Job struct {
	// Slot names what the job is for: a newer job of a slot cancels the older
	// one, whose result is then thrown away.
	Slot string
	// Title is what the status bar says; a job without one is quiet: it shows
	// no progress (a redraw, a search as typed).
	Title gis.Message
	// Unattended is a job that nobody asked for: it is no sign that somebody
	// works here, nor are the jobs that begin at its end.
	Unattended bool
	// Work runs in a goroutine of its own and must not touch a widget.
	Work func(ctx context.Context, progress gis.Progress) error
	// Done runs on the UI goroutine after Work came to its end without error.
	Done func()
	// Failed runs on the UI goroutine instead of the error dialog; nil means
	// the dialog. A job that was stopped calls neither.
	Failed func(error)
}

// Status is what a job looks like at a moment.
type Status struct {
	Slot    string
	Title   gis.Message
	Stage   gis.Message
	Done    int64
	Size    int64 // 0 when unknown
	Elapsed time.Duration
	Spent   time.Duration // on this stage
	Running bool
	Err     error // why it ended, nil while it runs or when all went well
}

// Fraction is the part done, 0 to 1, and whether it is known.
func (s Status) Fraction() (float64, bool) {
	if s.Size <= 0 {
		return 0, false
	}
	return min(1, float64(s.Done)/float64(s.Size)), true
}

// Left is how long the rest of the stage takes at the pace so far, and whether
// that can be told.
func (s Status) Left() (time.Duration, bool) {
	part, known := s.Fraction()
	if !known || part == 0 || s.Spent < time.Second {
		return 0, false
	}
	return time.Duration(float64(s.Spent) * (1 - part) / part), true
}

// Runner starts jobs. Its methods are called on the UI goroutine.
type Runner struct {
	// Begun hears of every job that begins, quiet ones too, but not of those that
	// are unattended; nil for nobody.
	Begun func()

	post   func(func())
	fail   func(error)
	status func(Status)

	running  map[string]*run
	wg       sync.WaitGroup
	draining int   // Drains that have not come to their end
	held     []Job // with a title, begun meanwhile
	alone    bool  // an unattended job comes to its end
}

type run struct {
	job    Job
	cancel context.CancelFunc
}

// beat is how often a job with a title tells how far it is.
const beat = 100 * time.Millisecond

// NewRunner makes a runner. post brings a function to the UI goroutine and may
// be called from any; fail shows an error to the user; status hears of jobs
// that have a title. Both run on the UI goroutine.
func NewRunner(post func(func()), fail func(error), status func(Status)) *Runner {
	return &Runner{post: post, fail: fail, status: status, running: map[string]*run{}}
}

// Run starts a job and returns at once. While a Drain is under way nothing
// starts: a job with a title waits for its end, a quiet one is forgotten, for
// what it would show is about to go.
func (r *Runner) Run(job Job) {
	if r.draining > 0 {
		if job.Title.Code != "" {
			r.held = append(r.held, job)
		}
		return
	}
	job.Unattended = job.Unattended || r.alone
	if r.Begun != nil && !job.Unattended {
		r.Begun()
	}
	if old := r.running[job.Slot]; old != nil {
		old.cancel()
	}
	ctx, cancel := context.WithCancel(context.Background())
	this := &run{job: job, cancel: cancel}
	r.running[job.Slot] = this
	meter := newMeter(job)
	if job.Title.Code != "" {
		r.status(meter.status())
		r.wg.Go(func() { r.watch(ctx, this, meter) })
	}
	r.wg.Go(func() {
		err := job.Work(ctx, meter)
		// Stopped means that somebody asked for it: a worker that did not
		// notice has lost its turn all the same, and one that speaks of
		// cancelling by itself has failed.
		if ctx.Err() != nil {
			err = stopped{errors.Join(ctx.Err(), err)}
		}
		cancel()
		r.post(func() { r.end(this, meter, err) })
	})
}

// watch tells how far a job is until its context ends.
func (r *Runner) watch(ctx context.Context, this *run, meter *meter) {
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			now := meter.status()
			r.post(func() {
				if r.running[this.job.Slot] == this {
					r.status(now)
				}
			})
		}
	}
}

func (r *Runner) end(this *run, meter *meter, err error) {
	if r.running[this.job.Slot] != this {
		return
	}
	delete(r.running, this.job.Slot)
	r.alone = this.job.Unattended
	defer func() { r.alone = false }()
	if this.job.Title.Code != "" {
		last := meter.status()
		last.Running, last.Err = false, err
		r.status(last)
	}
	switch {
	case err == nil:
		if this.job.Done != nil {
			this.job.Done()
		}
	case Cancelled(err):
	case this.job.Failed != nil:
		this.job.Failed(err)
	default:
		r.fail(err)
	}
}

// stopped is the end of a job that somebody stopped.
type stopped struct{ error }

// Cancelled reports whether a job ended because somebody stopped it.
func Cancelled(err error) bool {
	var s stopped
	return errors.As(err, &s)
}

// Cancel stops the job of a slot, if there is one. The job hears of it through
// its context and ends as cancelled.
func (r *Runner) Cancel(slot string) {
	if this := r.running[slot]; this != nil {
		this.cancel()
	}
}

// CancelAll stops every job.
func (r *Runner) CancelAll() {
	for slot := range r.running {
		r.Cancel(slot)
	}
}

// Busy reports whether a job of the slot is running.
func (r *Runner) Busy(slot string) bool { return r.running[slot] != nil }

// Working reports whether a job with a title is running: work that a person
// waits for, unlike a redraw.
func (r *Runner) Working() bool {
	for _, this := range r.running {
		if this.job.Title.Code != "" {
			return true
		}
	}
	return false
}

// Every calls f on the UI goroutine every d, with the time, until stop is
// called.
func (r *Runner) Every(d time.Duration, f func(time.Time)) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		ticker := time.NewTicker(d)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case now := <-ticker.C:
				r.post(func() { f(now) })
			}
		}
	}()
	return cancel
}

// Drain stops every job and calls then on the UI goroutine once none works any
// more: the moment at which an archive may be closed under them.
func (r *Runner) Drain(then func()) {
	r.CancelAll()
	r.draining++
	go func() {
		r.wg.Wait()
		r.post(func() {
			if r.draining--; r.draining > 0 {
				then()
				return
			}
			held := r.held
			r.held = nil
			then()
			for _, job := range held {
				r.Run(job)
			}
		})
	}()
}

// Wait blocks until no job works any more; it is for the end of the program,
// when the UI goroutine has nothing else to do.
func (r *Runner) Wait() { r.wg.Wait() }
