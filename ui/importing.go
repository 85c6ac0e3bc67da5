package ui

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"

	"segit/gis"
	"segit/gis/source"
	"segit/store/desk"
	"segit/ui/dialogue"
	"segit/ui/panel"
	"segit/ui/task"
)

// The tabs below the map.
const (
	tabFindings = iota
	tabSupplies
	tabOutcome
	tabOverlays
	tabSharing
)

// dropped takes files from the desktop: an archive is opened, anything else is
// offered for import.
func (w *Window) dropped(_ fyne.Position, files []fyne.URI) {
	paths := []string{}
	for _, f := range files {
		if filepath.Ext(f.Path()) == dialogue.Ending {
			w.open(f.Path())
			return
		}
		paths = append(paths, f.Path())
	}
	w.askImport(paths)
}

// askImport asks what to import; without an archive it asks for a new one
// first.
func (w *Window) askImport(paths []string) {
	if w.archive == nil {
		w.ask.Create(func(n dialogue.NewArchive) {
			w.create(n, func() { w.askImport(paths) })
		})
		return
	}
	ids := []string{}
	for _, d := range w.deps.Sources {
		if d.Status == source.Ready {
			ids = append(ids, d.ID)
		}
	}
	w.ask.Import(paths, ids, w.importFiles)
}

// importFiles imports and tells file by file what came of it.
func (w *Window) importFiles(request desk.ImportRequest) {
	archive, page := w.archive, w.outcome
	request.Operator = w.deps.Operator
	page.Clear()
	w.tabs.SelectIndex(tabOutcome)
	files, refused, incomplete := 0, 0, 0
	w.tasks.Run(task.Job{
		Slot:  slotImport,
		Title: gis.Say("ui.task.import"),
		Work: func(ctx context.Context, progress gis.Progress) error {
			return archive.Import(ctx, request, progress, func(f desk.ImportedFile) {
				w.deps.Post(func() {
					files++
					if f.Refused != nil {
						refused++
					}
					if f.Incomplete() {
						incomplete++
					}
					page.File(f, filepath.Base(f.Path))
					w.deps.Trace.Event("import", "file", "file", filepath.Base(f.Path), "read", f.Supply.Read,
						"accepted", f.Supply.Accepted, "rejected", f.Supply.Rejected, "refused", f.Refused != nil, "incomplete", f.Incomplete())
				})
			})
		},
		Done: func() {
			counts := []any{w.words.Count(int64(files)), w.words.Count(int64(refused))}
			if incomplete > 0 {
				w.status.Say(w.words.Saying("ui.status.imported-cut", append(counts, w.words.Count(int64(incomplete)))...))
			} else {
				w.status.Say(w.words.Saying("ui.status.imported", counts...))
			}
			w.refresh(func() {
				w.deps.Trace.Event("import", "done", "files", files, "refused", refused, "incomplete", incomplete)
			})
		},
	})
}

// loadSupplies shows the register and, in the status bar, how old the sources
// are.
func (w *Window) loadSupplies() {
	archive := w.archive
	var found []desk.SupplyStatus
	w.tasks.Run(task.Job{
		Slot: slotSupplies,
		Work: func(ctx context.Context, _ gis.Progress) (err error) {
			found, err = archive.Supplies(ctx)
			return err
		},
		Done: func() {
			w.supplies.Set(found)
			w.status.Archive(archive.About(), panel.Newest(found))
			w.status.Moment(archive.Moment())
			w.deps.Trace.Event("status", "archive", "epsg", archive.About().EPSG, "plaintext", archive.About().Plaintext, "supplies", len(found))
		},
	})
}
