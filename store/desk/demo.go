package desk

import (
	"context"
	"errors"
	"path/filepath"

	"segit/gis"
	"segit/gis/demo"
)

// DemoArchive is the file name of the demonstration's archive.
const DemoArchive = "demo.segit"

// Demo writes the files of the fictional municipality into a folder and makes
// an archive of them, in the clear: nobody in it exists.
func Demo(ctx context.Context, dir string, opts demo.Options, p gis.Progress, done func(ImportedFile)) (demo.Summary, error) {
	summary, err := demo.Write(ctx, dir, opts, p)
	if err != nil {
		return summary, err
	}
	d, err := Create(ctx, filepath.Join(dir, DemoArchive), CreateRequest{Comune: demo.Comune, Plaintext: true})
	if err != nil {
		return summary, err
	}
	// Only what an office would receive goes in; the truth stays outside.
	err = d.Import(ctx, ImportRequest{Paths: []string{dir}, Operator: "demo"}, p, func(f ImportedFile) {
		if f.Refused == nil {
			done(f)
		}
	})
	return summary, errors.Join(err, d.Close())
}
