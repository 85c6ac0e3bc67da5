package control_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/cadastre"
	"segit/gis/control"
)

// town is a territory built by hand, row by row. Nobody in it exists: W001 is
// an unassigned code.
type town struct {
	sets   map[string]*gis.Batch // by dataset and source
	order  []string
	object int64

	rejected int64 // rows of every supply that did not go in
}

var _ control.Territory = (*town)(nil)

func newTown() *town { return &town{sets: map[string]*gis.Batch{}} }

func (*town) Comune() string { return "W001" }

func (t *town) Rows(dataset string) int {
	n := 0
	for _, b := range t.sets {
		if b.Schema.Dataset == dataset {
			n += b.Len()
		}
	}
	return n
}

// Supply makes the hash and the name of a file of its number.
func (t *town) Supply(id uint32) gis.Supply {
	return gis.Supply{ID: id, Rejected: t.rejected, SHA256: fmt.Sprintf("%064x", id), File: fmt.Sprintf("file%d.dat", id)}
}

func (t *town) Read(_ context.Context, dataset string, _ control.Want) iter.Seq2[control.Block, error] {
	return func(yield func(control.Block, error) bool) {
		for i, name := range t.order {
			b := t.sets[name]
			if b.Schema.Dataset == dataset && !yield(control.Block{Batch: b, Supply: uint32(i + 1)}, nil) {
				return
			}
		}
	}
}

// cells are the values of a row by column name, as texts and as ints; "from"
// and "to" are its validity.
type cells map[string]any

func (t *town) add(s *gis.Schema, c cells, shape orb.Geometry) {
	name := s.Dataset + " " + s.Source
	b := t.sets[name]
	if b == nil {
		b = gis.NewBatch(s)
		t.sets[name] = b
		t.order = append(t.order, name)
	}
	from, to := gis.Always, gis.OpenEnd
	for column, v := range c {
		switch column {
		case "from":
			from = v.(gis.Date)
		case "to":
			to = v.(gis.Date)
		default:
			col := b.Schema.Index(column)
			if col < 0 {
				panic("no column " + column)
			}
			switch v := v.(type) {
			case string:
				if b.Schema.Columns[col].Type == gis.Number {
					b.SetNum(col, int64(metres(v)))
					continue
				}
				b.SetText(col, v)
			case int:
				b.SetNum(col, int64(v))
			default:
				panic(fmt.Sprintf("%s: %T", column, v))
			}
		}
	}
	if shape != nil {
		b.Shapes.Append(shape)
	}
	b.Add(uint32(b.Len()+1), from, to)
}

func metres(text string) gis.Decimal {
	v, ok := gis.ParseDecimal(text, '.')
	if !ok {
		panic("no number: " + text)
	}
	return v
}

// with gives base the values of more.
func with(base cells, more []cells) cells {
	for _, m := range more {
		for k, v := range m {
			base[k] = v
		}
	}
	return base
}

// keyCells takes "A/1/10/2" apart; "_" is no section.
func keyCells(text string) cells {
	_, k, err := gis.ParseKey("W001/" + text)
	if err != nil {
		panic(err)
	}
	return cells{"comune": k.Comune, "section": k.Section, "sheet": k.Sheet, "parcel": k.Parcel, "sub": k.Sub}
}

// unit adds an open dwelling of 100 m² and gives its object id.
func (t *town) unit(key string, more ...cells) int64 {
	t.object++
	c := with(keyCells(key), []cells{{"object_id": int(t.object), "category": "A02", "surface": "100", "street_type": "VIA", "street": "ROMA", "civic": "1"}})
	t.add(cadastre.Units(), with(c, more), nil)
	return t.object
}

// owner gives an object a holder, full owner unless more says otherwise.
func (t *town) owner(object int64, fiscal string, more ...cells) {
	subject := 1000 + t.rows("subjects census")
	t.add(cadastre.Subjects(), cells{"subject_id": subject, "subject_type": "P", "surname": "INVENTATA", "given_name": "PERSONA", "fiscal_code": fiscal}, nil)
	t.add(cadastre.Titles(), with(cells{
		"subject_id": subject, "subject_type": "P", "object_id": int(object), "object_type": "F", "right": "10", "quota_num": 1, "quota_den": 1,
	}, more), nil)
}

func (t *town) rows(name string) int {
	if b := t.sets[name]; b != nil {
		return b.Len()
	}
	return 0
}

// land adds an open land row: vineyard of 1000 m².
func (t *town) land(key string, more ...cells) {
	c := keyCells(key)
	t.add(cadastre.LandParcels(), with(with(c, []cells{{"quality": 1, "surface": "1000"}}), more), nil)
}

func (t *town) parcel(key string, shape orb.Geometry) {
	t.drawn(cadastre.MapSource, key, shape)
}

func (t *town) drawn(source, key string, shape orb.Geometry) {
	c := keyCells(key)
	delete(c, "sub")
	t.add(cadastre.Parcels(source), c, shape)
}

func footprints() *gis.Schema {
	return &gis.Schema{Dataset: "buildings", Source: "buildings", Shape: gis.PolygonShape, Columns: []gis.Column{
		{Name: "impiego", Type: gis.Text, Role: gis.RoleUse},
	}}
}

func (t *town) building(shape orb.Geometry, more ...cells) {
	t.add(footprints(), with(cells{}, more), shape)
}

// tariLayout is a layout that no descriptor has: controls must find their way
// by role.
func tariLayout() *gis.Schema {
	return &gis.Schema{Dataset: "tari", Source: "tari", Columns: []gis.Column{
		{Name: "z1", Type: gis.Number, Role: gis.RoleSurface},
		{Name: "z2", Type: gis.Text, Role: gis.RoleSub},
		{Name: "z3", Type: gis.Text, Role: gis.RoleFiscalCode},
		{Name: "z4", Type: gis.Text, Role: gis.RoleParcel},
		{Name: "z5", Type: gis.Text, Role: gis.RoleStreet},
		{Name: "z6", Type: gis.Text, Role: gis.RoleSheet},
		{Name: "z7", Type: gis.Integer, Role: gis.RoleOccupants},
		{Name: "z8", Type: gis.Text, Role: gis.RoleSection},
		{Name: "z9", Type: gis.Text, Role: gis.RoleCivic},
		{Name: "z10", Type: gis.Text, Role: gis.RoleUse},
	}}
}

// account adds an open account. key is the form of unit; "" leaves it out.
func (t *town) account(key string, more ...cells) {
	c := cells{"z1": "80"}
	if key != "" {
		k := keyCells(key)
		c = with(c, []cells{{"z8": k["section"], "z6": k["sheet"], "z4": k["parcel"], "z2": k["sub"]}})
	}
	t.add(tariLayout(), with(c, more), nil)
}

// square is a square on the ground, its south-west corner at x, y.
func square(x, y, side float64) orb.Polygon { return rectangle(x, y, side, side) }

func rectangle(x, y, width, height float64) orb.Polygon {
	const east, north = 583_000, 4_487_000
	x, y = x+east, y+north
	return orb.Polygon{{{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}, {x, y}}}
}

const year = 2025

// run runs a control on a town; a setting that is refused ends the test.
func run(t testing.TB, town control.Territory, id string, set map[string]string) control.Result {
	t.Helper()
	c, err := control.ByID(id)
	if err != nil {
		t.Fatal(err)
	}
	s, err := control.NewSetting(year, set, c)
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.Run(context.Background(), control.NewFacts(town, s.Day()), s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// keys are the keys of findings without the municipality.
func keys(r control.Result) []string {
	found := []string{}
	for i := range r.Findings {
		found = append(found, r.Findings[i].Key.String()[len("W001/"):])
	}
	return found
}

// want holds a control's findings against the keys that must be found, and the
// number of undecided rows.
func want(t *testing.T, town *town, id string, set map[string]string, undecided int, found ...string) control.Result {
	t.Helper()
	r := run(t, town, id, set)
	if found == nil {
		found = []string{}
	}
	if got := keys(r); !slices.Equal(got, found) {
		t.Errorf("%s found %v, want %v", id, got, found)
	}
	if r.Undecided != undecided {
		t.Errorf("%s left %d undecided, want %d", id, r.Undecided, undecided)
	}
	return r
}

// codes are the codes of a finding's reasons.
func codes(f *gis.Finding) []string {
	var all []string
	for _, m := range f.Reasons {
		all = append(all, m.Code)
	}
	return all
}

func day(y int, m time.Month, d int) gis.Date { return gis.Day(y, m, d) }

// shuffled is the same town with the rows of each file in another order; rows
// keep the line that they were read at.
func (t *town) shuffled(r *rand.Rand) *town {
	out := &town{sets: map[string]*gis.Batch{}, order: t.order}
	for name, b := range t.sets {
		c := gis.NewBatch(b.Schema)
		c.Append(b, r.Perm(b.Len()))
		out.sets[name] = c
	}
	return out
}
