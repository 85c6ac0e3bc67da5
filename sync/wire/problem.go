package wire

import (
	"encoding/json"
	"net/http"

	"segit/gis"
)

// Code says what was refused. It never changes its meaning; the sentence that
// belongs to it is "sync.problem." and the code.
type Code string

// The codes.
const (
	BadRequest    Code = "bad-request"
	TooLarge      Code = "too-large"
	BadCode       Code = "bad-code"       // one-time code unknown, used or expired
	Enrolled      Code = "enrolled"       // the device has enrolled with another code
	NoCertificate Code = "no-certificate" // no certificate of this server's CA
	Revoked       Code = "revoked"
	Frozen        Code = "frozen"       // after a fork
	NeedsSealed   Code = "needs-sealed" // the code is for a device under lease, the archive in the clear
	Ended         Code = "ended"        // the user may do nothing any more
	BadToken      Code = "bad-token"    // none of this server's, or over
	Forbidden     Code = "forbidden"
	NotFound      Code = "not-found"
	Fork          Code = "fork"        // the same number, other content
	Gap           Code = "gap"         // a number is missing before it
	LogBehind     Code = "log-behind"  // the access log must come first
	LogAltered    Code = "log-altered" // it does not go on from what is here
	OldCursor     Code = "old-cursor"  // of another epoch: begin again
	BadCursor     Code = "bad-cursor"
	BadHash       Code = "bad-hash"    // the bytes of an upload are not those of its name
	BadOffset     Code = "bad-offset"  // of an upload: Seq says where it is
	Full          Code = "full"        // the municipality has no room for more blobs
	DeviceFull    Code = "device-full" // the device has too much on its way
	OtherUser     Code = "other-user"  // the code is for another user than the archive's device was
	Behind        Code = "behind"      // said by a device of itself: the server knows more of it than is here
	Broken        Code = "broken"      // a fault of the server
)

// Problem is a refusal (RFC 9457). It holds no persons' data.
type Problem struct {
	Type   string `json:"type"` // "about:blank"
	Title  string `json:"title"`
	Status int    `json:"status"`
	Code   Code   `json:"code"`
	Seq    uint64 `json:"seq,omitempty"` // of Fork and Gap: the number spoken of, the one wanted
}

// ProblemType is the media type of a problem.
const ProblemType = "application/problem+json"

// Refuse makes a problem.
func Refuse(status int, code Code) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code}
}

// Error is the code.
func (p *Problem) Error() string { return "wire: " + string(p.Code) }

// Write sends the problem as an answer.
func (p *Problem) Write(w http.ResponseWriter) {
	raw, err := json.Marshal(p)
	if err != nil {
		raw = nil // cannot be: its fields are plain
	}
	w.Header().Set("Content-Type", ProblemType)
	w.WriteHeader(p.Status)
	w.Write(raw) //nolint:errcheck // the caller has gone
}

// Message is the sentence of a refusal.
func (p *Problem) Message() gis.Message { return gis.Say("sync.problem."+string(p.Code), p.Seq) }

// ReadProblem reads a refusal; an answer that is none of ours is Broken.
func ReadProblem(status int, body []byte) *Problem {
	var p Problem
	if json.Unmarshal(body, &p) != nil || p.Code == "" {
		return Refuse(status, Broken)
	}
	p.Status = status
	return &p
}
