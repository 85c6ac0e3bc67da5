package ui

import (
	"fyne.io/fyne/v2/lang"

	"segit/assets"
	"segit/gis/text"
	"segit/ui/dialogue"
	"segit/ui/look"
)

// The preferences of the window's face.
const (
	prefLanguage = "language"
	prefMode     = "mode"
)

// speak shows everything in a language. The toolkit has no Italian and reads
// its own texts by the system's locale, so ours take the place of that
// locale's.
func (w *Window) speak(l text.Lang) error {
	words, err := text.Load(l)
	if err != nil {
		return err
	}
	if err := lang.AddTranslationsForLocale(assets.Toolkit(string(l)), lang.SystemLocale()); err != nil {
		return err
	}
	titles := map[string]string{}
	for _, d := range w.deps.Sources {
		titles[d.ID] = d.Title.It
		if l == text.English {
			titles[d.ID] = d.Title.En
		}
	}
	w.words = look.Words{Catalogue: words, Sources: titles}
	w.ask = dialogue.Asker{Window: w.win, Words: w.words}
	w.face = look.NewTheme(w.mode())
	w.deps.App.Settings().SetTheme(w.face)
	w.build()
	return nil
}

func (w *Window) setLanguage(l text.Lang) {
	w.deps.App.Preferences().SetString(prefLanguage, string(l))
	if err := w.speak(l); err != nil {
		w.fail(err)
		return
	}
	w.deps.Trace.Event("window", "language", "lang", string(l))
}

// mode is the face that the user chose.
func (w *Window) mode() look.Mode {
	return look.Mode(w.deps.App.Preferences().StringWithFallback(prefMode, string(look.System)))
}

func (w *Window) setMode(m look.Mode) {
	w.deps.App.Preferences().SetString(prefMode, string(m))
	w.face = look.NewTheme(m)
	w.deps.App.Settings().SetTheme(w.face)
	w.build()
	w.deps.Trace.Event("window", "mode", "mode", string(m), "dark", w.dark())
}

func (w *Window) dark() bool { return w.face.IsDark(w.deps.App.Settings().ThemeVariant()) }

// repaint follows the system from light to dark and back.
func (w *Window) repaint() {
	if look.MapTheme(w.dark()) != w.mapv.MapTheme() {
		w.build()
	}
}
