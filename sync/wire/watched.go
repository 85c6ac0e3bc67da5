package wire

import "net/http"

// Watched passes an answer on and remembers how it went.
type Watched struct {
	http.ResponseWriter
	Status int  // 200 until another is written
	Wrote  bool // the answer has begun, so no other can take its place
}

// Watch watches an answer that has not begun.
func Watch(w http.ResponseWriter) Watched { return Watched{ResponseWriter: w, Status: http.StatusOK} }

// WriteHeader notes the status.
func (w *Watched) WriteHeader(status int) {
	w.Status, w.Wrote = status, true
	w.ResponseWriter.WriteHeader(status)
}

// Write notes that the answer has begun.
func (w *Watched) Write(b []byte) (int, error) {
	w.Wrote = true
	return w.ResponseWriter.Write(b)
}
