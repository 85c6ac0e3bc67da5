package control

import (
	"context"
	"slices"
	"strings"

	"github.com/tidwall/rtree"

	"segit/gis"
	"segit/gis/planar"
)

// ghostBuilding is control 1: footprints of buildings on a parcel where the
// urban cadastre has no unit and the land cadastre no building (DL 262/2006
// art. 2 c. 36, DL 78/2010 art. 19). All footprints of a parcel make one
// finding.
type ghostBuilding struct{}

func (ghostBuilding) Info() Info {
	return Info{ID: "ghost-building", Number: 1, Version: 1, Needs: []string{"buildings", "parcels", "units", "land"}, Params: []Param{
		{Name: "min_area", Default: "16", Unit: "m²"},
		{Name: "min_share", Default: "50", Unit: "%"},
		{Name: "built_qualities", Default: "282,279,283", List: true}, // ente urbano, fabbricato rurale, f.u. da accertare
		{Name: "exempt_uses", Default: strings.Join(exemptions().Footprints.Words, ","), List: true},
	}}
}

// footprint is a building that stands on a parcel without a trace.
type footprint struct {
	piece
	share float64 // of the footprint that lies on the parcel
	use   string
}

func (c ghostBuilding) Run(ctx context.Context, f *Facts, s Setting) (Result, error) {
	if err := together(ctx, only(f.Parcels), only(f.Units), only(f.Land)); err != nil {
		return Result{}, err
	}
	drawn, us, listed := f.parcels, f.units, f.land
	info := c.Info()
	index := indexParcels(drawn)
	ghosts := map[gis.Key][]footprint{}
	var r Result
	minArea, minShare := s.must(info, "min_area"), s.must(info, "min_share")
	exempt, qualities := s.list(info, "exempt_uses"), s.list(info, "built_qualities")
	want := Want{Roles: []gis.Role{gis.RoleUse}, Columns: useColumns(), Shapes: true}
	for b, err := range f.Read(ctx, "buildings", want) {
		if err != nil {
			return Result{}, err
		}
		shapes, uses := b.Shapes, usesIn(b.Schema)
		for row := range b.Len() {
			if !f.open(b, row) || b.Shapes.Kind[row] != gis.PolygonShape {
				continue
			}
			p := footprint{piece: piece{shapes: &shapes, row: row, area: planar.Area(&shapes, row), origin: origin{b.Supply, b.Line[row]}}, use: joinedUse(b, row, uses)}
			// In millionths, so that a bit lost in a transform decides nothing.
			if size, ok := gis.DecimalOf(p.area); !ok || size < minArea || namesAny(p.use, exempt) {
				continue
			}
			k, share := index.largest(&b.Shapes, row, p.area)
			if percent, _ := gis.DecimalOf(100 * share); percent < minShare {
				if !k.IsZero() {
					r.Undecided++
				}
				continue
			}
			p.share = share
			_, built := us.byParcel.answer(k, drawn)
			rows, listing := listed.answer(k, drawn)
			switch {
			case built == present || anyQuality(rows, qualities):
			case built == ambiguous || listing == ambiguous:
				r.Undecided++
			default:
				ghosts[k] = append(ghosts[k], p)
			}
		}
	}
	for k, found := range ghosts {
		slices.SortFunc(found, func(a, b footprint) int { return a.origin.compare(b.origin) })
		found = standingOnce(found)
		rows, _ := listed.answer(k, drawn)
		r.Findings = append(r.Findings, c.finding(f, info, s, k, found, drawn.rows[k], rows))
	}
	return r.sealed(), nil
}

// standingOnce leaves out footprints that a supply repeats.
func standingOnce(found []footprint) []footprint {
	kept := found[:0]
	for _, p := range found {
		xy := p.shapes.RowXY(p.row)
		if !slices.ContainsFunc(kept, func(o footprint) bool { return slices.Equal(xy, o.shapes.RowXY(o.row)) }) {
			kept = append(kept, p)
		}
	}
	return kept
}

func (ghostBuilding) finding(f *Facts, info Info, s Setting, k gis.Key, found []footprint, parcel []piece, rows []landRow) gis.Finding {
	out := newFinding(f, info, s, gis.Land, k)
	out.Severity, out.Confidence = gis.High, gis.High
	sum, least := 0.0, 1.0
	pieces := make([]piece, 0, len(found))
	for i := range found {
		p := &found[i]
		sum += p.area
		least = min(least, p.share)
		pieces = append(pieces, p.piece)
		area, _ := gis.DecimalOf(p.area)
		share, _ := gis.DecimalOf(100 * p.share)
		out.Evidence = append(out.Evidence, f.evidence("buildings", p.origin, facts(
			fact("fact.area", metres(area)), fact("fact.share", metres(share)), fact("fact.use", p.use))...))
	}
	total, _ := gis.DecimalOf(sum)
	out.Expected, out.Found = gis.Wording("ghost.expected"), gis.SquareMetres(hundredths(total))
	out.Reasons = []gis.Message{gis.Say("ghost.reason", len(found))}
	if least < 0.9 {
		out.Confidence = gis.Medium
		out.Reasons = append(out.Reasons, gis.Say("ghost.reason-share"))
	}
	if len(rows) == 0 {
		out.Confidence = gis.Low
		out.Reasons = append(out.Reasons, gis.Say("ghost.reason-no-land"))
	}
	out.Evidence = append(append(out.Evidence, f.pieceEvidence(k, parcel)...), f.landEvidence(rows)...)
	out.Geometry = geometry(pieces)
	return out
}

// useColumns are the fields in which footprints say what they are beside the
// one that plays the role: those of DBSN and DBGT, and the usual ones.
func useColumns() []string {
	var names []string
	for _, name := range []string{"edifc_uso", "edifc_ty", "edifc_stat", "uso", "tipo", "stato", "dest_uso", "descrizione"} {
		names = append(names, name, strings.ToUpper(name))
	}
	return names
}

// usesIn are the text columns of a schema that say what a footprint is, the one
// of the role first.
func usesIn(s *gis.Schema) []int {
	var cols []int
	if role := s.Role(gis.RoleUse); role >= 0 {
		cols = append(cols, role)
	}
	for _, name := range useColumns() {
		if col := s.Index(name); col >= 0 && s.Columns[col].Type == gis.Text && !slices.Contains(cols, col) {
			cols = append(cols, col)
		}
	}
	return cols
}

// joinedUse is what a footprint says of itself in all of them.
func joinedUse(b Block, row int, cols []int) string {
	var said []string
	for _, col := range cols {
		if text := b.Text(col, row); text != "" && !slices.Contains(said, text) {
			said = append(said, text)
		}
	}
	return strings.Join(said, "; ")
}

// namesAny reports whether a word of the use is in a list of upper case words.
func namesAny(use string, words []string) bool {
	for _, w := range strings.FieldsFunc(strings.ToUpper(use), func(r rune) bool { return r < 'A' || r > 'Z' && r < 0x80 }) {
		if contains(words, w) {
			return true
		}
	}
	return false
}

func anyQuality(rows []landRow, qualities []string) bool {
	for i := range rows {
		if contains(qualities, number(rows[i].quality)) {
			return true
		}
	}
	return false
}

// parcelIndex finds the parcel under a footprint.
type parcelIndex struct {
	tree rtree.RTreeG[parcelPiece]
}

type parcelPiece struct {
	key   gis.Key
	piece *piece
}

func indexParcels(drawn *table[[]piece]) *parcelIndex {
	index := &parcelIndex{}
	for k, pieces := range drawn.rows {
		for i := range pieces {
			p := &pieces[i]
			box := p.shapes.Bound(p.row)
			index.tree.Insert(box.Min, box.Max, parcelPiece{k, p})
		}
	}
	return index
}

// largest is the parcel that covers most of a footprint and the share that it
// covers; on a tie the key that sorts first. Overlaps are true areas, summed
// over the polygons of a parcel.
func (x *parcelIndex) largest(shapes *gis.Shapes, row int, area float64) (gis.Key, float64) {
	box := shapes.Bound(row)
	overlap := map[gis.Key]float64{}
	x.tree.Search(box.Min, box.Max, func(_, _ [2]float64, p parcelPiece) bool {
		if a := planar.SharedArea(shapes, row, p.piece.shapes, p.piece.row); a > 0 {
			overlap[p.key] += a
		}
		return true
	})
	var best gis.Key
	most := 0.0
	for _, k := range keysOf(overlap) {
		if overlap[k] > most {
			best, most = k, overlap[k]
		}
	}
	if area <= 0 {
		return best, 0
	}
	return best, most / area
}
