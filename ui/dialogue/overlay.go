package dialogue

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/look"
)

// overlayForm is the question of an overlay: an operation, its layers, and the
// settings that the operation has.
type overlayForm struct {
	asker  Asker
	layers []string // NAME@SOURCE, as the selects list them

	op, relation           *widget.Select
	first, second          *overlaySide
	by, sum, class         *entry
	distance, sliver, name *entry
	tolerance              *entry
	rows                   map[string]fyne.CanvasObject // by what they ask
}

// overlaySide is the choice of a layer: one of the archive, or a file.
type overlaySide struct {
	choice *widget.Select
	path   *entry
	file   fyne.CanvasObject
}

// Overlay asks for an overlay of the archive's layers; start is what is offered,
// of an overlay that was made before.
func (a Asker) Overlay(layers []desk.Layer, start desk.OverlayRequest, then func(desk.OverlayRequest)) {
	f := &overlayForm{asker: a, rows: map[string]fyne.CanvasObject{}}
	shown := []string{}
	for _, l := range layers {
		if l.Geometry != gis.NoShape {
			f.layers = append(f.layers, l.Name+"@"+l.Source)
			shown = append(shown, a.Words.Or("ui.layer.", l.Name)+" · "+a.Words.Source(l.Source))
		}
	}
	shown = append(shown, a.Words.Saying("ui.overlay.file"))
	operations, relations := []string{}, []string{}
	for _, op := range desk.OverlayOps() {
		operations = append(operations, a.Words.Saying("ui.overlay.op."+op))
	}
	for _, p := range desk.OverlayPredicates() {
		relations = append(relations, a.Words.Saying("ui.overlay.predicate."+p))
	}
	f.op, f.relation = widget.NewSelect(operations, func(string) { f.changed() }), widget.NewSelect(relations, func(string) { f.changed() })
	f.first, f.second = f.side(shown), f.side(shown)
	f.by, f.sum, f.class, f.distance, f.sliver, f.name = newEntry(), newEntry(), newEntry(), newEntry(), newEntry(), newEntry()
	f.tolerance = newEntry()
	f.tolerance.SetPlaceHolder(a.Words.Saying("ui.overlay.tolerance-hint"))
	f.by.SetPlaceHolder(a.Words.Saying("ui.overlay.by-hint"))
	f.sum.SetPlaceHolder(a.Words.Saying("ui.overlay.sum-hint"))
	f.sliver.SetPlaceHolder(a.Words.Saying("ui.overlay.sliver-hint"))
	body := container.NewVBox(look.Caption(a.Words.Saying("ui.overlay.help")))
	for _, row := range []struct {
		name string
		what fyne.CanvasObject
	}{
		{"operation", f.op},
		{"name", f.name},
		{"first", container.NewVBox(f.first.choice, f.first.file)},
		{"second", container.NewVBox(f.second.choice, f.second.file)},
		{"relation", f.relation},
		{"distance", f.distance},
		{"by", f.by},
		{"sum", f.sum},
		{"class", f.class},
		{"tolerance", f.tolerance},
		{"sliver", f.sliver},
	} {
		label := container.NewGridWrap(fyne.NewSize(170, 36), widget.NewLabel(a.Words.Saying("ui.overlay."+row.name)))
		f.rows[row.name] = container.NewBorder(nil, nil, container.NewVBox(label), nil, row.what)
		body.Add(f.rows[row.name])
	}
	f.offer(start)
	submit := a.ask("ui.overlay.title", "ui.overlay.confirm", body, func() error {
		request, err := f.read()
		if err != nil {
			return err
		}
		then(request)
		return nil
	})
	a.ready(f.name, func(string) { submit() })
}

func (f *overlayForm) side(shown []string) *overlaySide {
	s := &overlaySide{}
	s.path, s.file = f.asker.field("", f.asker.browseFile())
	s.choice = widget.NewSelect(shown, func(string) { f.changed() })
	s.file.Hide()
	return s
}

// offer puts the settings of an overlay into the form.
func (f *overlayForm) offer(r desk.OverlayRequest) {
	f.op.SetSelectedIndex(max(0, slices.Index(desk.OverlayOps(), r.Op)))
	f.relation.SetSelectedIndex(max(0, slices.Index(desk.OverlayPredicates(), r.Predicate)))
	f.first.offer(r.A, f.layers, "parcels", 0)
	f.second.offer(r.B, f.layers, "buildings", 1)
	f.by.SetText(strings.Join(r.By, ", "))
	f.sum.SetText(strings.Join(r.Sum, ", "))
	f.class.SetText(r.Class)
	f.name.SetText(r.Into.Layer)
	for _, e := range []struct {
		entry *entry
		value float64
	}{{f.distance, r.Distance}, {f.sliver, r.Sliver}, {f.tolerance, r.Tolerance}} {
		if e.value != 0 {
			e.entry.SetText(strconv.FormatFloat(e.value, 'g', -1, 64))
		}
	}
	f.changed()
}

// offer chooses the layer of an overlay before, else the usual one, else the one
// at a place.
func (s *overlaySide) offer(from desk.OverlayFrom, layers []string, usual string, place int) {
	if from == (desk.OverlayFrom{}) {
		from.Layer = usual
	}
	at := slices.IndexFunc(layers, func(l string) bool {
		name, _, _ := strings.Cut(l, "@")
		return from.Path == "" && (l == from.Layer || name == from.Layer)
	})
	switch {
	case from.Path != "":
		s.path.SetText(from.Path)
		at = len(layers)
	case at < 0:
		at = min(place, len(layers))
	}
	s.choice.SetSelectedIndex(at)
}

// changed shows what the operation asks for, and hides the rest.
func (f *overlayForm) changed() {
	if len(f.rows) == 0 || f.op.SelectedIndex() < 0 {
		return // not whole yet
	}
	op := desk.OverlayOps()[f.op.SelectedIndex()]
	relates := op == "join" || op == "select"
	near := relates && f.relation.SelectedIndex() >= 0 && desk.OverlayPredicates()[f.relation.SelectedIndex()] == "nearest"
	cuts := desk.OverlayTakesTwo(op) && !relates
	for name, wanted := range map[string]bool{
		"second": desk.OverlayTakesTwo(op), "relation": relates, "distance": op == "buffer" || near,
		"by": op == "dissolve", "sum": op == "dissolve", "class": op == "tabulate",
		"sliver": cuts && op != "tabulate", "tolerance": cuts,
	} {
		show(f.rows[name], wanted)
	}
	for _, s := range []*overlaySide{f.first, f.second} {
		show(s.file, s.choice.SelectedIndex() == len(f.layers))
	}
}

func show(o fyne.CanvasObject, wanted bool) {
	if wanted {
		o.Show()
	} else {
		o.Hide()
	}
}

// read makes a request of what was filled in; what the operation does not ask
// for is left out.
func (f *overlayForm) read() (desk.OverlayRequest, error) {
	r := desk.OverlayRequest{Op: desk.OverlayOps()[f.op.SelectedIndex()], Into: desk.OverlayInto{Layer: strings.TrimSpace(f.name.Text)}}
	var err error
	if r.A, err = f.first.read(f.layers); err != nil {
		return r, err
	}
	if desk.OverlayTakesTwo(r.Op) {
		if r.B, err = f.second.read(f.layers); err != nil {
			return r, err
		}
	}
	if f.rows["relation"].Visible() {
		r.Predicate = desk.OverlayPredicates()[f.relation.SelectedIndex()]
	}
	for _, n := range []struct {
		row   string
		entry *entry
		into  *float64
	}{{"distance", f.distance, &r.Distance}, {"sliver", f.sliver, &r.Sliver}, {"tolerance", f.tolerance, &r.Tolerance}} {
		if text := strings.TrimSpace(n.entry.Text); text != "" && f.rows[n.row].Visible() {
			if *n.into, err = strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64); err != nil {
				return r, gis.Refuse("dialogue.Overlay", gis.BadUsage, "ui.overlay.number", text)
			}
		}
	}
	if f.rows["by"].Visible() {
		r.By, r.Sum = fieldList(f.by.Text), fieldList(f.sum.Text)
	}
	if f.rows["class"].Visible() {
		r.Class = strings.TrimSpace(f.class.Text)
	}
	return r, nil
}

func (s *overlaySide) read(layers []string) (desk.OverlayFrom, error) {
	if at := s.choice.SelectedIndex(); at < len(layers) {
		return desk.OverlayFrom{Layer: layers[at]}, nil
	}
	path := expand(s.path.Text)
	if path == "" {
		return desk.OverlayFrom{}, gis.Refuse("dialogue.Overlay", gis.BadUsage, "ui.overlay.no-file")
	}
	return desk.OverlayFrom{Path: path}, nil
}

// fieldList reads names with commas between.
func fieldList(text string) []string {
	var names []string
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}
