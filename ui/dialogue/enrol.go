package dialogue

import (
	"os"
	"strings"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/sync/client"
	"segit/ui/look"
)

// Enrol asks which central repository the archive joins: its address, its
// authority's file and the one-time code.
func (a Asker) Enrol(then func(client.EnrolRequest)) {
	server, code := newEntry(), newEntry()
	server.SetPlaceHolder("https://segit.example.it:8443")
	code.SetPlaceHolder("ABCD-EFGH-IJKL-MNOP")
	ca, row := a.field("", a.browseFile(".pem", ".crt", ".cer"))
	ca.SetPlaceHolder("ca.pem")
	form := container.New(layout.NewFormLayout(),
		widget.NewLabel(a.Words.Saying("ui.enrol.server")), server,
		widget.NewLabel(a.Words.Saying("ui.enrol.ca")), row,
		widget.NewLabel(a.Words.Saying("ui.enrol.code")), code)
	submit := a.ask("ui.enrol.title", "ui.enrol.confirm", container.NewVBox(form, look.Caption(a.Words.Saying("ui.enrol.help"))), func() error {
		request, err := readEnrol(server.Text, ca.Text, code.Text)
		if err == nil {
			then(request)
		}
		return err
	})
	for _, e := range []*entry{ca, code} {
		e.OnSubmitted = func(string) { submit() }
	}
	a.ready(server, func(string) { submit() })
}

// Rejoin asks for the one-time code with which an archive that was copied joins
// again; the rest it knows.
func (a Asker) Rejoin(then func(code string)) {
	code := newEntry()
	code.SetPlaceHolder("ABCD-EFGH-IJKL-MNOP")
	form := container.New(layout.NewFormLayout(), widget.NewLabel(a.Words.Saying("ui.enrol.code")), code)
	submit := a.ask("ui.rejoin.title", "ui.rejoin.confirm", container.NewVBox(form, look.Caption(a.Words.Saying("ui.rejoin.help"))), func() error {
		text := strings.TrimSpace(code.Text)
		if text == "" {
			return gis.Refuse("dialogue.Rejoin", gis.BadUsage, "ui.enrol.no-code")
		}
		then(text)
		return nil
	})
	a.ready(code, func(string) { submit() })
}

// readEnrol checks what was typed and reads the authority's file.
func readEnrol(server, ca, code string) (client.EnrolRequest, error) {
	const op = "dialogue.Enrol"
	r := client.EnrolRequest{Server: strings.TrimSpace(server), Code: strings.TrimSpace(code)}
	switch {
	case r.Server == "":
		return r, gis.Refuse(op, gis.BadUsage, "ui.enrol.no-server")
	case strings.TrimSpace(ca) == "":
		return r, gis.Refuse(op, gis.BadUsage, "ui.enrol.no-ca")
	case r.Code == "":
		return r, gis.Refuse(op, gis.BadUsage, "ui.enrol.no-code")
	}
	body, err := os.ReadFile(expand(ca))
	if err != nil {
		return r, gis.Wrap(op, gis.BadInput, err, "sync.ca", expand(ca))
	}
	r.CA = body
	return r, nil
}
