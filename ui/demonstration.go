package ui

import (
	"context"
	"os"
	"path/filepath"

	"segit/gis"
	"segit/store/desk"
)

// demo opens the fictional municipality; the first time it is made, in the
// user's cache, and looked through by every control.
func (w *Window) demo() {
	w.begin("ui.task.demo", func(ctx context.Context, progress gis.Progress) (Archive, error) {
		cache, err := os.UserCacheDir()
		if err != nil {
			return nil, gis.Wrap("ui.demo", gis.Internal, err, "ui.demo.folder")
		}
		return w.demoIn(ctx, filepath.Join(cache, "segit", "demo"), progress)
	}, w.showFirst)
}

// demoIn opens the demonstration that stands in dir. A new one is made beside
// it and moved there when it is whole: what was stopped half-way is made anew.
func (w *Window) demoIn(ctx context.Context, dir string, progress gis.Progress) (Archive, error) {
	const op = "ui.demo"
	path := filepath.Join(dir, desk.DemoArchive)
	if _, err := os.Stat(path); err == nil {
		return w.deps.Archives.Open(ctx, path, nil, progress)
	}
	part := dir + ".part"
	for _, old := range []string{part, dir} {
		if err := os.RemoveAll(old); err != nil {
			return nil, gis.Wrap(op, gis.Internal, err, "ui.demo.write", old)
		}
	}
	if err := os.MkdirAll(part, 0o700); err != nil {
		return nil, gis.Wrap(op, gis.Internal, err, "ui.demo.write", part)
	}
	if err := w.makeDemo(ctx, part, progress); err != nil {
		return nil, err
	}
	if err := os.Rename(part, dir); err != nil {
		return nil, gis.Wrap(op, gis.Internal, err, "ui.demo.write", dir)
	}
	return w.deps.Archives.Open(ctx, path, nil, progress)
}

func (w *Window) makeDemo(ctx context.Context, dir string, progress gis.Progress) error {
	if err := w.deps.Archives.Demo(ctx, dir, progress); err != nil {
		return err
	}
	a, err := w.deps.Archives.Open(ctx, filepath.Join(dir, desk.DemoArchive), nil, progress)
	if err != nil {
		return err
	}
	_, err = a.RunControls(ctx, desk.ControlRequest{All: true}, progress, func(gis.Finding) {})
	return closing(a, err)
}
