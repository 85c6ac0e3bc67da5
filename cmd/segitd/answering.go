package main

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"segit/gis"
)

// serve answers until the context ends. It takes nothing new then, lets what is
// under way finish for so long, and cuts what is slower: nothing of that was
// acknowledged, and its device sends it again.
func serve(ctx context.Context, listener net.Listener, handler http.Handler, pair tls.Certificate, patience time.Duration, log *slog.Logger) error {
	var underWay atomic.Int64
	web := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			underWay.Add(1)
			defer underWay.Add(-1)
			handler.ServeHTTP(w, r)
		}),
		ReadHeaderTimeout: headPatience, ReadTimeout: bodyPatience, WriteTimeout: bodyPatience, IdleTimeout: idlePatience,
		MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		// Certificates are asked for and looked at by the handler: a browser
		// without one, or with somebody else's, still gets an answer.
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS13, ClientAuth: tls.RequestClientCert},
	}
	ended := make(chan error, 1)
	go func() { ended <- web.ServeTLS(listener, "", "") }()
	select {
	case err := <-ended:
		return gis.Wrap("segitd.serve", gis.Internal, err, "sync.listen", listener.Addr())
	case <-ctx.Done():
	}
	log.Info("stopping", "under_way", underWay.Load(), "seconds", patience.Seconds())
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	err := web.Shutdown(late)
	cut := int64(0)
	if errors.Is(err, context.DeadlineExceeded) {
		cut = underWay.Load()
		err = web.Close()
	}
	if err != nil && !errors.Is(err, net.ErrClosed) {
		return gis.Wrap("segitd.serve", gis.Internal, err, "sync.listen", listener.Addr())
	}
	log.Info("stopped", "cut", cut)
	return nil
}
