# SE.G.I.T. Two commands matter: make run (see it work) and make test (know that
# it works). Both install what is missing, on Debian and Ubuntu, and say so.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

# A clone owned by somebody else must build too.
export GOFLAGS := -buildvcs=false

TOOL  := go tool -modfile=.ci/tools/go.mod
# The window is written for Fyne's own thread rules: no checks at run time.
TAGS  := migrated_fynedo
OURS  := $(wildcard cmd gis store sync ui assets)
FUZZTIME ?= 60s
BENCH ?= .

.PHONY: run test build packages lint unit end-to-end bench fuzz soak clean

run: packages build
	.ci/demo
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
		bin/segit build/demo/W001.segit; \
	else \
		echo "segit: no display here, so no window; open build/demo/tari-untaxed.pdf instead"; \
	fi

test: packages build lint unit end-to-end

packages:
	@.ci/packages

# Fyne's C parts take minutes to compile: they are built once, here, without the
# race detector; what links them is tested the same way in end-to-end.
build:
	go build -tags $(TAGS) -o bin/ ./cmd/...

lint:
	@unformatted=$$($(TOOL) gofumpt -l $(OURS) *.go); \
	if [ -n "$$unformatted" ]; then echo "gofumpt would change: $$unformatted"; exit 1; fi
	go vet -tags $(TAGS) ./...
	$(TOOL) staticcheck -tags $(TAGS) ./...
	@complex=$$($(TOOL) gocyclo -over 20 -ignore _test.go $(OURS) || true); \
	if [ -n "$$complex" ]; then echo "too many branches:"; echo "$$complex"; exit 1; fi
	CGO_ENABLED=0 go build ./gis/... ./store/... ./sync/... ./cmd/segitctl ./cmd/segitd

# The simulation of the sync is long: few of its schedules run with the race
# detector, all of them without.
unit:
	go test -race -timeout 20m $$(go list . ./assets/... ./gis/... ./store/... ./sync/... ./ui/... | grep -v /simulation)
	go test -race -short -timeout 20m ./sync/simulation
	go test -timeout 20m ./sync/simulation

end-to-end:
	go test -tags $(TAGS) -timeout 20m ./cmd/...
	.ci/demo
	qpdf --check build/demo/tari-untaxed.pdf

bench:
	go test -run '^$$' -bench '$(BENCH)' -benchmem -timeout 60m ./gis/... ./store/... ./sync/... ./ui/...

fuzz:
	.ci/fuzz $(FUZZTIME)

# The torture of the archive: random work against a model, killed and failed by
# the disk at random calls, for MINUTES; then every deed killed, failed and cut
# off from power at every single call. SEGIT_SOAK_SEED repeats a torture.
MINUTES ?= 10
soak:
	SEGIT_SOAK_MINUTES=$(MINUTES) go test -count=1 -timeout 0 -v -run '^TestSoak$$' ./store
	SEGIT_SWEEP=full go test -count=1 -timeout 0 -v -run '^(TestDeedsInterruptedAtEveryCall|TestPowerCuts|TestKeepingDrawings.*)$$' ./cmd/segitctl ./store

clean:
	rm -rf bin build
