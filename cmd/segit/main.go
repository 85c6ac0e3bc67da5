// Command segit is the desktop application: it puts the window, the archives
// and the languages together, and does nothing else.
package main

import (
	"context"
	"fmt"
	"os"
	"os/user"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"github.com/alecthomas/kong"

	"segit/assets"
	"segit/cmd/program"
	"segit/gis/source"
	"segit/gis/text"
	"segit/store/desk"
	"segit/store/keyring"
	"segit/store/largepages"
	"segit/ui"
)

// appID is the identity under which the desktop keeps the preferences.
const appID = "it.segit.desktop"

// arguments are the command line.
type arguments struct {
	Archive        string `arg:"" optional:"" help:"Archive to open (.segit)." type:"path"`
	Goto           string `name:"goto" help:"Cadastral key on which the map opens, such as C351/A/12/5." placeholder:"KEY"`
	Lang           string `help:"Language of the texts: it or en (default: the environment's, else Italian)." placeholder:"LANG"`
	PassphraseFile string `name:"passphrase-file" help:"File whose first line opens the archive (default: SEGIT_PASSPHRASE, the keyring, else asked)." placeholder:"FILE" type:"path"`
	UITrace        string `name:"ui-trace" help:"Write what the window shows to FILE, a line of JSON at a time." placeholder:"FILE" type:"path"`
}

func main() {
	largepages.Heap(slices.ContainsFunc(os.Args[1:], desk.IsArchive)) // what names one begins with opening it, most likely
	var args arguments
	line := program.Line{Name: "segit", Args: os.Args[1:], Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv}
	os.Exit(line.Run(&args, func(_ *kong.Context, words text.Catalogue) int {
		err := run(args, words.Lang())
		if err != nil {
			fmt.Fprintln(os.Stderr, "segit: "+words.Error(err)) //nolint:errcheck // nowhere left to say it
		}
		return program.Exit(context.Background(), err)
	}))
}

func run(args arguments, lang text.Lang) error {
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
