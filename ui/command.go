package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// command is something that the user can do: an item of a menu, with its keys.
type command struct {
	menu  string // text code of the menu it stands in
	title string // text code
	keys  fyne.Shortcut
	key   fyne.KeyName  // a key without a modifier, which a menu cannot carry
	needs bool          // an archive must be open
	seal  bool          // an encrypted one
	on    func() bool   // for items with a mark: whether it shows
	step  func() string // for items that take a step: its name, "" for none to take
	run   func()
}

// separator is a line between items of a menu.
func separator(menu string) command { return command{menu: menu} }

// The keys of the commands.
const (
	ctrl      = fyne.KeyModifierShortcutDefault
	ctrlShift = fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift
	alt       = fyne.KeyModifierAlt
)

func keys(name fyne.KeyName, modifier fyne.KeyModifier) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: name, Modifier: modifier}
}

// menu makes the main menu of the commands, in the order in which their menus
// first appear.
func (w *Window) menu() *fyne.MainMenu {
	main := fyne.NewMainMenu()
	w.steps = nil
	byCode := map[string]*fyne.Menu{}
	for _, c := range w.commands {
		menu := byCode[c.menu]
		if menu == nil {
			menu = fyne.NewMenu(w.words.Saying(c.menu))
			byCode[c.menu] = menu
			main.Items = append(main.Items, menu)
		}
		menu.Items = append(menu.Items, w.item(c))
	}
	return main
}

func (w *Window) item(c command) *fyne.MenuItem {
	if c.title == "" {
		return fyne.NewMenuItemSeparator()
	}
	name := w.words.Saying(c.title)
	if c.key != "" {
		name += "   (" + keyLabel(c.key) + ")"
	}
	item := fyne.NewMenuItem(name, func() {
		w.touch()
		w.deps.Trace.Event("menu", "chosen", "command", c.title)
		c.run()
	})
	item.Shortcut = c.keys
	item.Disabled = !w.allows(c)
	if c.step != nil {
		w.steps = append(w.steps, stepItem{item, c})
		w.nameStep(item, c)
	}
	item.Checked = c.on != nil && c.on()
	item.IsQuit = c.title == "ui.menu.quit"
	return item
}

// allows reports whether a command can run with what is open.
func (w *Window) allows(c command) bool {
	switch {
	case c.seal:
		return w.sealed()
	case c.needs:
		return w.archive != nil && w.curtain == nil
	}
	return true
}

// keyLabel is how a key is called.
func keyLabel(key fyne.KeyName) string {
	if key == fyne.KeyEscape {
		return "Esc"
	}
	return string(key)
}

// typedKey runs the command of a key without a modifier; what no command
// wants goes to the map, so that its keys work wherever the focus is not in a
// text.
func (w *Window) typedKey(e *fyne.KeyEvent) {
	w.touch()
	for _, c := range w.commands {
		if c.key == e.Name && w.allows(c) {
			w.deps.Trace.Event("menu", "chosen", "command", c.title)
			c.run()
			return
		}
	}
	if w.archive != nil && w.curtain == nil {
		w.mapv.TypedKey(e)
	}
}
