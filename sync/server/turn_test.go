package server

import (
	"context"
	"errors"
	"testing"
)

// TestDeltasWaitForTheirTurn: only so many are worked on at once, and who goes away
// waits no longer.
func TestDeltasWaitForTheirTurn(t *testing.T) {
	s := &Server{deltas: make(chan struct{}, 2)}
	first, err := s.deltaTurn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.deltaTurn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	for range 100 {
		if _, err := s.deltaTurn(gone); !errors.Is(err, context.Canceled) {
			t.Fatalf("one more than may be: %v", err)
		}
	}
	waits := make(chan error)
	go func() {
		done, err := s.deltaTurn(t.Context())
		if err == nil {
			done()
		}
		waits <- err
	}()
	first()
	if err := <-waits; err != nil {
		t.Error(err)
	}
	second()
}

// TestDeltasAreMadeInTheirTurn: none is, out of it.
func TestDeltasAreMadeInTheirTurn(t *testing.T) {
	s := &Server{deltas: make(chan struct{}, 1)}
	gone, leave := context.WithCancel(t.Context())
	done, err := s.deltaTurn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	leave()
	if _, err := s.differing(gone, "W001", nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("made out of its turn: %v", err)
	}
	done()
	if len(s.deltas) != 0 {
		t.Errorf("%d turns are taken", len(s.deltas))
	}
}
