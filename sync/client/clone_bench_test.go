package client_test

import (
	"fmt"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"segit/gis"
	"segit/store"
)

// counting counts the bytes of its connections, both ways, with what TLS adds.
type counting struct {
	net.Listener
	bytes atomic.Int64
}

func (l *counting) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return &counted{c, l}, err
}

type counted struct {
	net.Conn
	of *counting
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.of.bytes.Add(int64(n))
	return n, err
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.of.bytes.Add(int64(n))
	return n, err
}

// BenchmarkFirstCheckout fills an archive with 250 sheets of 1,000 parcels, as
// many buildings and owners.
func BenchmarkFirstCheckout(b *testing.B) {
	c := newCentral(b)
	a := c.desk()
	a.supply(gis.Day(2025, 1, 1), territory(1, 250, 1000)...)
	began := time.Now()
	a.sync()
	b.ReportMetric(time.Since(began).Seconds(), "up-s")
	for b.Loop() {
		d := c.desk()
		began := time.Now()
		sum := d.sync()
		b.ReportMetric(time.Since(began).Seconds(), "down-s")
		b.ReportMetric(float64(sum.Bytes)/1e6, "MB")
		b.ReportMetric(float64(sum.Chunks), "chunks")
	}
}

// BenchmarkSmallEdit is a sync after one edit of a desk that holds 20 sheets: all
// bytes on the wire, the handshake of TLS among them.
func BenchmarkSmallEdit(b *testing.B) {
	c := newCentral(b)
	a, d := c.desk(), c.desk()
	a.supply(gis.Day(2025, 1, 1), territory(1, 20, 100)...)
	for range 2 {
		a.sync()
		d.sync()
	}
	n := 0
	for b.Loop() {
		a.write(store.DatasetFindings, fmt.Sprint("persona ", n))
		n++
		before := c.wire.bytes.Load()
		a.sync()
		b.ReportMetric(float64(c.wire.bytes.Load()-before), "up-B")
		before = c.wire.bytes.Load()
		d.sync()
		b.ReportMetric(float64(c.wire.bytes.Load()-before), "down-B")
	}
}
