package sharing

import (
	"context"
	"os"
	"slices"
	"strings"
	"time"

	"segit/gis"
	"segit/gis/text"
	"segit/sync/client"
)

// Holding is what of a municipality an archive holds.
type Holding struct {
	client.Holding
	Rows  int64     // of all layers, as they are here
	Bytes int64     // of the archive's file
	Until time.Time // end of the lease; zero for none
}

// Holding says what the archive holds; it asks nobody but the archive.
func (d Desk) Holding(ctx context.Context) (h Holding, err error) {
	err = d.look(func(l *client.Link) error {
		h.Holding, err = l.Holding()
		return err
	})
	if err != nil {
		return h, err
	}
	layers, err := d.Desk.Layers(ctx)
	if err != nil {
		return h, err
	}
	for i := range layers {
		h.Rows += layers[i].Count
	}
	h.Until, _ = d.Lease()
	path := d.About().Path
	info, err := os.Stat(path)
	if err != nil {
		return h, gis.Wrap("sharing.Holding", gis.BadInput, err, "store.missing", path)
	}
	h.Bytes = info.Size()
	return h, nil
}

// warnBefore is how long before its end a lease is warned of: in its last quarter,
// and not before the last day.
func (h *Holding) warnBefore() time.Duration {
	const day = 24 * time.Hour
	if h.Lease == 0 {
		return day
	}
	return min(time.Duration(h.Lease)*day/4, day)
}

// Expiry says how a lease stands at a time: nothing far from its end.
func (h *Holding) Expiry(now time.Time) Expiry {
	switch {
	case h.Until.IsZero():
		return NoLease
	case now.After(h.Until):
		return LeaseEnded
	case h.Until.Sub(now) < h.warnBefore():
		return LeaseEnding
	}
	return LeaseRuns
}

// Expiry is how near the end of a lease is.
type Expiry int

// How a lease may stand.
const (
	NoLease     Expiry = iota
	LeaseRuns          // its end is far
	LeaseEnding        // it is to be renewed by a sync soon
	LeaseEnded
)

// Coming are the sheets that the next sync brings.
func (h *Holding) Coming() []string {
	if h.Whole {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(h.Want), func(cell string) bool { return slices.Contains(h.Here, cell) })
}

// Going are the sheets that the next sync takes away.
func (h *Holding) Going() []string {
	if len(h.Want) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(h.Here), func(cell string) bool { return slices.Contains(h.Want, cell) })
}

// fewSheets is how many sheets are named one by one in a sentence.
const fewSheets = 12

func named(cells []string) string {
	if len(cells) > fewSheets {
		return strings.Join(cells[:fewSheets], ", ") + " …"
	}
	return strings.Join(cells, ", ")
}

// Size is a number of bytes as people read it: "240 kB", "5,2 MB".
func Size(bytes int64, words text.Catalogue) string {
	if bytes < 1e6 {
		return words.Count((bytes+999)/1000) + " kB"
	}
	d, _ := gis.DecimalOf(float64(bytes) / 1e6)
	return words.Number(d, 1) + " MB"
}

// Told says in lines what an archive holds, how large it is, what of it the next
// sync changes, and until when it opens.
func Told(h *Holding, words text.Catalogue, now time.Time) []string {
	var lines []string
	say := func(code string, args ...any) { lines = append(lines, words.Say(gis.Say(code, args...))) }
	rows := words.Count(h.Rows)
	if len(h.Here) == 0 {
		if h.Whole {
			say("sync.holding-whole", rows, Size(h.Bytes, words))
		}
	} else {
		say("sync.holding", words.Count(int64(len(h.Here))), named(h.Here), rows, Size(h.Bytes, words))
	}
	coming, going := h.Coming(), h.Going()
	if len(coming)+len(going) > 0 && len(h.Here) > 0 {
		say("sync.holding-changes", len(coming), len(going))
	}
	until := words.Moment(h.Until)
	switch h.Expiry(now) {
	case LeaseRuns:
		say("sync.lease-runs", until)
	case LeaseEnding, LeaseEnded:
		say("sync.lease-ending", until)
	}
	return lines
}

// Waiting says in lines what of an archive the server has not yet, where it is more
// than edits that nothing keeps back, and why the last sync did not come to its end.
func Waiting(st *client.Status, words text.Catalogue) []string {
	var lines []string
	if st.Files+st.Supplies > 0 || st.Stopped != nil {
		lines = append(lines, words.Say(gis.Say("sync.waiting", st.Pending, st.Files, st.Supplies)))
	}
	if st.Stopped != nil {
		lines = append(lines, words.Say(gis.Say("sync.stopped", words.Moment(st.Stopped.At), words.Say(st.Stopped.Why))))
	}
	return lines
}
