// Command segit is the desktop application: it puts the window, the archives
// and the languages together, and does nothing else.
package main

import (
	"fmt"
	"os"
	"os/user"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"github.com/alecthomas/kong"

	"segit/assets"
	"segit/gis/source"
	"segit/gis/text"
	"segit/store/desk"
	"segit/store/keyring"
	"segit/ui"
)

// appID is the identity under which the desktop keeps the preferences.
const appID = "it.segit.desktop"

// arguments are the command line.
type arguments struct {
	Archive        string `arg:"" optional:"" help:"Archivio da aprire (.segit)." type:"path"`
	Goto           string `name:"goto" help:"Chiave catastale su cui aprire la mappa, per esempio C351/A/12/5." placeholder:"KEY"`
	PassphraseFile string `name:"passphrase-file" help:"File la cui prima riga apre l'archivio (altrimenti SEGIT_PASSPHRASE, il portachiavi, o si chiede)." placeholder:"FILE" type:"path"`
	UITrace        string `name:"ui-trace" help:"Scrive in FILE, una riga JSON alla volta, ciò che la finestra mostra." placeholder:"FILE" type:"path"`
}

func main() {
	var args arguments
	kong.Parse(&args, kong.Name("segit"), kong.Description("SE.G.I.T.: il territorio di un comune, letto insieme."))
	if err := run(args); err != nil {
		words, failed := text.Load(text.Italian)
		if failed != nil {
			fmt.Fprintln(os.Stderr, err)
		} else {
			fmt.Fprintln(os.Stderr, words.Error(err))
		}
		os.Exit(1)
	}
}

func run(args arguments) error {
	lang, err := text.Choose("", os.Getenv)
	if err != nil {
		return err
	}
	sources, err := source.Catalogue()
	if err != nil {
		return err
	}
	given := []byte(os.Getenv("SEGIT_PASSPHRASE"))
	if args.PassphraseFile != "" {
		if given, err = desk.ReadPassphrase(args.PassphraseFile); err != nil {
			return err
		}
	}
	log, closeTrace, err := openTrace(args.UITrace)
	if err != nil {
		return err
	}
	app.SetMetadata(fyne.AppMetadata{ID: appID, Name: "SE.G.I.T.", Version: version})
	desktop := app.NewWithID(appID)
	desktop.SetIcon(fyne.NewStaticResource("segit.png", assets.Icon()))
	window, err := ui.New(ui.Deps{
		App: desktop, Archives: archives{given, keyring.System{}}, Post: fyne.Do, Trace: log,
		Lang: lang, Operator: operator(), Version: version, Sources: sources,
	})
	if err != nil {
		return err
	}
	window.Run(args.Archive, args.Goto)
	return closeTrace()
}

// version is the one that the changelog names.
const version = "0.1.0"

// operator is who works here, as supplies and edits remember it.
func operator() string {
	if name := os.Getenv("USER"); name != "" {
		return name
	}
	who, err := user.Current()
	if err != nil {
		return ""
	}
	return who.Username
}
