// Package text turns message codes into sentences, and numbers, money and days
// into the forms that an Italian office (or an English reader) expects. It is
// the only place where codes become words: every other package hands on a
// [gis.Message] or a [gis.Error].
package text

import (
	"encoding/json"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"segit/assets"
	"segit/gis"
)

// Lang is a language of the user texts.
type Lang string

// The languages; Italian is what a municipality reads and the default.
const (
	Italian Lang = "it"
	English Lang = "en"
)

// Catalogue holds the sentences of one language. It is read only after Load
// and may be used by many goroutines.
type Catalogue struct {
	lang      Lang
	sentences map[string]string
}

// Load reads the embedded sentences of a language. It fails only when the
// program was built with broken texts, or for a language that is not there.
func Load(lang Lang) (Catalogue, error) { return read(assets.Texts(), lang) }

func read(files fs.FS, lang Lang) (Catalogue, error) {
	const op = "text.Load"
	names, err := fs.Glob(files, "text/*."+string(lang)+".json")
	if err != nil || len(names) == 0 {
		return Catalogue{}, gis.Wrap(op, gis.Internal, err, "text.language", lang)
	}
	c := Catalogue{lang: lang, sentences: map[string]string{}}
	for _, name := range names {
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return Catalogue{}, gis.Wrap(op, gis.Internal, err, "text.broken", path.Base(name))
		}
		var topic map[string]string
		if err := json.Unmarshal(body, &topic); err != nil {
			return Catalogue{}, gis.Wrap(op, gis.Internal, err, "text.broken", path.Base(name))
		}
		for code, sentence := range topic {
			if _, twice := c.sentences[code]; twice {
				return Catalogue{}, gis.Refuse(op, gis.Internal, "text.twice", code, path.Base(name))
			}
			c.sentences[code] = sentence
		}
	}
	return c, nil
}

// Lang is the language of the sentences.
func (c Catalogue) Lang() Lang { return c.lang }

// Has reports whether there is a sentence for code.
func (c Catalogue) Has(code string) bool {
	_, ok := c.sentences[code]
	return ok
}

// Say is the sentence of a message. A code without a sentence is printed as it
// is with its arguments, so that nothing is hidden from the reader.
func (c Catalogue) Say(m gis.Message) string {
	sentence, ok := c.sentences[m.Code]
	if !ok {
		return strings.Join(append([]string{m.Code}, m.Args...), " ")
	}
	return c.fill(sentence, m.Args)
}

// placeholder is {0}, {1} … in a sentence, or {0:moment} for an argument that is a
// moment in the form of RFC 3339, which each language writes in its own.
var placeholder = regexp.MustCompile(`\{(\d+)(:moment)?\}`)

// fill puts the arguments in. An argument that is itself "code" of a sentence
// stays as it is: arguments are values, never messages. A placeholder without
// an argument is left visible.
func (c Catalogue) fill(sentence string, args []string) string {
	if !strings.Contains(sentence, "{") {
		return sentence
	}
	return placeholder.ReplaceAllStringFunc(sentence, func(mark string) string {
		number, form, _ := strings.Cut(mark[1:len(mark)-1], ":")
		n, err := strconv.Atoi(number)
		if err != nil || n >= len(args) {
			return mark
		}
		if at, err := time.Parse(time.RFC3339, args[n]); form != "" && err == nil {
			return c.Moment(at)
		}
		return args[n]
	})
}
