package client

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"segit/gis"
	"segit/store"
	"segit/sync/supply"
	"segit/sync/wire"
)

// held is what is here of an entry.
type held struct {
	N        uint64     `json:"n"`
	Local    uint32     `json:"local,omitempty"` // number of the supply in this archive
	Print    string     `json:"print,omitempty"` // of what the archive had of it when it was sent or had come; "" when nobody looked yet
	Digests  []byte     `json:"digests"`         // of the entry's head
	Delivery string     `json:"delivery,omitempty"`
	Parts    []heldPart `json:"parts"`         // those that are here
	Cut      int        `json:"cut,omitempty"` // of an entry of ours: how it was cut when it was sent
}

// cutForm is how entries are cut now: with outlines, and with the rows that are
// tied to sheets. Those that were sent before are sent again, once.
const cutForm = 1

// heldPart is a part that is here.
type heldPart struct {
	Key  string `json:"k"` // beginnings of its digest and of the SHA-256 of its chunk
	Cell string `json:"c"`
	Tied bool   `json:"t,omitempty"`
}

// shortName is how much of a SHA-256 in hex names a chunk among those of an
// archive; what it names is compared whole before it is used.
const shortName = 16

func (p *listedPart) here() heldPart {
	return heldPart{p.digest + p.SHA256[:shortName], p.Cell, p.Tied}
}

// has reports whether a part is here.
func (h *held) has(p *listedPart) bool { return slices.Contains(h.Parts, p.here()) }

// listed is an entry of the manifest with the parts of it that lie in the area.
type listed struct {
	n    uint64
	head supply.Head
	part []listedPart
}

type listedPart struct {
	supply.Part
	digest string
}

// shortDigest names a part among those of its entry.
func shortDigest(raw []byte) string { return hex.EncodeToString(supply.Digest(raw)[:8]) }

// manifest reads what the manifest has after the last entry that is here; no
// area when nothing changed.
func (l *Link) manifest(ctx context.Context, t *talk, s *state) (area *wire.Area, all []listed, tag string, err error) {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(s.CA)
	after, first := s.Listed, true
	for {
		r, err := t.request(ctx, http.MethodGet, "/v1/checkouts/"+s.Checkout+"/manifest?after="+strconv.FormatUint(after, 10), nil)
		if err != nil {
			return nil, nil, "", err
		}
		if first && s.Tag != "" {
			r.Header.Set("If-None-Match", s.Tag)
		}
		raw, head, err := t.read(ctx, r, wire.MaxManifestBytes)
		if err != nil {
			return nil, nil, "", err
		}
		if head.StatusCode == http.StatusNotModified {
			return nil, nil, s.Tag, nil
		}
		m, err := readManifest(raw, pool)
		if err != nil {
			return nil, nil, "", err
		}
		if first {
			area, tag = m.area, head.Header.Get("ETag")
		}
		first = false
		all = append(all, m.entries...)
		if after = m.end.After; !m.end.More {
			if len(all) > 0 {
				tag = "" // of before them
			}
			return area, all, tag, nil
		}
	}
}

// page is a page of the manifest.
type page struct {
	area    *wire.Area
	entries []listed
	end     *wire.ManifestEnd
}

// readManifest reads a page, and refuses it whole when an entry is not signed by
// a device of the repository or a part is not the entry's.
func readManifest(raw []byte, pool *x509.CertPool) (page, error) {
	const op = "client.manifest"
	var m page
	lines, err := wire.Read(bytes.NewReader(raw), wire.MaxManifestBytes)
	if err != nil {
		return m, err
	}
	var digests []byte
	for _, line := range lines {
		var l wire.ManifestLine
		if err := json.Unmarshal(line, &l); err != nil {
			return m, gis.Wrap(op, gis.BadInput, err, "sync.altered")
		}
		switch {
		case l.Area != nil:
			m.area = l.Area
		case l.Entry != nil:
			h, err := l.Entry.Signed.Verify(pool, l.Entry.Digests)
			if err != nil {
				return m, err
			}
			digests = l.Entry.Digests
			m.entries = append(m.entries, listed{n: l.Entry.N, head: h})
		case l.Part != nil && len(m.entries) > 0:
			part, err := readPart(l.Part, digests)
			if err != nil {
				return m, err
			}
			last := &m.entries[len(m.entries)-1]
			last.part = append(last.part, part)
		case l.End != nil:
			m.end = l.End
		}
	}
	if m.area == nil || m.end == nil {
		return m, gis.Refuse(op, gis.BadInput, "sync.altered")
	}
	return m, nil
}

func readPart(p *wire.PartOf, digests []byte) (listedPart, error) {
	const op = "client.manifest"
	raw := []byte(p.Raw)
	if p.Number < 0 || 32*p.Number+32 > len(digests) || !bytes.Equal(digests[32*p.Number:32*p.Number+32], supply.Digest(raw)) {
		return listedPart{}, gis.Refuse(op, gis.BadInput, "sync.entry")
	}
	part := listedPart{digest: shortDigest(raw)}
	if err := json.Unmarshal(raw, &part.Part); err != nil || len(part.SHA256) != 64 {
		return part, gis.Wrap(op, gis.BadInput, err, "sync.entry")
	}
	return part, nil
}

// holds reports whether supplied rows of a cell lie in an area.
func holds(a *wire.Area, cell string) bool {
	return a.Whole || slices.Contains(a.Cells, cell) || slices.Contains(a.Squares, cell)
}

// shrunk reports whether something that was in an area is not any more.
func shrunk(was, is *wire.Area) bool {
	if is.Whole {
		return false
	}
	gone := func(cell string) bool { return !holds(is, cell) }
	return was.Whole || slices.ContainsFunc(was.Cells, gone) || slices.ContainsFunc(was.Squares, gone)
}

// readHeld reads what is here of every entry.
func (l *Link) readHeld() (map[string]*held, error) {
	all := map[string]*held{}
	err := l.archive.View(func(tx Tx) error {
		return tx.Each(heldPrefix, func(key string, raw jsonValue) error {
			h := new(held)
			if err := json.Unmarshal(raw, h); err != nil {
				return gis.Wrap("client.manifest", gis.Damaged, err, "sync.store-damaged")
			}
			all[key[len(heldPrefix):]] = h
			return nil
		})
	})
	return all, err
}

// printOf says what an archive holds of a supply or of computed rows: another
// print is other rows, or other acts of people on it.
func printOf(s *store.Snapshot, u *gis.Supply, scope string) (string, error) {
	what := struct {
		Supply   *gis.Supply
		Segments []uint32
	}{u, nil}
	if u != nil {
		what.Segments = s.SegmentsOf(u.ID)
	} else {
		what.Segments = s.ComputedScopes()[scope]
	}
	raw, err := json.Marshal(what)
	if err != nil {
		return "", gis.Wrap("client.print", gis.Internal, err, "sync.stream")
	}
	return supply.Name(raw)[:32], nil
}
