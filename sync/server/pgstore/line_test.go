package pgstore_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"segit/sync/merge"
	"segit/sync/server"
	"segit/sync/server/pgstore"
	"segit/sync/server/storetest"
)

// TestASmallSyncWaitsForTheDatabaseTenTimes, who asks included, and not once for
// each of its statements.
func TestASmallSyncWaitsForTheDatabaseTenTimes(t *testing.T) {
	s, sent, err := pgstore.OpenCounting(t.Context(), shared.Load().Database(t))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // the test is over
	small := storetest.SmallSync(t, s)
	small() // statements are prepared
	before := sent.Load()
	small()
	if n := sent.Load() - before; n > 10 || n < 5 {
		t.Errorf("%d messages were sent", n)
	}
}

// TestABatchOfOperationsIsFewMessages, however many they are.
func TestABatchOfOperationsIsFewMessages(t *testing.T) {
	s, sent, err := pgstore.OpenCounting(t.Context(), shared.Load().Database(t))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // the test is over
	write := func(first, n int) {
		t.Helper()
		err := s.Write(t.Context(), "W001", func(tx server.Tx) error {
			wanted := server.Wanted{Device: "d"}
			for i := range n {
				wanted.Rows = append(wanted.Rows, server.RowName{Layer: "findings", ID: fmt.Sprint(i % 300)})
			}
			if err := tx.Ahead(wanted); err != nil {
				return err
			}
			for i := range n {
				row, before, err := tx.Row("findings", fmt.Sprint(i%300))
				if again := i >= 300 || first > 1; err != nil || (before > 0) != again || again && row.Cell != "A/1" {
					return fmt.Errorf("%d: %v, %d, %w", i, row, before, err)
				}
				a := &server.Accepted{Dev: "d", Seq: uint64(first + i), Layer: "findings", ID: fmt.Sprint(i % 300), Raw: []byte("{}"), Hash: fmt.Sprint(first + i)}
				if err := tx.Accept(a, &merge.Row{Cell: "A/1"}); err != nil {
					return err
				}
			}
			last, err := tx.Last("d")
			if err == nil && last.Seq != uint64(first+n-1) {
				err = fmt.Errorf("the last is %v", last)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	write(1, 500)
	before := sent.Load()
	write(501, 500)
	if n := sent.Load() - before; n > 6 {
		t.Errorf("%d messages were sent", n)
	}
	err = s.Read(t.Context(), "W001", func(v server.View) error {
		all, err := v.Changes(0, 2000)
		if err == nil && (len(all) != 1000 || all[999].Seq != 1000 || all[999].CSeq != 1000) {
			err = fmt.Errorf("%d changes", len(all))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestWritersTogether: those who share a transaction do not share what befalls
// one of them, be it refused, thrown, or refused by the database.
func TestWritersTogether(t *testing.T) {
	s := open(t, shared.Load().Database(t))
	defer s.Close() //nolint:errcheck // the test is over
	accept(t, s, "W001", 1)
	held, release := make(chan struct{}), make(chan struct{})
	ended := make(chan error)
	go func() {
		ended <- s.Write(t.Context(), "W001", func(server.Tx) error {
			close(held)
			<-release
			return nil
		})
	}()
	<-held // all that follow wait for it, and share the next transaction
	refused := errors.New("refused")
	const n = 24
	results := make([]chan error, n)
	waiting := make(chan struct{}, n)
	for i := range n {
		results[i] = make(chan error, 1)
		go func() {
			defer func() {
				if recover() != nil {
					results[i] <- errors.New("thrown")
				}
			}()
			waiting <- struct{}{}
			results[i] <- s.Write(t.Context(), "W001", func(tx server.Tx) error {
				a := &server.Accepted{Dev: fmt.Sprint("d", i), Seq: 1, Layer: "findings", ID: fmt.Sprint(i), Raw: []byte("{}"), Hash: "h"}
				if i%4 == 3 {
					a.ID = "no \x00 text"
				}
				if err := tx.Accept(a, &merge.Row{}); err != nil {
					return err
				}
				switch i % 4 {
				case 1:
					return refused
				case 2:
					panic("thrown")
				}
				return nil
			})
		}()
	}
	for range n {
		<-waiting
	}
	close(release)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	for i := range n {
		err := <-results[i]
		good := [...]bool{err == nil, errors.Is(err, refused), err != nil && err.Error() == "thrown", err != nil}[i%4]
		if !good {
			t.Errorf("%d: %v", i, err)
		}
	}
	err := s.Read(t.Context(), "W001", func(v server.View) error {
		all, err := v.Changes(0, 100)
		if err == nil && len(all) != 1+n/4 {
			err = fmt.Errorf("%d changes: %v", len(all), all)
		}
		for i := range all {
			if all[i].CSeq != uint64(i+1) {
				t.Errorf("change %d has the number %d", i, all[i].CSeq)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestWhoGivesUpLeavesTheLine, and one who was called is waited for.
func TestWhoGivesUpLeavesTheLine(t *testing.T) {
	s := open(t, shared.Load().Database(t))
	defer s.Close() //nolint:errcheck // the test is over
	held, release := make(chan struct{}), make(chan struct{})
	ended := make(chan error)
	go func() {
		ended <- s.Write(t.Context(), "W001", func(server.Tx) error {
			close(held)
			<-release
			return nil
		})
	}()
	<-held
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := s.Write(ctx, "W001", func(server.Tx) error { return errors.New("it was called") })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	close(release)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
