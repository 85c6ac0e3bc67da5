package dialogue

import (
	"path/filepath"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/ui/look"
)

// NewArchive is what a new archive begins with.
type NewArchive struct {
	Path   string
	Comune string // Belfiore code
	EPSG   int    // 0 = the zone of the municipality

	Passphrase []byte
	Plaintext  bool // for open data
	Keyring    bool // the system's keyring opens it too
}

// Create asks for a new archive.
func (a Asker) Create(then func(NewArchive)) {
	comune := newEntry()
	comune.SetPlaceHolder(a.Words.Saying("ui.create.comune-hint"))
	crs := newEntry()
	crs.SetPlaceHolder(a.Words.Saying("ui.create.crs-hint"))
	path, row := a.field("", func(set func(string)) {
		a.browseFolder(func(folder string) { set(filepath.Join(folder, fileName(comune.Text))) })
	})
	comune.OnChanged = func(code string) {
		dir := filepath.Dir(path.Text)
		if path.Text == "" {
			dir = Home()
		}
		path.SetText(filepath.Join(dir, fileName(code)))
	}
	secret := a.newPassphrase()
	ring := widget.NewCheck(a.Words.Saying("ui.create.keyring"), nil)
	plain := widget.NewCheck(a.Words.Saying("ui.create.plaintext"), func(yes bool) {
		for _, o := range []fyne.Disableable{secret.first, secret.again, ring} {
			if yes {
				o.Disable()
			} else {
				o.Enable()
			}
		}
	})
	form := container.New(layout.NewFormLayout(), append([]fyne.CanvasObject{
		widget.NewLabel(a.Words.Saying("ui.create.comune")), comune,
		widget.NewLabel(a.Words.Saying("ui.create.crs")), crs,
		widget.NewLabel(a.Words.Saying("ui.create.path")), row,
	}, secret.rows(a.Words)...)...)
	submit := a.ask("ui.create.title", "ui.create.confirm",
		container.NewVBox(form, secret.strength, ring, plain, look.Caption(a.Words.Saying("ui.create.help"))), func() error {
			request, err := readNew(path.Text, comune.Text, crs.Text)
			if request.Plaintext, request.Keyring = plain.Checked, ring.Checked && !plain.Checked; err == nil && !plain.Checked {
				request.Passphrase, err = secret.read()
			}
			if err == nil {
				then(request)
			}
			return err
		})
	for _, e := range []*entry{crs, path, secret.first, secret.again} {
		e.OnSubmitted = func(string) { submit() }
	}
	a.ready(comune, func(string) { submit() })
}

// fileName is what an archive of a municipality is called.
func fileName(code string) string {
	code = strings.ToUpper(strings.TrimSpace(code))
	if code == "" {
		code = "comune"
	}
	return code + Ending
}

// readNew checks what was typed.
func readNew(path, comune, crs string) (NewArchive, error) {
	const op = "dialogue.Create"
	n := NewArchive{Path: expand(path), Comune: strings.ToUpper(strings.TrimSpace(comune))}
	if !gis.ValidBelfiore(n.Comune) {
		return n, gis.Refuse(op, gis.BadUsage, "ui.create.comune-form", comune)
	}
	if n.Path == "" {
		return n, gis.Refuse(op, gis.BadUsage, "ui.path.empty")
	}
	if filepath.Ext(n.Path) != Ending {
		n.Path += Ending
	}
	if exists(n.Path) {
		return n, gis.Refuse(op, gis.BadUsage, "ui.create.exists", filepath.Base(n.Path))
	}
	code := strings.TrimPrefix(strings.ToUpper(strings.ReplaceAll(crs, " ", "")), "EPSG:")
	if code == "" {
		return n, nil
	}
	epsg, err := strconv.ParseUint(code, 10, 20)
	if err != nil {
		return n, gis.Refuse(op, gis.BadUsage, "ui.create.crs-form", crs)
	}
	n.EPSG = int(epsg)
	return n, nil
}
