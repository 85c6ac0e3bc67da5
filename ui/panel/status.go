package panel

import (
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store/desk"
	"segit/sync/sharing"
	"segit/ui/look"
	"segit/ui/task"
)

// Status is the bar at the bottom: where the pointer is, the scale, the CRS,
// what kind of archive it is, how old the sources are, and the work that runs.
type Status struct {
	widget.BaseWidget
	// Scaled hears the scale that the user typed or picked.
	Scaled func(denominator float64)
	// Shared hears that the user wants to see where the archive stands with its
	// central repository.
	Shared func()
	// Cancel hears that the work of a slot shall stop.
	Cancel func(slot string)

	words      look.Words
	coordinate *widget.Label
	scale      *widget.SelectEntry
	crs        *widget.Label
	plain      *widget.Label
	moment     *widget.Label
	sources    *widget.Label
	sharing    *widget.Button
	told       string // by it
	until      string // end of a lease that is near
	message    *widget.Label
	work       *fyne.Container
	title      *widget.Label
	bar        *widget.ProgressBar
	endless    *widget.ProgressBarInfinite
	clock      *widget.Label
	left       *fyne.Container
	slot       string
	setting    bool
}

// presets are the scales that the list offers.
func presets() []float64 {
	return []float64{500, 1000, 2000, 5000, 10_000, 25_000, 50_000, 100_000}
}

// NewStatus makes an empty bar.
func NewStatus(words look.Words) *Status {
	s := &Status{
		words: words, coordinate: look.Figure(""), crs: small(""), plain: small(""), moment: small(""), sources: small(""),
		message: look.Line(""), title: small(""), bar: widget.NewProgressBar(), endless: widget.NewProgressBarInfinite(), clock: small(""),
	}
	s.coordinate.SizeName, s.message.SizeName = theme.SizeNameCaptionText, theme.SizeNameCaptionText
	s.plain.Importance, s.moment.Importance = widget.WarningImportance, widget.WarningImportance
	s.sharing = quiet(nil, func() { s.Shared() })
	names := []string{}
	for _, p := range presets() {
		names = append(names, words.Scale(p))
	}
	s.scale = widget.NewSelectEntry(names)
	s.scale.OnSubmitted = s.typed
	s.scale.OnChanged = func(text string) {
		// Picking from the list counts as entering; typing waits for Enter.
		for _, name := range names {
			if text == name && !s.setting {
				s.typed(text)
			}
		}
	}
	stop := quiet(theme.CancelIcon(), func() {
		if s.Cancel != nil {
			s.Cancel(s.slot)
		}
	})
	s.bar.TextFormatter = func() string { return fmt.Sprintf("%.0f %%", s.bar.Value*100) }
	s.title.Truncation = fyne.TextTruncateEllipsis
	s.work = container.NewHBox(container.NewGridWrap(fyne.NewSize(190, 28), s.title), container.NewGridWrap(fyne.NewSize(140, 24), container.NewStack(s.bar, s.endless)), s.clock, stop)
	s.endless.Stop()
	s.work.Hide()
	s.left = container.NewHBox(
		container.NewGridWrap(fyne.NewSize(190, 28), s.coordinate), widget.NewSeparator(),
		container.NewGridWrap(fyne.NewSize(130, 32), s.scale), widget.NewSeparator(),
		s.crs, s.plain, s.moment, s.sources, widget.NewSeparator(), s.sharing)
	s.left.Hide() // until there is an archive to tell of
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer is part of fyne.Widget.
func (s *Status) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewBorder(widget.NewSeparator(), nil, s.left, s.work, s.message))
}

func (s *Status) typed(text string) {
	if n, ok := look.ParseScale(text); ok && s.Scaled != nil {
		s.Scaled(n)
		return
	}
	s.Say(s.words.Saying("ui.status.scale-form"))
}

// Coordinate shows where the pointer is, metres of the archive's CRS.
func (s *Status) Coordinate(at orb.Point) {
	s.coordinate.SetText(s.words.Metres(at[0], 1) + "   " + s.words.Metres(at[1], 1))
}

// Scale shows the scale of the map.
func (s *Status) Scale(denominator float64) {
	s.setting = true
	s.scale.SetText(s.words.Scale(denominator))
	s.setting = false
}

// Archive shows what is open; newest is the day of the newest supply.
func (s *Status) Archive(about desk.About, newest gis.Date) {
	s.left.Show()
	s.crs.SetText(fmt.Sprintf("EPSG:%d", about.EPSG))
	s.plain.SetText("")
	if about.Plaintext {
		s.plain.SetText(s.words.Saying("ui.status.plaintext"))
	}
	s.sources.SetText("")
	if day := s.words.Date(newest); day != "" {
		s.sources.SetText(s.words.Saying("ui.status.sources", day))
	}
	s.left.Refresh()
}

// Moment shows at which moment the archive is read; nothing for today's
// knowledge.
func (s *Status) Moment(at desk.Moment) {
	words := ""
	if at.AsAt != 0 {
		words = s.words.Saying("ui.status.as-at", s.words.Date(at.AsAt))
	}
	if at.AsKnown != 0 {
		words += "  " + s.words.Saying("ui.status.as-known", s.words.Date(at.AsKnown))
	}
	s.moment.SetText(strings.TrimSpace(words))
	s.left.Refresh()
}

// Sharing shows where the archive stands with its central repository: what
// waits to be sent, what is in conflict, when all was in, and whether the server
// answered the last time.
func (s *Status) Sharing(shared *sharing.Shared, away bool) {
	st := &shared.Status
	text, icon := s.words.Saying("ui.status.alone"), theme.ComputerIcon()
	s.until = ""
	if shared.Joined {
		icon = theme.ConfirmIcon()
		parts := []string{s.words.Saying("ui.share.never")}
		if !st.Synced.IsZero() {
			parts[0] = s.words.Saying("ui.share.synced", minute(s.words, st.Synced, time.Now()))
		}
		if st.Copied {
			parts = append(parts, s.words.Saying("ui.status.copied"))
		}
		for _, part := range []struct {
			n    int
			code string
		}{{st.Pending, "ui.status.pending"}, {st.Conflicts, "ui.status.conflicts"}, {st.Parked, "ui.status.parked"}, {st.Files, "ui.status.files"}, {st.Supplies, "ui.status.supplies"}} {
			if part.n > 0 {
				parts = append(parts, s.words.Saying(part.code, s.words.Count(int64(part.n))))
			}
		}
		if st.Conflicts+st.Parked > 0 || st.Stopped != nil {
			icon = theme.WarningIcon()
		}
		if shared.Holding.Expiry(time.Now()) >= sharing.LeaseEnding {
			icon, s.until = theme.WarningIcon(), s.words.Saying("ui.status.until", shared.Holding.Until.Local().Format("02/01 15:04"))
		}
		if away {
			icon, parts = theme.ComputerIcon(), append(parts, s.words.Saying("ui.share.away"))
		}
		text = strings.Join(parts, " · ")
	}
	s.sharing.SetIcon(icon)
	s.told = text
	s.makeRoom(s.work.Visible())
}

// Say shows a short message that asks for nothing.
func (s *Status) Say(text string) { s.message.SetText(text) }

// Task shows how far a job is, and hides it when it has ended.
func (s *Status) Task(t task.Status) {
	if !t.Running {
		if t.Slot == s.slot {
			s.work.Hide()
			s.endless.Stop()
			s.makeRoom(false)
		}
		return
	}
	s.slot = t.Slot
	s.work.Show()
	s.makeRoom(true)
	text := s.words.Say(t.Title)
	if t.Stage.Code != "" {
		text += ": " + s.words.Say(t.Stage)
	}
	s.title.SetText(text)
	if part, known := t.Fraction(); known {
		s.bar.SetValue(part)
		s.bar.Show()
		s.endless.Hide()
	} else {
		s.bar.Hide()
		s.endless.Show()
		s.endless.Start()
	}
	clock := minutes(t.Elapsed)
	if left, known := t.Left(); known {
		clock += "  " + s.words.Saying("ui.task.left", minutes(left))
	}
	s.clock.SetText(clock)
	s.work.Refresh()
}

// Progress is how far the job is that shows, as a part of 1, and what it is called;
// -1 when nothing shows or it is not known.
func (s *Status) Progress() (part float64, title string) {
	if !s.work.Visible() || !s.bar.Visible() {
		return -1, ""
	}
	return s.bar.Value, s.title.Text
}

// makeRoom hides, while work shows, what does not change meanwhile and stands
// elsewhere too, so that a small window stays small.
func (s *Status) makeRoom(working bool) {
	visible(s.crs, !working)
	visible(s.sources, !working)
	text := s.told
	if !working {
		text = join(text, s.until)
	}
	if s.sharing.Text != text {
		s.sharing.SetText(text)
	}
	s.left.Refresh()
}

// minutes is mm:ss.
func minutes(d time.Duration) string {
	seconds := int(d.Seconds())
	return fmt.Sprintf("%02d:%02d", seconds/60, seconds%60)
}

func small(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.SizeName = theme.SizeNameCaptionText
	return l
}
