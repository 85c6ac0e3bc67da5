package server

import (
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// smallAnswer is how many bytes an answer may have that is not worth packing: it fits
// into one packet.
const smallAnswer = 1400

// packed compresses what a handler answers, for who accepts it.
func packed(answer handler) handler {
	return func(w http.ResponseWriter, r *http.Request, d Device) error {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			return answer(w, r, d)
		}
		p := &packing{ResponseWriter: w}
		if err := answer(p, r, d); err != nil {
			return err // of what is still in memory nothing was said
		}
		return p.close()
	}
}

// packing is an answer that is compressed once it is large.
type packing struct {
	http.ResponseWriter
	small []byte
	zip   *gzip.Writer
}

// Write takes bytes of the answer.
func (p *packing) Write(b []byte) (int, error) {
	if p.zip != nil {
		return p.zip.Write(b)
	}
	if p.small = append(p.small, b...); len(p.small) <= smallAnswer {
		return len(b), nil
	}
	h := p.Header()
	h.Set("Content-Encoding", "gzip")
	h.Add("Vary", "Accept-Encoding")
	var err error
	if p.zip, err = gzip.NewWriterLevel(p.ResponseWriter, gzip.BestSpeed); err != nil {
		return 0, err
	}
	_, err = p.zip.Write(p.small)
	return len(b), err
}

func (p *packing) close() error {
	if p.zip != nil {
		return p.zip.Close()
	}
	if len(p.small) == 0 {
		return nil
	}
	_, err := p.ResponseWriter.Write(p.small)
	return err
}
