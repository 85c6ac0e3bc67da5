package merge

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"
)

// Value is one value of a column that nobody who saw it has replaced.
type Value struct {
	By    string          `json:"by"` // operation that gave it, "device/seq"
	Value json.RawMessage `json:"v"`
	Base  json.RawMessage `json:"b,omitempty"` // what its author had before the eyes
	Actor string          `json:"actor,omitempty"`
	At    time.Time       `json:"at"` // orders the display, decides nothing
}

// Register is a column: the values that stand, in the order in which they were
// accepted. The first is current, since others may have acted on it.
type Register struct {
	Values []Value `json:"values,omitempty"`
	// Early are the operations that were named in a saw before they came:
	// when they come they join nothing.
	Early []string `json:"early,omitempty"`
}

// join puts a value in the place of those that its operation saw. It reports
// whether the value stands.
func (r *Register) join(v Value, saw []string) bool {
	r.forget(saw)
	if r.came(v.By) {
		return false
	}
	r.Values = append(r.Values, v)
	return true
}

// forget takes away the values of the operations named, and remembers those
// that have not come yet.
func (r *Register) forget(saw []string) {
	for _, name := range saw {
		n := len(r.Values)
		r.Values = slices.DeleteFunc(r.Values, func(v Value) bool { return v.By == name })
		if len(r.Values) == n && !slices.Contains(r.Early, name) {
			r.Early = append(r.Early, name)
		}
	}
	slices.Sort(r.Early)
}

// came notes that an operation has come, and reports whether it had been seen
// before it came.
func (r *Register) came(name string) bool {
	i := slices.Index(r.Early, name)
	if i < 0 {
		return false
	}
	r.Early = slices.Delete(r.Early, i, i+1)
	return true
}

// Current is the value that counts, and the operations that gave it: equal
// values count as one. It is nil for a column without a value.
func (r Register) Current() (value json.RawMessage, by []string) {
	if len(r.Values) == 0 {
		return nil, nil
	}
	value = r.Values[0].Value
	for _, v := range r.Values {
		if Equal(v.Value, value) {
			by = append(by, v.By)
		}
	}
	return value, by
}

// Contested reports whether two values that differ stand beside each other.
func (r Register) Contested() bool {
	for i := 1; i < len(r.Values); i++ {
		if !Equal(r.Values[i].Value, r.Values[0].Value) {
			return true
		}
	}
	return false
}

func (r Register) clone() Register {
	return Register{slices.Clone(r.Values), slices.Clone(r.Early)}
}

// Equal reports whether two JSON values are the same, whatever blanks stand
// between their parts and in whatever order the members of their objects do.
func Equal(a, b json.RawMessage) bool {
	return bytes.Equal(a, b) || bytes.Equal(plain(a), plain(b))
}

// plain is a value in one fixed form; a text that is no JSON is its own. Numbers
// keep their digits.
func plain(raw json.RawMessage) []byte {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var v any
	if decoder.Decode(&v) != nil {
		return raw
	}
	out, err := json.Marshal(v)
	if err != nil {
		return raw
	}
	return out
}
