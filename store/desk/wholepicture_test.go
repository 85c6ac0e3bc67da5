package desk

import (
	"slices"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/source"
	"segit/store"
)

// comes is a file of an import: name and content.
type comes struct{ name, sum string }

// came is a supply of the register: the delivery, name, content and what was wrong.
type came struct {
	delivery  uint64
	name, sum string
	sign      string // "" whole, "cut" itself, "with" for another's sake
}

// pictureOf is what some files are to a register, and their jobs.
func pictureOf(register []came, files []comes) (*wholePicture, []*job) {
	var supplies []gis.Supply
	for i, c := range register {
		s := gis.Supply{ID: uint32(i + 1), Source: "tari", File: c.name, SHA256: c.sum, Delivery: c.delivery}
		switch c.sign {
		case "cut":
			s.Kind, s.Broken = gis.IncompleteSupply, []gis.Message{gis.Say("table.cut")}
		case "with":
			s.Kind, s.Broken = gis.IncompleteSupply, []gis.Message{gis.Say(brokenWith, "x")}
		}
		supplies = append(supplies, s)
	}
	r := &intake{among: []source.Descriptor{{ID: "tari", Scope: source.WholeSource}}}
	for _, f := range files {
		j := &job{candidate: source.Candidate{Path: "/x/" + f.name, Recognition: source.Recognition{Source: "tari"}}, print: fingerprint{sha256: f.sum}}
		for i := range supplies {
			if supplies[i].SHA256 == f.sum {
				j.known = &supplies[i]
			}
		}
		r.jobs = append(r.jobs, j)
	}
	return r.pictures(supplies)["tari"], r.jobs
}

// Which files that the archive has are read once more.
func TestFilesOfAPictureComeAgain(t *testing.T) {
	two := []came{{1, "a", "a1", ""}, {1, "b", "b1", ""}}
	for name, c := range map[string]struct {
		register []came
		files    []comes
		dated    bool
		want     string // contents read once more
	}{
		"as they came":                         {two, []comes{{"a", "a1"}, {"b", "b1"}}, false, ""},
		"one alone, as it came":                {two, []comes{{"b", "b1"}}, false, ""},
		"the other changed":                    {two, []comes{{"a", "a2"}, {"b", "b1"}}, false, "b1"},
		"the other is of a new name":           {two, []comes{{"c", "c1"}, {"b", "b1"}}, false, ""},
		"never together":                       {append(slices.Clone(two), came{2, "a", "a2", ""}), []comes{{"a", "a2"}, {"b", "b1"}}, false, "a2 b1"},
		"of a new name, said of one day":       {two, []comes{{"c", "c1"}, {"b", "b1"}}, true, "b1"},
		"as they came, said of one day":        {two, []comes{{"a", "a1"}, {"b", "b1"}}, true, ""},
		"a cut one, with what it waited for":   {[]came{{1, "a", "a1", "cut"}, {1, "b", "b1", "with"}}, []comes{{"a", "a2"}, {"b", "b1"}}, false, "b1"},
		"cut and waiting, as they came":        {[]came{{1, "a", "a1", "cut"}, {1, "b", "b1", "with"}}, []comes{{"a", "a1"}, {"b", "b1"}}, false, ""},
		"waiting since different deliveries":   {[]came{{1, "a", "a1", "with"}, {2, "b", "b1", "with"}}, []comes{{"a", "a1"}, {"b", "b1"}}, false, "a1 b1"},
		"a name in other letters is that name": {two, []comes{{"A", "a2"}, {"B", "b1"}}, false, "b1"},
	} {
		p, jobs := pictureOf(c.register, c.files)
		var again []string
		for _, j := range jobs {
			if j.known != nil && p.again(j, c.dated) {
				again = append(again, j.print.sha256)
			}
		}
		if got := strings.Join(again, " "); got != c.want {
			t.Errorf("%s: %q again, want %q", name, got, c.want)
		}
	}
}

// What a whole file of a picture waits for.
func TestTornPicture(t *testing.T) {
	cut := []came{{1, "a", "a1", "cut"}, {1, "b", "b1", "with"}, {1, "c", "c1", "with"}}
	for name, c := range map[string]struct {
		register []came
		files    []comes
		want     string // signs of the first file
	}{
		"nothing was cut":                 {nil, []comes{{"a", "a2"}, {"b", "b2"}}, ""},
		"the file that was cut, alone":    {cut, []comes{{"a", "a2"}}, "import.broken-without:b import.broken-without:c"},
		"with one of the others":          {cut, []comes{{"a", "a2"}, {"C", "c2"}}, "import.broken-without:b"},
		"with all":                        {cut, []comes{{"a", "a2"}, {"c", "c1"}, {"b", "b1"}}, ""},
		"a whole picture came since":      {append(slices.Clone(cut), came{2, "d", "d1", ""}), []comes{{"a", "a2"}}, ""},
		"one of those that only waited":   {cut, []comes{{"b", "b2"}}, ""},
		"another file of the import, cut": {nil, []comes{{"a", "a2"}, {"b", "cut"}}, "import.broken-with:b"},
	} {
		p, jobs := pictureOf(c.register, c.files)
		for _, j := range jobs {
			if j.print.sha256 == "cut" {
				j.refused = gis.Refuse("test", gis.BadInput, "test")
				j.taking = &store.SupplyBuild{}
			}
		}
		var signs []string
		for _, m := range p.torn(jobs[0]) {
			signs = append(signs, m.Code+":"+m.Args[0])
		}
		if got := strings.Join(signs, " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// A source whose files stand each for themselves is no picture, also where one of
// them could not be read.
func TestFilesForThemselves(t *testing.T) {
	r := &intake{among: []source.Descriptor{{ID: "cadastral-map", Scope: source.BySheet}}}
	for range 2 {
		r.jobs = append(r.jobs, &job{candidate: source.Candidate{Recognition: source.Recognition{Source: "cadastral-map"}}})
	}
	r.jobs[0].refused = gis.Refuse("test", gis.BadInput, "test")
	if all := r.pictures(nil); len(all) != 0 {
		t.Errorf("%v", all)
	}
}
