package simulation_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"segit/sync/merge"
	"segit/sync/wire"
)

// kept is what a test reads of a device's state.
type kept struct {
	Cursor   string `json:"cursor"`
	Checkout string `json:"checkout"`
	Own      uint64 `json:"own"`
	Acked    uint64 `json:"acked"`
}

func (d *disk) state(t *testing.T) kept {
	t.Helper()
	var k kept
	certainly(t, json.Unmarshal([]byte(d.values["state"]), &k))
	return k
}

func (d *disk) own(t *testing.T) uint64 { return d.state(t).Own }

// base are the rows of the server that the device has, and the number of the
// change up to which it has them.
func (d *disk) base(t *testing.T) (map[string]*merge.Row, uint64) {
	t.Helper()
	rows := map[string]*merge.Row{}
	for key, raw := range d.values {
		if strings.HasPrefix(key, "base/") {
			var b struct {
				ID  string    `json:"id"`
				Row merge.Row `json:"row"`
			}
			certainly(t, json.Unmarshal([]byte(raw), &b))
			rows[b.ID] = &b.Row
		}
	}
	cursor := d.state(t).Cursor
	if cursor == "" {
		return rows, 0
	}
	body, _, _ := strings.Cut(cursor, ".")
	raw, err := base64.RawURLEncoding.DecodeString(body)
	certainly(t, err)
	var place struct {
		N uint64 `json:"n"`
	}
	certainly(t, json.Unmarshal(raw, &place))
	return rows, place.N
}

// send sends operations as a device would, and gives the lines of the answer.
func (w *world) send(d *device, ops []string) (int, [][]byte) {
	w.t.Helper()
	var body bytes.Buffer
	out := wire.NewWriter(&body)
	for _, o := range ops {
		certainly(w.t, out.WriteRaw([]byte(o)))
	}
	certainly(w.t, out.Close())
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, "https://segit.example/v1/ops", nil)
	certainly(w.t, err)
	answer := d.line.serve(r, body.Bytes(), d.line.shows())
	if answer.status != http.StatusOK {
		return answer.status, [][]byte{answer.body.Bytes()}
	}
	lines, err := wire.Read(&answer.body, wire.MaxBatchBytes)
	certainly(w.t, err)
	return answer.status, lines
}
