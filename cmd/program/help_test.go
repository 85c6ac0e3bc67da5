package program

import (
	"testing"

	"github.com/alecthomas/kong"

	"segit/gis/text"
)

// A help that nobody translated stays as it is, beside those that are.
func TestHelpsAreTranslated(t *testing.T) {
	var cli struct {
		Work struct {
			Limit int `help:"Pixels."`
			Odd   int `help:"Nobody translated this."`
		} `cmd:"" help:"Backup."`
	}
	parser, err := kong.New(&cli)
	if err != nil {
		t.Fatal(err)
	}
	italian, err := text.Help(text.Italian)
	if err != nil {
		t.Fatal(err)
	}
	translate(parser.Model.Node, italian)
	helps := map[string]bool{}
	eachHelp(parser.Model.Node, func(help *string) { helps[*help] = true })
	for _, want := range []string{"Copia.", "Pixel.", "Nobody translated this.", "Mostra questo aiuto."} {
		if !helps[want] {
			t.Errorf("%q is not in %v", want, helps)
		}
	}
}
