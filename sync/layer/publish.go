package layer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb/encoding/wkb"

	"segit/gis"
	"segit/gis/text"
	"segit/store"
	"segit/store/desk"
)

// proofColumn holds what a finding was when it was seen; it is for the server
// alone, which must know what a decision was about.
const proofColumn = "proof"

// personal are the columns of findings that name persons: a finding's list has
// no roles.
func personal() []string { return []string{"fiscal_code", "name", "address", "quota"} }

// Publish copies a layer of an archive to what take keeps: [Store.Publish] of a
// store, or a server that runs.
func Publish(ctx context.Context, d *desk.Desk, name string, words text.Catalogue, take func(context.Context, Layer, iter.Seq2[*Feature, error]) (Layer, error)) (Layer, error) {
	h, err := d.Handed(name, words)
	if err != nil {
		return Layer{}, err
	}
	l := Described(&h)
	n := namer{layer: &l}
	if name == store.DatasetFindings {
		if n.proofs, err = d.Proofs(ctx); err != nil {
			return l, err
		}
	}
	features := func(yield func(*Feature, error) bool) {
		n.seen = map[string]int{}
		stopped := errors.New("stopped")
		err := d.HandOver(ctx, name, words, func(b *gis.Batch) error {
			return n.features(b, func(f *Feature) error {
				if !yield(f, nil) {
					return stopped
				}
				return nil
			})
		})
		if err != nil && !errors.Is(err, stopped) {
			yield(nil, err)
		}
	}
	return take(ctx, l, features)
}

// printed is the print of what is handed over: the same on every desk that holds
// the same supplies.
func printed(h *desk.Handed) string {
	what := struct {
		Schemas  []*gis.Schema
		Supplies []gis.Supply
	}{h.Schemas, slices.Clone(h.Supplies)}
	for i := range what.Supplies {
		s := &what.Supplies[i]
		s.ID, s.Delivery, s.Replaces, s.Origin, s.Partial = 0, 0, nil, "", false
	}
	raw, err := json.Marshal(what)
	if err != nil {
		return "" // cannot be: its fields are plain
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:16])
}

// Described is the layer of all sources together, as it would be published.
func Described(h *desk.Handed) Layer {
	l := Of(h.Comune, h.EPSG, h.Schemas[0])
	for _, schema := range h.Schemas[1:] {
		other := Of(h.Comune, h.EPSG, schema)
		l.Private = l.Private || other.Private
		if l.Shape != other.Shape {
			l.Shape = gis.AnyShape
		}
		for _, c := range other.Columns {
			if l.Column(c.Name) < 0 {
				l.Columns = append(l.Columns, c)
			}
		}
	}
	if l.Name == store.DatasetFindings {
		l.Private = true
		l.Columns = slices.DeleteFunc(l.Columns, func(c Column) bool { return c.Name == "geometry" || c.Name == "sources" })
		l.Columns = append(l.Columns, Column{Name: proofColumn, Type: gis.Text})
		for i := range l.Columns {
			l.Columns[i].Personal = slices.Contains(personal(), l.Columns[i].Name)
		}
	}
	if l.Name != store.DatasetFindings {
		l.Print = printed(h)
	}
	for _, s := range h.Supplies {
		l.Supplies = append(l.Supplies, Supply{Source: s.Source, SHA256: s.SHA256, Date: s.Date})
	}
	return l
}

// namer makes features of rows and gives each an id that it keeps in the next
// publication, as long as it is the same thing.
type namer struct {
	layer  *Layer
	seen   map[string]int    // how many rows had an id already
	proofs map[string]string // of findings, by id
}

func (n *namer) features(b *gis.Batch, found func(*Feature) error) error {
	columns := make([]int, len(n.layer.Columns))
	for i := range columns {
		columns[i] = b.Schema.Index(n.layer.Columns[i].Name)
		if at := columns[i]; at >= 0 && b.Schema.Columns[at].Type != n.layer.Columns[i].Type {
			// Two sources call different things by one name: the second is left out.
			columns[i] = -1
		}
	}
	for row := range b.Len() {
		f := Feature{From: b.From[row], To: b.To[row], Box: NoBox(), Values: []byte{'['}}
		for i, col := range columns {
			if i > 0 {
				f.Values = append(f.Values, ',')
			}
			if col < 0 && n.proofs != nil && n.layer.Columns[i].Name == proofColumn {
				f.Values = AppendText(f.Values, n.proofs[b.Text(b.Schema.Index("id"), row)])
				continue
			}
			if col < 0 {
				f.Values = append(f.Values, "null"...)
				continue
			}
			f.Values = AppendValue(f.Values, b, col, row)
		}
		f.Values = append(f.Values, ']')
		if b.Shapes.Len() > row {
			if g := b.Shapes.Geometry(row); g != nil {
				raw, err := wkb.Marshal(g)
				if err != nil {
					return gis.Wrap("layer.Publish", gis.Internal, err, "ogc.geometry")
				}
				bound := g.Bound()
				f.WKB, f.Box = raw, [4]float64{bound.Min[0], bound.Min[1], bound.Max[0], bound.Max[1]}
			}
		}
		f.ID = n.id(b, row, &f)
		if err := found(&f); err != nil {
			return err
		}
	}
	return nil
}

// id is the id of a row: its cadastral key where it has a whole one, else what
// its source calls it, else a hash of what it says; with a number when others
// have had the same.
func (n *namer) id(b *gis.Batch, row int, f *Feature) string {
	id := ""
	key := b.Key(row, n.layer.Comune)
	switch at := b.Schema.Index("id"); {
	case at >= 0 && b.Schema.Columns[at].Type == gis.Text && idForm(b.Text(at, row)):
		id = b.Text(at, row)
	case key.Complete() && key.Comune == n.layer.Comune:
		id = strings.ReplaceAll(strings.TrimPrefix(key.String(), key.Comune+"/"), "/", ".")
	default:
		var what bytes.Buffer
		what.Write(f.Values)
		what.Write(f.WKB)
		sum := sha256.Sum256(what.Bytes())
		id = hex.EncodeToString(sum[:8])
	}
	id = n.layer.Comune + "." + id
	n.seen[id]++
	if times := n.seen[id]; times > 1 {
		id += "~" + strconv.Itoa(times)
	}
	return id
}

// idForm reports whether a text can stand in an address as it is.
func idForm(text string) bool {
	if text == "" || len(text) > 80 {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '_'
	})
}
