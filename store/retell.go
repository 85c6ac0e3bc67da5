package store

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/gowebpki/jcs"

	"segit/gis"
)

// Retelling tells the ends of an archive's two chains again as those of another
// device: with the same numbers, times, authors and contents, tied to each other
// and to what stays before them. What was not said to anybody yet may be told
// otherwise; what was stays.
type Retelling struct {
	To string
	// Ops and Log are the last entries that stay; the hash of one of number 0 is "".
	Ops, Log Point
}

// Point is an entry of a chain, by number and hash.
type Point struct {
	Seq  uint64
	Hash string
}

// telling is a retelling under way.
type telling struct {
	*Retelling
	ops, log retold
	wrote    []string // of each operation: its place in the chain of who wrote it
}

// retold is a chain that is being told again.
type retold struct {
	old, raw [][]byte // as they were, and are
	stays    Point    // before the first
	last     string   // hash of the last that was told
}

// Tell gives the operations and the entries of the access log that follow Ops and
// Log, in order, as the other device tells them.
func (r *Retelling) Tell(ops, log [][]byte) (newOps, newLog [][]byte, err error) {
	t := &telling{Retelling: r, ops: retold{old: ops, stays: r.Ops, last: r.Ops.Hash}, log: retold{old: log, stays: r.Log, last: r.Log.Hash}}
	for _, raw := range ops {
		var m members
		if err := json.Unmarshal(raw, &m); err != nil {
			return nil, nil, gis.Wrap("store.Retell", gis.Damaged, err, "store.damaged", journalBucket)
		}
		t.wrote = append(t.wrote, numbered(m.text("dev")+"/", int64(r.Ops.Seq)+1+int64(len(t.wrote))))
	}
	// Each entry names the last of the other chain when it was written, so that
	// one of the two that are next can always be told.
	for t.ops.left() || t.log.left() {
		moved, err := t.next(&t.ops, &t.log, "seen", t.operation)
		if err == nil && !moved {
			moved, err = t.next(&t.log, &t.ops, "journal", nil)
		}
		if err == nil && !moved {
			err = gis.Refuse("store.Retell", gis.Damaged, "store.damaged", journalBucket)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	return t.ops.raw, t.log.raw, nil
}

func (c *retold) left() bool { return len(c.raw) < len(c.old) }

// next tells the next entry of a chain, if what it names of the other chain, in
// the member across, was told already.
func (t *telling) next(c, other *retold, across string, also func(members) error) (bool, error) {
	if !c.left() {
		return false, nil
	}
	var m members
	if err := json.Unmarshal(c.old[len(c.raw)], &m); err != nil {
		return false, gis.Wrap("store.Retell", gis.Damaged, err, "store.damaged", journalBucket)
	}
	if l, names := linkOf(m.text(across)); names && l.Seq > other.stays.Seq {
		at := l.Seq - other.stays.Seq - 1
		if at >= uint64(len(other.raw)) {
			return false, nil
		}
		m.set(across, link{l.Seq, HashOf(other.raw[at])}.String())
	}
	m.set("dev", t.To)
	m.set("prev", c.last)
	if also != nil {
		if err := also(m); err != nil {
			return false, err
		}
	}
	raw, err := json.Marshal(m)
	if err == nil {
		raw, err = jcs.Transform(raw)
	}
	if err != nil {
		return false, gis.Wrap("store.Retell", gis.Damaged, err, "store.damaged", journalBucket)
	}
	c.raw, c.last = append(c.raw, raw), HashOf(raw)
	return true, nil
}

// operation lets an operation name others by the names that they have now.
func (t *telling) operation(m members) error {
	if m.text("was") == "" {
		m.set("was", t.renamed(t.wrote[len(t.ops.raw)]))
	}
	if name := m.text("undoes"); name != "" {
		m.set("undoes", t.renamed(name))
	}
	var columns map[string]members
	if err := json.Unmarshal(m["set"], &columns); err != nil {
		return gis.Wrap("store.Retell", gis.Damaged, err, "store.damaged", journalBucket)
	}
	for _, change := range columns {
		var saw []string
		if json.Unmarshal(change["saw"], &saw) != nil {
			continue // it names none
		}
		for i := range saw {
			saw[i] = t.renamed(saw[i])
		}
		if saw != nil {
			change.set("saw", saw)
		}
	}
	m.set("set", columns)
	return nil
}

// renamed is the name of an operation after the retelling: of one that is told
// again what it was.
func (t *telling) renamed(name string) string {
	_, number, _ := strings.Cut(name, "/")
	seq, err := strconv.ParseUint(number, 10, 64)
	if err != nil || seq <= t.Ops.Seq || seq-t.Ops.Seq > uint64(len(t.wrote)) || t.wrote[seq-t.Ops.Seq-1] != name {
		return name
	}
	return name + ":" + HashOf(t.ops.old[seq-t.Ops.Seq-1])
}

// members are those of an entry: also the ones that this program does not know.
type members map[string]json.RawMessage

func (m members) text(name string) (text string) {
	if json.Unmarshal(m[name], &text) != nil {
		return ""
	}
	return text
}

// set sets a member to a value that always has a form in JSON.
func (m members) set(name string, value any) {
	raw, err := json.Marshal(value)
	if err != nil {
		raw = nil // cannot be: texts and lists of texts
	}
	m[name] = raw
}
