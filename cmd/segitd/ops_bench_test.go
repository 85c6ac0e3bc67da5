package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
	"segit/sync/server/pgstore/pgtest"
)

// unsent is how many operations the desk of [BenchmarkOperations] has not sent.
const unsent = 100_000

// BenchmarkOperations is a desk that sends 100,000 operations and another that
// takes them in, each a process of its own, by a segitd of its own process; over a
// file, and over PostgreSQL. All is durable. What processes took is theirs alone,
// whatever else the machine does.
func BenchmarkOperations(b *testing.B) {
	b.Run("file", manyOperations)
	b.Run("postgres", func(b *testing.B) {
		p, err := pgtest.Start()
		if err != nil {
			b.Fatal(err)
		}
		defer p.Stop()
		b.Setenv("SEGIT_STORE", p.Database(b)) // segitd reads it
		manyOperations(b)
		p.Stop()
		b.ReportMetric(p.Used().Seconds()/float64(max(1, b.N)), "database-cpu-s")
	})
}

func manyOperations(b *testing.B) {
	for b.Loop() {
		dir := filepath.Join(b.TempDir(), "central")
		segitd(b, 0, "init", dir)
		p := start(b, "segitd", dir, "127.0.0.1:0")
		first, second := newDesk(b), newDesk(b)
		first.enrol(b, dir, p.address)
		second.enrol(b, dir, p.address)
		ops := make([]store.Operation, 1000)
		for from := 0; from < unsent; from += len(ops) {
			for i := range ops {
				ops[i] = store.Operation{
					Layer: store.DatasetFindings, ID: fmt.Sprintf("%024x", (from+i)%20_000), Cell: "A/12", Kind: store.SetKind, Actor: "anna",
					Set: map[string]store.Change{"assignee": {New: json.RawMessage(fmt.Sprintf(`"nome %d"`, from+i))}},
				}
			}
			if _, err := first.Append(ops...); err != nil {
				b.Fatal(err)
			}
		}
		for side, d := range map[string]desk{"up": first, "down": second} {
			if err := d.Close(); err != nil {
				b.Fatal(side, err)
			}
		}
		for _, side := range []struct {
			name string
			desk desk
		}{{"up", first}, {"down", second}} {
			began := time.Now()
			cmd := exec.Command(os.Args[0], side.desk.Path)
			cmd.Env = append(os.Environ(), childRole+"=desk")
			if out, err := cmd.CombinedOutput(); err != nil {
				b.Fatalf("%v: %s", err, out)
			}
			b.ReportMetric(unsent/time.Since(began).Seconds(), side.name+"/s")
			b.ReportMetric((cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), side.name+"-desk-cpu-s")
			b.ReportMetric(float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)/1024, side.name+"-desk-MiB")
		}
		p.cmd.Process.Signal(syscall.SIGTERM) //nolint:errcheck // it may have ended
		p.ended()
		b.ReportMetric((p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()).Seconds(), "server-cpu-s")
		b.ReportMetric(float64(p.cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)/1024, "server-MiB")
	}
}

// syncing syncs the archive that is its argument.
func syncing() {
	a, err := store.Open(context.Background(), os.Args[1])
	if err == nil {
		_, err = client.New(client.Of(a)).Sync(context.Background(), gis.Quiet{})
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	a.Close() //nolint:errcheck // what was synced is durable
}
