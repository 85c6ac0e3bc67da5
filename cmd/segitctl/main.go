// Command segitctl is the workstation without its window: import, controls,
// queries, reports and exports on an archive, for scripts and for those who
// like a terminal.
package main

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"segit/store/desk"
	"segit/store/keyring"
	"segit/store/largepages"
)

func main() {
	largepages.Heap(slices.ContainsFunc(os.Args[1:], desk.IsArchive)) // what names one begins with opening it, most likely
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], outside{os.Stdout, os.Stderr, os.Getenv, keyring.System{}, terminal(os.Stdin, os.Stderr)})
	stop()
	os.Exit(code)
}
