package ui

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/task"
)

// sheet writes the "scheda istruttoria" of a finding as PDF where the user
// says.
func (w *Window) sheet(id string) {
	name := "scheda-" + id[:min(8, len(id))] + ".pdf"
	archive, request := w.archive, w.reportRequest()
	w.ask.Save("ui.sheet.title", name, ".pdf", func(path string) {
		w.report(path, func(ctx context.Context, out io.Writer, _ gis.Progress) error {
			return archive.ReportFinding(ctx, id, request, out)
		})
	})
}

func (w *Window) sheetOfChosen() {
	if w.chosen.ID == "" {
		w.status.Say(w.words.Saying("ui.status.no-finding"))
		return
	}
	w.sheet(w.chosen.ID)
}

// controlReport writes the run of a control as PDF: the one of the filter, or
// that of the chosen finding.
func (w *Window) controlReport() {
	control, _ := w.list.Filter()
	if control == "" {
		control = w.chosen.Control
	}
	if control == "" {
		w.status.Say(w.words.Saying("ui.status.no-control"))
		return
	}
	archive, request := w.archive, w.reportRequest()
	w.ask.Save("ui.control-report.title", control+".pdf", ".pdf", func(path string) {
		w.report(path, func(ctx context.Context, out io.Writer, progress gis.Progress) error {
			return archive.ReportControl(ctx, control, request, out, progress)
		})
	})
}

// reportRequest is a report in the language of the window. The table of a run
// leaves holders out: it goes from hand to hand.
func (w *Window) reportRequest() desk.ReportRequest {
	return desk.ReportRequest{Lang: w.words.Lang(), Operator: w.deps.Operator, Printed: time.Now()}
}

// report writes a PDF in a job.
func (w *Window) report(path string, write func(context.Context, io.Writer, gis.Progress) error) {
	w.tasks.Run(task.Job{
		Slot:  slotReport,
		Title: gis.Say("ui.task.report"),
		Work: func(ctx context.Context, progress gis.Progress) error {
			return replace(path, func(out io.Writer) error { return write(ctx, out, progress) })
		},
		Done: func() {
			w.status.Say(w.words.Saying("ui.status.written", path))
			w.deps.Trace.Event("report", "written", "file", filepath.Base(path))
		},
	})
}

// replace writes a file beside its place and moves it there when it is whole,
// so that a failure leaves what was there before.
func replace(path string, write func(io.Writer) error) (err error) {
	const op = "ui.report"
	part, err := os.CreateTemp(filepath.Dir(path), ".segit-*.part")
	if err != nil {
		return gis.Wrap(op, gis.BadInput, err, "ui.report.folder", filepath.Dir(path))
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part.Name()))
		}
	}()
	if err := write(part); err != nil {
		return errors.Join(err, part.Close())
	}
	if err := part.Close(); err != nil {
		return gis.Wrap(op, gis.Internal, err, "ui.report.file", filepath.Base(path))
	}
	if err := os.Rename(part.Name(), path); err != nil {
		return gis.Wrap(op, gis.BadInput, err, "ui.report.file", filepath.Base(path))
	}
	return nil
}
