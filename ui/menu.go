package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"segit/gis/text"
	"segit/ui/look"
)

// The menus, as text codes.
const (
	menuFile     = "ui.menu.file"
	menuEdit     = "ui.menu.edit"
	menuView     = "ui.menu.view"
	menuLayers   = "ui.menu.layers"
	menuAnalyse  = "ui.menu.analyse"
	menuFindings = "ui.menu.findings"
	menuReports  = "ui.menu.reports"
	menuSharing  = "ui.menu.sharing"
	menuHelp     = "ui.menu.help"
)

// menuCommands are all commands, in the order of the menus. The keys are those
// that users of QGIS have in their hands.
func (w *Window) menuCommands() []command {
	lang := func(l text.Lang) func() bool { return func() bool { return w.words.Lang() == l } }
	mode := func(m look.Mode) func() bool { return func() bool { return w.mode() == m } }
	after := func(minutes int) func() bool {
		return func() bool { return w.lockAfter() == time.Duration(minutes)*time.Minute }
	}
	every := func(minutes int) func() bool {
		return func() bool { return w.syncEvery() == time.Duration(minutes)*time.Minute }
	}
	all := []command{
		{menu: menuFile, title: "ui.menu.open", keys: keys(fyne.KeyO, ctrl), run: w.askOpen},
		{menu: menuFile, title: "ui.menu.new", keys: keys(fyne.KeyN, ctrl), run: w.askCreate},
		{menu: menuFile, title: "ui.menu.demo", run: w.demo},
		{menu: menuFile, title: "ui.menu.close", keys: keys(fyne.KeyW, ctrl), needs: true, run: w.closeArchive},
		separator(menuFile),
		{menu: menuFile, title: "ui.menu.import", keys: keys(fyne.KeyI, ctrl), run: func() { w.askImport(nil) }},
		separator(menuFile),
		{menu: menuFile, title: "ui.menu.lock", keys: keys(fyne.KeyL, ctrl), seal: true, run: w.lock},
		{menu: menuFile, title: "ui.menu.lock-5", on: after(5), run: func() { w.setLockAfter(5) }},
		{menu: menuFile, title: "ui.menu.lock-15", on: after(15), run: func() { w.setLockAfter(15) }},
		{menu: menuFile, title: "ui.menu.lock-60", on: after(60), run: func() { w.setLockAfter(60) }},
		{menu: menuFile, title: "ui.menu.lock-never", on: after(0), run: func() { w.setLockAfter(0) }},
		separator(menuFile),
		{menu: menuFile, title: "ui.menu.passphrase", seal: true, run: w.askNewPassphrase},
		{menu: menuFile, title: "ui.menu.recovery", seal: true, run: w.newRecovery},
		{menu: menuFile, title: "ui.menu.keyring", seal: true, on: w.keyring, run: w.toggleKeyring},
		{menu: menuFile, title: "ui.menu.rotate", seal: true, run: w.askRotate},
		separator(menuFile),
		{menu: menuFile, title: "ui.menu.check", run: w.checkFile},
		{menu: menuFile, title: "ui.menu.compact", run: w.compactFile},
		{menu: menuFile, title: "ui.menu.rescue", run: w.rescueFile},
		separator(menuFile),
		{menu: menuFile, title: "ui.menu.quit", keys: keys(fyne.KeyQ, ctrl), run: w.quit},

		{menu: menuEdit, title: "ui.menu.undo", keys: &fyne.ShortcutUndo{}, needs: true, step: w.undoName, run: w.undo},
		{menu: menuEdit, title: "ui.menu.redo", keys: keys(fyne.KeyZ, ctrlShift), needs: true, step: w.redoName, run: w.redo},
		separator(menuEdit),
		{menu: menuEdit, title: "ui.menu.mark-all", keys: &fyne.ShortcutSelectAll{}, needs: true, run: w.markAll},
		{menu: menuEdit, title: "ui.menu.mark-none", keys: keys(fyne.KeyA, ctrlShift), needs: true, run: func() { w.list.Mark(nil) }},
		separator(menuEdit),
		{menu: menuEdit, title: "ui.menu.purpose", needs: true, run: w.askPurpose},

		{menu: menuView, title: "ui.menu.zoom-in", keys: keys(fyne.KeyEqual, ctrl), needs: true, run: func() { w.mapv.Zoom(2) }},
		{menu: menuView, title: "ui.menu.zoom-out", keys: keys(fyne.KeyMinus, ctrl), needs: true, run: func() { w.mapv.Zoom(0.5) }},
		{menu: menuView, title: "ui.menu.full", keys: keys(fyne.KeyF, ctrlShift), needs: true, run: w.mapv.FullExtent},
		{menu: menuView, title: "ui.menu.selection", keys: keys(fyne.KeyJ, ctrl), needs: true, run: w.zoomToSelection},
		{menu: menuView, title: "ui.menu.back", keys: keys(fyne.KeyLeft, alt), needs: true, run: w.mapv.Back},
		{menu: menuView, title: "ui.menu.forward", keys: keys(fyne.KeyRight, alt), needs: true, run: w.mapv.Forward},
		{menu: menuView, title: "ui.menu.redraw", key: fyne.KeyF5, needs: true, run: w.mapv.Redraw},
		separator(menuView),
		{menu: menuView, title: "ui.menu.moment", keys: keys(fyne.KeyD, ctrl), needs: true, run: w.askMoment},
		{menu: menuView, title: "ui.menu.find", keys: keys(fyne.KeyK, ctrl), needs: true, run: w.focusLocator},
		{menu: menuView, title: "ui.menu.panels", keys: keys(fyne.KeyTab, ctrl), run: w.fold},
		{menu: menuView, title: "ui.menu.fullscreen", key: fyne.KeyF11, run: func() { w.win.SetFullScreen(!w.win.FullScreen()) }},
		separator(menuView),
		{menu: menuView, title: "ui.menu.italian", on: lang(text.Italian), run: func() { w.setLanguage(text.Italian) }},
		{menu: menuView, title: "ui.menu.english", on: lang(text.English), run: func() { w.setLanguage(text.English) }},
		separator(menuView),
		{menu: menuView, title: "ui.menu.system", on: mode(look.System), run: func() { w.setMode(look.System) }},
		{menu: menuView, title: "ui.menu.light", on: mode(look.Light), run: func() { w.setMode(look.Light) }},
		{menu: menuView, title: "ui.menu.dark", on: mode(look.Dark), run: func() { w.setMode(look.Dark) }},

		{menu: menuLayers, title: "ui.menu.show-all", keys: keys(fyne.KeyU, ctrlShift), needs: true, run: func() { w.toggleAll(true) }},
		{menu: menuLayers, title: "ui.menu.hide-all", keys: keys(fyne.KeyH, ctrlShift), needs: true, run: func() { w.toggleAll(false) }},

		{menu: menuAnalyse, title: "ui.menu.controls", keys: keys(fyne.KeyR, ctrl), needs: true, run: w.askControls},
		{menu: menuAnalyse, title: "ui.menu.overlay", keys: keys(fyne.KeyO, ctrlShift), needs: true, run: w.askOverlay},

		{menu: menuFindings, title: "ui.menu.findings-list", key: fyne.KeyF6, needs: true, run: w.focusFindings},
		{menu: menuFindings, title: "ui.menu.next", keys: keys(fyne.KeyDown, alt), needs: true, run: func() { w.stepTo(1) }},
		{menu: menuFindings, title: "ui.menu.previous", keys: keys(fyne.KeyUp, alt), needs: true, run: func() { w.stepTo(-1) }},
		{menu: menuFindings, title: "ui.menu.all-findings", needs: true, run: func() { w.list.SetFilter("", "") }},

		{menu: menuReports, title: "ui.menu.sheet", keys: keys(fyne.KeyP, ctrl), needs: true, run: w.sheetOfChosen},
		{menu: menuReports, title: "ui.menu.control-report", keys: keys(fyne.KeyP, ctrlShift), needs: true, run: w.controlReport},

		{menu: menuSharing, title: "ui.menu.sync", keys: keys(fyne.KeyS, ctrlShift), needs: true, run: w.syncNow},
		{menu: menuSharing, title: "ui.menu.shared", key: fyne.KeyF9, needs: true, run: w.showSharing},
		{menu: menuSharing, title: "ui.menu.area", needs: true, run: w.chooseArea},
		separator(menuSharing),
		{menu: menuSharing, title: "ui.menu.sync-5", on: every(5), run: func() { w.setSyncEvery(5) }},
		{menu: menuSharing, title: "ui.menu.sync-15", on: every(15), run: func() { w.setSyncEvery(15) }},
		{menu: menuSharing, title: "ui.menu.sync-60", on: every(60), run: func() { w.setSyncEvery(60) }},
		{menu: menuSharing, title: "ui.menu.sync-never", on: every(0), run: func() { w.setSyncEvery(0) }},
		separator(menuSharing),
		{menu: menuSharing, title: "ui.menu.enrol", needs: true, run: w.askEnrol},

		{menu: menuHelp, title: "ui.menu.keys", key: fyne.KeyF1, run: w.showKeys},
		{menu: menuHelp, title: "ui.menu.about", run: w.showAbout},
	}
	return all
}

// toolbar is the few commands that a day's work begins with.
func (w *Window) toolbar() fyne.CanvasObject {
	row := container.NewHBox()
	add := func(code string, icon fyne.Resource, run func(), needs bool) {
		b := widget.NewButtonWithIcon(w.words.Saying(code), icon, run)
		b.Importance = widget.LowImportance
		if needs && w.archive == nil {
			b.Disable()
		}
		row.Add(b)
	}
	add("ui.tool.open", theme.FolderOpenIcon(), w.askOpen, false)
	add("ui.tool.import", theme.DownloadIcon(), func() { w.askImport(nil) }, false)
	add("ui.tool.controls", theme.MediaPlayIcon(), w.askControls, true)
	row.Add(widget.NewSeparator())
	add("ui.tool.full", theme.ZoomFitIcon(), w.mapv.FullExtent, true)
	return row
}

// keysHelp are the keys of the map, which no menu shows.
func keysHelp() []string {
	return []string{"ui.keys.wheel", "ui.keys.drag", "ui.keys.box", "ui.keys.space", "ui.keys.arrows", "ui.keys.page", "ui.keys.esc"}
}
