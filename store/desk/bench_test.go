package desk_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"segit/gis"
	"segit/gis/demo"
	"segit/store/desk"
)

// bigArchive is the fictional municipality of 250 000 units, made once.
var bigArchive = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "segit-bench-")
	if err != nil {
		return "", err
	}
	_, err = desk.Demo(context.Background(), filepath.Join(dir, "demo"), demo.Options{Seed: 1, Units: 250_000}, gis.Quiet{}, func(desk.ImportedFile) {})
	return filepath.Join(dir, "demo", desk.DemoArchive), err
})

// BenchmarkControl runs each control on 250 000 units as they are stored, the
// reading included; the findings are not kept.
func BenchmarkControl(b *testing.B) {
	path, err := bigArchive()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(filepath.Dir(filepath.Dir(path))) })
	d, err := desk.Open(context.Background(), path)
	if err != nil {
		b.Fatal(err)
	}
	closeAfter(b, d)
	for _, info := range d.Controls() {
		b.Run(info.ID, func(b *testing.B) {
			for b.Loop() {
				found := 0
				req := desk.ControlRequest{IDs: []string{info.ID}, Year: 2025, DryRun: true}
				if _, err := d.RunControls(context.Background(), req, gis.Quiet{}, func(gis.Finding) { found++ }); err != nil || found == 0 {
					b.Fatal(found, err)
				}
			}
		})
	}
}

// BenchmarkFindings lists 50 000 findings, as the window does after a run.
func BenchmarkFindings(b *testing.B) {
	const n = 50_000
	d := newDesk(b, "W001")
	var fab strings.Builder
	for i := range n {
		unit := strings.Replace(house(strconv.Itoa(i+1)), "|A02|", "|A05|", 1)
		fab.WriteString(strings.Replace(unit, "|00074||0001|", "|"+strconv.Itoa(i/10+1)+"||"+strconv.Itoa(i%10+1)+"|", 1))
	}
	taken(b, d, write(b, filepath.Join(b.TempDir(), "W001A0001.FAB"), fab.String()))
	b.Run("run", func(b *testing.B) {
		for b.Loop() {
			if found, _ := runAll(b, d, 2025); len(found) != n {
				b.Fatal(len(found))
			}
		}
	})
	b.Run("list", func(b *testing.B) {
		for b.Loop() {
			if all := findings(b, d, desk.FindingFilter{}); len(all) != n {
				b.Fatal(len(all))
			}
		}
	})
}
