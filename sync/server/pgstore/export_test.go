package pgstore

import (
	"context"
	"net"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// OpenCounting opens a repository and counts the messages that it sends to the
// database; each is a wait for its answer.
func OpenCounting(ctx context.Context, url string) (s *Store, sent *atomic.Int64, err error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, nil, err
	}
	config.MaxConns = 1 // that statements are prepared once
	sent = new(atomic.Int64)
	config.ConnConfig.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, address)
		return counted{c, sent}, err
	}
	s, err = openAt(ctx, config)
	return s, sent, err
}

type counted struct {
	net.Conn
	sent *atomic.Int64
}

func (c counted) Write(p []byte) (int, error) {
	c.sent.Add(1)
	return c.Conn.Write(p)
}

// FurnishLate makes the parts of a municipality as one does who looked before
// another had made them.
func (s *Store) FurnishLate(ctx context.Context, comune string) error {
	return s.alone(ctx, func(tx pgx.Tx) error { return parts(ctx, tx, tables(), comune) })
}
