package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"segit/sync/server/folder"
)

// TestStopFinishesWhatIsUnderWay: a server that is told to stop takes nothing new,
// answers what it was working on, cuts who is only slow, and ends without an error.
func TestStopFinishesWhatIsUnderWay(t *testing.T) {
	f := folder.Folder(filepath.Join(t.TempDir(), "central"))
	if err := f.Init([]string{"127.0.0.1"}, time.Now()); err != nil {
		t.Fatal(err)
	}
	pair, err := f.Certificate("", "")
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	entered, finish := make(chan string, 2), make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		entered <- r.URL.Path
		if r.URL.Path == "/slow" {
			io.Copy(io.Discard, r.Body) //nolint:errcheck // it is cut
			return
		}
		<-finish
		io.WriteString(w, "done") //nolint:errcheck // who asked says whether it came
	})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- serve(ctx, listener, handler, pair, 2*time.Second, slog.New(slog.NewJSONHandler(&log, nil)))
	}()

	ask := func(path string, body io.Reader) (string, error) {
		one := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // who answers is not the matter
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+listener.Addr().String()+path, body)
		if err != nil {
			return "", err
		}
		reply, err := one.Do(r)
		if err != nil {
			return "", err
		}
		defer reply.Body.Close() //nolint:errcheck // it was read
		raw, err := io.ReadAll(reply.Body)
		return string(raw), err
	}
	type answer struct {
		text string
		err  error
	}
	asked := func(path string, body io.Reader) chan answer {
		got := make(chan answer, 1)
		go func() {
			text, err := ask(path, body)
			got <- answer{text, err}
		}()
		return got
	}
	never, say := io.Pipe()
	slow, work := asked("/slow", never), asked("/work", http.NoBody)
	<-entered
	<-entered
	stop()
	for {
		c, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			break // it takes nothing new
		}
		c.Close() //nolint:errcheck // it was only to see
	}
	close(finish)
	if a := <-work; a.text != "done" || a.err != nil {
		t.Errorf("what was under way: %q, %v", a.text, a.err)
	}
	if err := <-ended; err != nil {
		t.Errorf("the server ends with %v", err)
	}
	say.Close() //nolint:errcheck // else it goes on sending nothing
	if a := <-slow; a.err == nil {
		t.Error("who was slow got an answer")
	}
	if said := log.String(); !strings.Contains(said, `"msg":"stopped","cut":1`) {
		t.Errorf("the log says %s", said)
	}
}
