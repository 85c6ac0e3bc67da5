package panel

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/store/desk"
	"segit/sync/client"
	"segit/sync/sharing"
	"segit/ui/look"
)

// SharingEvents are what the page of sharing hears.
type SharingEvents struct {
	Sync, Join, Area func()
	// Show hears of the finding that a row is about, Nowhere of a row that is
	// about none of this archive.
	Show    func(finding string)
	Nowhere func()
	// Decide hears how conflicts are to be decided, Resend which edit is to be
	// written again.
	Decide func(ids []string, c client.Choice)
	Resend func(seqs []uint64)
	// Dismiss hears of an edit that was set aside and is to be offered no more.
	Dismiss func(seq uint64)
	// OnMap hears what is to stand on the map beside what was chosen, nil for
	// nothing.
	OnMap func(fyne.CanvasObject)
}

// The lists of the page.
const (
	listConflicts = iota
	listParked
	listNews
)

// Sharing is the page of the exchange with the central repository: where the
// archive stands, the conflicts with every value that stands, the edits that
// were set aside, and what came in.
type Sharing struct {
	words  look.Words
	events SharingEvents
	shared sharing.Shared
	which  int
	marked map[string]bool // conflicts to be decided together

	standing *widget.Label
	sync     *widget.Button
	join     *widget.Button
	area     *widget.Button
	holding  *widget.Label
	stopped  *widget.Label // why the last sync did not come to its end
	picks    [3]*widget.Button
	list     *widget.List
	empty    *widget.Label
	many     *fyne.Container
	count    *widget.Label
	detail   *fyne.Container
	body     fyne.CanvasObject
	page     fyne.CanvasObject
}

// NewSharing makes the page of an archive that has joined nothing.
func NewSharing(words look.Words, events SharingEvents) *Sharing {
	s := &Sharing{
		words: words, events: events, marked: map[string]bool{},
		standing: look.Line(""), holding: look.Line(""), stopped: look.Caption(""), empty: look.Caption(""), count: small(""), detail: container.NewStack(),
	}
	s.sync = widget.NewButtonWithIcon(words.Saying("ui.share.sync"), theme.ViewRefreshIcon(), func() { s.events.Sync() })
	s.sync.Importance = widget.HighImportance
	s.join = widget.NewButtonWithIcon(words.Saying("ui.share.join"), theme.LoginIcon(), func() { s.events.Join() })
	s.join.Importance = widget.HighImportance
	s.area = widget.NewButtonWithIcon(words.Saying("ui.area.open"), theme.GridIcon(), func() { s.events.Area() })
	bar := container.NewHBox()
	for i := range s.picks {
		s.picks[i] = widget.NewButton("", func() { s.pick(i) })
		bar.Add(s.picks[i])
	}
	s.list = widget.NewList(s.len, s.row, s.fill)
	s.list.HideSeparators = true
	s.list.OnSelected = s.choose
	s.many = container.NewHBox(s.count,
		s.decideButton("ui.share.mine", client.Choice{Mine: true}), s.decideButton("ui.share.theirs", client.Choice{Theirs: true}),
		s.decideButton("ui.share.base", client.Choice{Base: true}))
	s.body = container.NewHSplit(container.NewBorder(nil, s.many, nil, nil, container.NewStack(s.list, container.NewPadded(s.empty))), container.NewPadded(s.detail))
	head := container.NewBorder(nil, nil, bar, container.New(layout.NewCustomPaddedLayout(0, 0, 0, theme.Padding()), container.NewHBox(s.join, s.area, s.sync)), container.New(layout.NewCustomPaddedVBoxLayout(-14), s.standing, s.holding))
	s.standing.SizeName, s.holding.SizeName = theme.SizeNameCaptionText, theme.SizeNameCaptionText
	s.stopped.Wrapping, s.stopped.Importance = fyne.TextWrapWord, widget.WarningImportance
	s.page = container.NewBorder(container.NewVBox(head, s.stopped), nil, nil, nil, s.body)
	s.Set(sharing.Shared{}, false)
	return s
}

// Page is the page's content.
func (s *Sharing) Page() fyne.CanvasObject { return s.page }

// Shown is what the page shows.
func (s *Sharing) Shown() sharing.Shared { return s.shared }

// Set shows where the archive stands; away says that the server did not answer
// the last time.
func (s *Sharing) Set(shared sharing.Shared, away bool) {
	s.shared = shared
	s.standing.SetText(s.stands(away))
	joined := shared.Joined
	s.join.SetText(s.words.Saying("ui.share.join"))
	if joined {
		s.join.SetText(s.words.Saying("ui.share.rejoin"))
	}
	visible(s.join, !joined || shared.Status.Copied)
	visible(s.sync, joined)
	visible(s.area, joined)
	s.hold()
	waiting := ""
	if joined && shared.Status.Stopped != nil {
		waiting = strings.Join(sharing.Waiting(&shared.Status, s.words.Catalogue), ". ")
	}
	s.stopped.SetText(waiting)
	visible(s.stopped, waiting != "")
	for i, n := range s.counts() {
		s.picks[i].SetText(s.words.Saying([]string{"ui.share.conflicts", "ui.share.parked", "ui.share.news"}[i], s.words.Count(int64(n))))
		visible(s.picks[i], joined)
	}
	left := map[string]bool{}
	for i := range shared.Conflicts {
		if id := shared.Conflicts[i].ID; s.marked[id] {
			left[id] = true
		}
	}
	s.marked = left
	s.pick(s.which)
}

func visible(o fyne.CanvasObject, yes bool) {
	if yes {
		o.Show()
	} else {
		o.Hide()
	}
}

func (s *Sharing) counts() [3]int {
	return [3]int{len(s.shared.Conflicts), len(s.shared.Parked), len(s.shared.News)}
}

// stands says in a line where the archive stands.
func (s *Sharing) stands(away bool) string {
	st := &s.shared.Status
	if !s.shared.Joined {
		return s.words.Saying("ui.share.alone")
	}
	role := s.words.Or("ui.role.", st.Role)
	text := s.words.Saying("ui.share.joined", strings.TrimPrefix(st.Server, "https://"), st.User, role)
	synced := s.words.Saying("ui.share.never")
	if !st.Synced.IsZero() {
		synced = s.words.Saying("ui.share.synced", minute(s.words, st.Synced, time.Now()))
	}
	text = join(text, synced)
	if away {
		text = join(text, s.words.Saying("ui.share.away"))
	}
	return text
}

// hold says what of the municipality is here, and until when the archive opens.
func (s *Sharing) hold() {
	h := &s.shared.Holding
	s.holding.Importance = widget.LowImportance
	if h.Expiry(time.Now()) >= sharing.LeaseEnding {
		s.holding.Importance = widget.WarningImportance
	}
	s.holding.SetText(join(sharing.Told(h, s.words.Catalogue, time.Now())...))
	visible(s.holding, s.shared.Joined)
}

// minute is when something was: the hour of today, the day and hour of before.
func minute(words look.Words, at, now time.Time) string {
	at, now = at.Local(), now.Local()
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return at.Format("15:04")
	}
	return words.Moment(at)
}

// pick shows one of the lists.
func (s *Sharing) pick(which int) {
	s.which = which
	for i, b := range s.picks {
		b.Importance = widget.LowImportance
		if i == which {
			b.Importance = widget.MediumImportance
		}
		b.Refresh()
	}
	s.empty.SetText("")
	if s.len() == 0 && s.shared.Joined {
		s.empty.SetText(s.words.Saying([]string{"ui.share.no-conflicts", "ui.share.no-parked", "ui.share.no-news"}[which]))
	}
	if !s.shared.Joined {
		s.empty.SetText(s.words.Saying("ui.share.why"))
	}
	visible(s.empty, s.empty.Text != "")
	s.list.UnselectAll()
	s.list.Refresh()
	s.detail.RemoveAll()
	s.events.OnMap(nil)
	s.bar()
	s.page.Refresh()
}

// bar offers to decide the marked conflicts together.
func (s *Sharing) bar() {
	s.count.SetText(s.words.Saying("ui.share.marked", s.words.Count(int64(len(s.marked)))))
	visible(s.many, s.which == listConflicts && len(s.marked) > 0)
}

func (s *Sharing) len() int {
	if !s.shared.Joined {
		return 0
	}
	return s.counts()[s.which]
}

func (s *Sharing) row() fyne.CanvasObject {
	return container.NewBorder(nil, nil, widget.NewCheck("", nil), look.Figure(""), look.Line(""))
}

func (s *Sharing) fill(at widget.ListItemID, o fyne.CanvasObject) {
	if at >= s.len() {
		return
	}
	cells := o.(*fyne.Container).Objects
	title, check, right := cells[0].(*widget.Label), cells[1].(*widget.Check), cells[2].(*widget.Label)
	check.OnChanged = nil
	visible(check, s.which == listConflicts)
	switch s.which {
	case listConflicts:
		c := &s.shared.Conflicts[at]
		check.SetChecked(s.marked[c.ID])
		check.OnChanged = func(yes bool) {
			if yes {
				s.marked[c.ID] = true
			} else {
				delete(s.marked, c.ID)
			}
			s.bar()
		}
		title.SetText(join(s.about(c.RowSubject, c.Layer), s.named(c.Layer, c.Column)))
		right.SetText("")
	case listParked:
		p := &s.shared.Parked[at]
		title.SetText(join(s.about(p.RowSubject, p.Op.Layer), s.named(p.Op.Layer, sharing.Columns(&p.Op)...)))
		if right.SetText(""); !p.Op.At.IsZero() {
			right.SetText(minute(s.words, p.Op.At, time.Now()))
		}
	case listNews:
		n := &s.shared.News[at]
		title.SetText(join(s.about(n.RowSubject, n.Layer), join(s.named(n.Layer, n.Columns...), n.Actor)))
		right.SetText(minute(s.words, n.At, time.Now()))
	}
}

// about is what a row is about: its place and the control, or what kind of row
// it is.
func (s *Sharing) about(subject desk.RowSubject, layer string) string {
	what := s.words.Or("ui.share.layer.", layer)
	if subject.Control != "" {
		what = s.words.Say(gis.Say("control." + subject.Control))
	}
	return join(s.words.Place(subject.Key), what)
}

// named are columns of a row that is shared, in words.
func (s *Sharing) named(layer string, columns ...string) string {
	return sharing.Named(s.words.Catalogue, layer, columns)
}

// Choose selects a row of a list, as a tap does.
func (s *Sharing) Choose(which, at int) {
	s.pick(which)
	s.list.Select(at)
}

// choose shows a row beside the list and its finding on the map.
func (s *Sharing) choose(at widget.ListItemID) {
	if at >= s.len() {
		return
	}
	s.detail.RemoveAll()
	s.events.OnMap(nil)
	var subject desk.RowSubject
	switch s.which {
	case listConflicts:
		c := &s.shared.Conflicts[at]
		subject = c.RowSubject
		s.detail.Add(s.conflict(c))
		s.events.OnMap(s.onMap(c))
	case listParked:
		p := &s.shared.Parked[at]
		subject = p.RowSubject
		s.detail.Add(s.parked(p))
	case listNews:
		n := &s.shared.News[at]
		subject = n.RowSubject
		s.detail.Add(s.newsOf(n))
	}
	s.detail.Refresh()
	if subject.Finding == "" {
		s.events.Nowhere()
		return
	}
	s.events.Show(subject.Finding)
}
