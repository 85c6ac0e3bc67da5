package source

import (
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"segit/gis"
)

// file is a descriptor as it is written.
type file struct {
	ID       string     `toml:"id"`
	Extends  string     `toml:"extends"`
	Dataset  string     `toml:"dataset"`
	Status   string     `toml:"status"`
	Title    Words      `toml:"title"`
	Office   Words      `toml:"office"`
	About    Words      `toml:"about"`
	Cadence  Words      `toml:"cadence"`
	Legal    Words      `toml:"legal"`
	Formats  []string   `toml:"formats"`
	Scope    string     `toml:"scope"`
	Shape    string     `toml:"shape"`
	Required [][]string `toml:"required"`
	Identity [][]string `toml:"identity"`
	Table    struct {
		Separator string   `toml:"separator"`
		Encoding  string   `toml:"encoding"`
		Header    string   `toml:"header"`
		Skip      int      `toml:"skip"`
		Decimal   string   `toml:"decimal"`
		Dates     []string `toml:"dates"`
	} `toml:"table"`
	Recognise struct {
		Names   []string `toml:"names"`
		Headers []string `toml:"headers"`
	} `toml:"recognise"`
	Fields []fileField `toml:"field"`

	name string // of the TOML file, for errors
	text string
}

type fileField struct {
	Name    string   `toml:"name"`
	Dataset string   `toml:"dataset"`
	Type    string   `toml:"type"`
	Role    string   `toml:"role"`
	Headers []string `toml:"headers"`
	Column  int      `toml:"column"`
	Decimal string   `toml:"decimal"`
	Dates   []string `toml:"dates"`
}

const loadOp = "source.Load"

// maxDescriptor is the longest descriptor that is read.
const maxDescriptor = 1 << 20

// parse reads the TOML; keys that mean nothing are refused, for they are
// mistyped ones.
func parse(r io.Reader, name string) (*file, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxDescriptor+1))
	if err != nil {
		return nil, err
	}
	if len(body) > maxDescriptor {
		return nil, gis.Refuse(loadOp, gis.BadInput, "source.long", maxDescriptor).At(name, 0)
	}
	f := &file{name: name, text: string(body)}
	meta, err := toml.Decode(f.text, f)
	if err != nil {
		return nil, f.syntax(err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		key := unknown[0]
		table := strings.Join(key[:len(key)-1], ".")
		return nil, f.refuse(table, -1, key[len(key)-1], "source.key", key)
	}
	return f, nil
}

// tomlLine finds the line in an error of the TOML reader that does not give it
// as a number.
var tomlLine = regexp.MustCompile(`^toml: line (\d+)(?: \(last key [^)]*\))?: `)

// syntax is the refusal of a text that is not TOML, or not of the right types.
func (f *file) syntax(err error) error {
	text, line := err.Error(), 0
	var known toml.ParseError
	if errors.As(err, &known) {
		line = known.Position.Line
	}
	if m := tomlLine.FindStringSubmatch(text); m != nil {
		text = text[len(m[0]):]
		if n, err := strconv.Atoi(m[1]); err == nil && line == 0 {
			line = n
		}
	}
	return gis.Refuse(loadOp, gis.BadInput, "source.toml", text).At(f.name, line)
}

// refuse makes an error that points at a key of a table; n is which of many
// tables of that name, -1 for any, and the table "" is the top.
func (f *file) refuse(table string, n int, key, code string, args ...any) *gis.Error {
	return gis.Refuse(loadOp, gis.BadInput, code, args...).At(f.name, lineOf(f.text, table, n, key))
}

// lineOf is the line of a key, that of its table when the key is not written,
// or 0.
func lineOf(text, table string, n int, key string) int {
	current, seen, head := "", -1, 0
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") && !strings.Contains(line, "=") {
			name, _, _ := strings.Cut(strings.TrimLeft(line, "["), "]")
			current = strings.TrimSpace(name)
			if table == "" && current == key {
				return number
			}
			if current == table {
				seen++
				if seen == n {
					head = number
				}
			}
			continue
		}
		written, _, found := strings.Cut(line, "=")
		if found && strings.Trim(strings.TrimSpace(written), `"'`) == key && current == table && (n < 0 || table == "" || seen == n) {
			return number
		}
	}
	return head
}
