package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"segit/gis"
	"segit/sync/server"
	"segit/sync/server/folder"
	"segit/sync/server/pgstore"
)

type serveCmd struct {
	place
	Listen      string `help:"Address and port." default:"127.0.0.1:8443"`
	Metrics     string `help:"Address and port at which /metrics is answered to whoever asks, without TLS: one that only the monitoring reaches. At --listen it is for administrators." env:"SEGIT_METRICS" placeholder:"ADDRESS"`
	Replica     string `help:"postgres:// URL of a replica of --store, which answers what other programs ask of layers." env:"SEGIT_REPLICA" placeholder:"URL"`
	Quota       string `help:"Room that the files of a municipality may take: 500MiB, 1.5GiB, or a number of GiB; 0 for no limit." default:"0" placeholder:"ROOM"`
	DeviceQuota string `help:"Room that a device may have on its way at once, sent and not named by an edit or a supply yet: 500MiB, 1.5GiB, or a number of GiB; 0 for no limit." default:"8" placeholder:"ROOM"`
	Certificate string `help:"PEM file of the server's certificate, in the place of the folder's own." placeholder:"FILE" and:"pair"`
	Key         string `help:"PEM file of its key." placeholder:"FILE" and:"pair"`
}

// How long a server waits: for a request's head, for all of it, for an idle
// connection to speak again, and for what is under way when it stops: less than
// whoever stops it waits before killing it.
const (
	headPatience = 10 * time.Second
	bodyPatience = 5 * time.Minute
	idlePatience = 2 * time.Minute
	stopPatience = 10 * time.Second
)

// Run serves until the context ends, then lets what is under way finish, for ten
// seconds; what is slower than that is cut, and is sent again.
func (c *serveCmd) Run(s *session) error {
	f := folder.Folder(c.Dir)
	quota, err := room(c.Quota)
	if err != nil {
		return err
	}
	onTheWay, err := room(c.DeviceQuota)
	if err != nil {
		return err
	}
	store, err := c.open(s.ctx)
	if err != nil {
		return err
	}
	defer store.Close() //nolint:errcheck // all that was answered is durable
	if err := readFrom(s.ctx, store, c.Replica); err != nil {
		return err
	}
	ca, err := f.Authority()
	if err != nil {
		return err
	}
	pair, err := f.Certificate(c.Certificate, c.Key)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(s.log, nil))
	told := func(t server.Told) { tell(log, t) }
	core, err := server.New(s.ctx, server.Config{Store: store, Layers: store, Authority: ca, Now: time.Now, Told: told, Quota: quota, DeviceQuota: onTheWay})
	if err != nil {
		return err
	}
	handler, err := answering(core, store, told)
	if err != nil {
		return err
	}
	closeCounter, err := openCounter(f, &here{f, store})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return errors.Join(gis.Wrap("segitd.serve", gis.BadUsage, err, "sync.listen", c.Listen), closeCounter())
	}
	closeMetrics, err := c.measure(s.ctx, core, log)
	if err != nil {
		return errors.Join(err, listener.Close(), closeCounter())
	}
	log.Info("serving", "address", listener.Addr().String())
	sweeping, stop := context.WithCancel(s.ctx)
	swept := make(chan struct{})
	go func() {
		core.SweepEvery(sweeping, sweepInterval, tellSwept(log))
		close(swept)
	}()
	err = serve(s.ctx, listener, handler, pair, stopPatience, log)
	stop()
	<-swept
	return errors.Join(err, closeMetrics(), closeCounter())
}

// measure answers what is measured at an address of its own, where one is given.
func (c *serveCmd) measure(ctx context.Context, core *server.Server, log *slog.Logger) (done func() error, err error) {
	if c.Metrics == "" {
		return func() error { return nil }, nil
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Metrics)
	if err != nil {
		return nil, gis.Wrap("segitd.serve", gis.BadUsage, err, "sync.listen", c.Metrics)
	}
	log.Info("metrics", "address", listener.Addr().String())
	web := &http.Server{
		Handler: core.Metrics(), ReadHeaderTimeout: headPatience, ReadTimeout: headPatience, WriteTimeout: headPatience, IdleTimeout: idlePatience,
		MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ended := make(chan struct{})
	go func() {
		web.Serve(listener) //nolint:errcheck // until it is closed
		close(ended)
	}()
	return func() error {
		err := web.Close()
		<-ended
		return err
	}, nil
}

// readFrom lets a replica answer for a database; "" for none.
func readFrom(ctx context.Context, store engine, replica string) error {
	if replica == "" {
		return nil
	}
	if kept, ok := store.(*lastingStore); ok {
		store = kept.engine
	}
	database, ok := store.(*pgstore.Store)
	if !ok {
		return gis.Refuse("segitd.serve", gis.BadUsage, "lease.replica")
	}
	return database.ReadFrom(ctx, replica)
}

// tell writes a request into the log. No name, key or address of a person is
// in it.
func tell(log *slog.Logger, t server.Told) {
	level, rest := slog.LevelInfo, []any{
		"method", t.Method, "route", t.Route, "status", t.Status, "device", t.Device, "ms", t.Took.Milliseconds(),
	}
	if t.Code != "" {
		rest = append(rest, "code", t.Code)
	}
	if t.Err != nil {
		level, rest = slog.LevelError, append(rest, "error", t.Err.Error())
	}
	log.Log(context.Background(), level, "request", rest...)
}
